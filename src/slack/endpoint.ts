import { App, AwsLambdaReceiver } from '@slack/bolt';
import { isObject } from '../callback/json.ts';
import { type HttpRequest, type HttpResponse, mediaType } from '../http.ts';
import type { EndpointPorts } from './ports.ts';
import { registerListeners } from './register-listeners.ts';
import { boltLogger } from './request-log.ts';
import { isFromSlack } from './signature.ts';

export interface SlackCredentials {
  readonly botToken: string;
  readonly signingSecret: string;
}

/**
 * The HTTP endpoint for Slack. Verifies the signature of the raw bytes first, and only then gives the request to Bolt.
 * Bolt's AwsLambdaReceiver gets decoded text and a content type without charset: it does not recognise a charset, and
 * it decodes base64 as ASCII. Never throws.
 *
 * @param credentials called for each request, so that a rotated secret takes effect
 */
export function createSlackEndpoint(
  ports: EndpointPorts,
  credentials: () => Promise<SlackCredentials>,
): (request: HttpRequest) => Promise<HttpResponse> {
  const receiver = new AwsLambdaReceiver({
    // The signature is verified below. Bolt would verify it after parsing, and with a secret that never changes.
    signingSecret: '',
    signatureVerification: false,
    logger: boltLogger(ports.log),
    customPropertiesExtractor: (event) => ({ receivedAt: (event as BoltEvent).receivedAt }),
  });
  const app = new App({
    receiver,
    // With a token alone, Bolt would call auth.test.
    authorize: async () => ({ botToken: (await credentials()).botToken }),
    // Bolt would keep a state for each conversation, and the app uses none.
    convoStore: false,
    logger: boltLogger(ports.log),
  });
  registerListeners(app, ports);
  const handle = receiver.toHandler();
  const refuse = (status: number, reason: string) => {
    ports.log({ event: 'slack_refused', status, reason });
    return answer(status, reason);
  };

  return async (request) => {
    const receivedAt = ports.now();
    try {
      const { signingSecret } = await credentials();
      if (!isFromSlack(request, signingSecret, ports.now()))
        return refuse(401, 'The signature is not valid.');
      const event = toBoltEvent(request, receivedAt);
      if (!event) return refuse(400, 'The body cannot be read.');
      const { statusCode, headers, body } = await handle(event, {});
      return { statusCode, headers: asStrings(headers), body };
    } catch (error) {
      ports.log({ level: 'error', event: 'slack_failed', error });
      return answer(500, 'Something went wrong.');
    }
  };
}

type BoltEvent = Parameters<ReturnType<AwsLambdaReceiver['toHandler']>>[0] & { receivedAt: number };

/** @returns undefined for a body on which Bolt would throw */
function toBoltEvent({ headers, body, path }: HttpRequest, receivedAt: number): BoltEvent | undefined {
  const contentType = mediaType(headers['content-type']);
  const text = body.toString('utf8');
  if (!isReadable(text, contentType)) return undefined;
  return {
    headers: { ...headers, 'content-type': contentType },
    body: text,
    isBase64Encoded: false,
    rawPath: path,
    path,
    receivedAt,
  } as unknown as BoltEvent;
}

function isReadable(text: string, contentType: string): boolean {
  try {
    if (contentType === 'application/json') return isObject(JSON.parse(text));
    if (contentType !== 'application/x-www-form-urlencoded') return false;
    const payload = new URLSearchParams(text).get('payload');
    return payload === null || isObject(JSON.parse(payload));
  } catch {
    return false;
  }
}

/** Bolt's type allows header values of any type; its receiver writes strings only. */
function asStrings(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function answer(statusCode: number, body: string): HttpResponse {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
