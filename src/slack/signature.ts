import { createHmac, timingSafeEqual } from 'node:crypto';

/** The largest difference between the timestamp of a request and our clock (Slack: "Verifying requests from Slack"). */
const MAX_SKEW_SECONDS = 300;

/**
 * Whether Slack signed these bytes in the last 5 minutes. Compares bytes only: the body is not parsed before its
 * signature is verified.
 *
 * @param headers by lower-case name
 * @param now milliseconds since 1970
 */
export function isFromSlack(
  { headers, body }: { headers: Readonly<Record<string, string | undefined>>; body: Buffer },
  signingSecret: string,
  now: number,
): boolean {
  const timestamp = headers['x-slack-request-timestamp'] ?? '';
  const signature = headers['x-slack-signature'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) return false;
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return equal(signature, `v0=${expected}`);
}

/** Our own signature of a text, with Slack's secret. Slack signs no text that starts like this. */
export function signText(text: string, signingSecret: string): string {
  return createHmac('sha256', signingSecret).update(`countersign:${text}`).digest('hex');
}

/** Whether {@link signText} made this signature. */
export function isSigned(text: string, signature: string, signingSecret: string): boolean {
  return equal(signature, signText(text, signingSecret));
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
