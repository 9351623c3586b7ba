import { App, AwsLambdaReceiver } from '@slack/bolt';
import { type HttpRequest, type HttpResponse, mediaType } from '../http.ts';
import type { EndpointPorts } from './ports.ts';
import { readDelivery } from './read-delivery.ts';
import { registerListeners } from './register-listeners.ts';
import { boltLogger } from './request-log.ts';
import { isFromSlack } from './signature.ts';

export interface SlackCredentials {
  readonly botToken: string;
  readonly signingSecret: string;
}

/**
 * The HTTP endpoint for Slack. Verifies the signature of the raw bytes first, then reads the members that are needed, and
 * gives only these to Bolt.
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
  const refuse = (level: 'info' | 'warn', status: number, reason: string) => {
    ports.log({ level, event: 'slack_refused', status, reason });
    return answer(status, reason);
  };

  return async (request) => {
    const receivedAt = ports.now();
    try {
      const { signingSecret } = await credentials();
      if (!isFromSlack(request, signingSecret, ports.now()))
        return refuse('info', 401, 'The signature is not valid.');
      const event = toBoltEvent(request, receivedAt);
      if (!event) return refuse('warn', 400, 'The body cannot be read.');
      const { statusCode, headers, body } = await handle(event, {});
      return { statusCode, headers: asStrings(headers), body };
    } catch (error) {
      ports.log({ level: 'error', event: 'slack_failed', error });
      return answer(500, 'Something went wrong.');
    }
  };
}

type BoltEvent = Parameters<ReturnType<AwsLambdaReceiver['toHandler']>>[0] & { receivedAt: number };

/** @returns undefined for a body that does not have the form that Slack documents */
function toBoltEvent({ headers, body, path }: HttpRequest, receivedAt: number): BoltEvent | undefined {
  const contentType = mediaType(headers['content-type']);
  const delivery = readDelivery(body.toString('utf8'), contentType);
  if (delivery === undefined) return undefined;
  return {
    headers: { ...headers, 'content-type': contentType },
    body: delivery,
    isBase64Encoded: false,
    rawPath: path,
    path,
    receivedAt,
  } as unknown as BoltEvent;
}

/** Bolt's type allows header values of any type; its receiver writes strings only. */
function asStrings(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function answer(statusCode: number, body: string): HttpResponse {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
