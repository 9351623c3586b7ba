import { Refusal } from './errors.ts';
import { assertNotExpired } from './expiration.ts';
import type { Payload } from './payload.ts';
import { assertAllowed, type Features } from './resolve-action.ts';
import type { Sealer } from './seal.ts';

/**
 * Opens the payload of a callback URL.
 *
 * @throws {Refusal} InvalidPayload, EncryptionRequired or DecryptionUnsupported
 */
export async function openCallback(query: URLSearchParams, open: Sealer['open']): Promise<Payload> {
  const data = query.get('data');
  if (!data) throw new Refusal('InvalidPayload', 'The link is not complete: its data is missing.');
  return open(data);
}

/**
 * Checks an opened payload against the rest of its URL, the clock and what is allowed here.
 *
 * @param query the URL's `action` and `type`, which may be missing, as in the original
 * @param now milliseconds since 1970
 * @throws {Refusal} ActionMismatched, ExpiredPayload, ParametersDisabled or PostActionsDisabled
 */
export function assertUsable(
  payload: Payload,
  query: URLSearchParams,
  { now, features }: { now: number; features: Features },
): void {
  assertSame('name', query.get('action'), payload.action.name);
  assertSame('type', query.get('type'), payload.action.type);
  assertNotExpired(payload, now);
  assertAllowed(payload, features);
}

function assertSame(member: 'name' | 'type', inUrl: string | null, sealed: string): void {
  if (!inUrl || inUrl === sealed) return;
  throw new Refusal(
    'ActionMismatched',
    `The action ${member} in the link is not the one that was sealed into it.`,
  );
}
