import { createHmac } from 'node:crypto';
import { isObject } from '../json.ts';
import { DeliveryError } from './delivery-error.ts';

/** The app's answer: nothing, a text, or a JSON object. */
export type AppAnswer = Readonly<Record<string, unknown>> | undefined;

/** Sends signed requests to the app. */
export interface Sender {
  /** Sends a slash command. */
  readonly form: (fields: Readonly<Record<string, string>>) => Promise<AppAnswer>;
  /** Sends an interaction: JSON in a form field. */
  readonly payload: (payload: object) => Promise<AppAnswer>;
  /** Sends an event. */
  readonly json: (body: object) => Promise<AppAnswer>;
}

export interface SenderOptions {
  /** The app's request URL. */
  readonly eventsUrl: string;
  readonly signingSecret: string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** Returns a signal that aborts when the answer takes too long. */
  readonly answerLimit: () => AbortSignal;
}

/** Each method rejects with a {@link DeliveryError} if the app answers with an error, or too late. */
export function createSender({ eventsUrl, signingSecret, now, answerLimit }: SenderOptions): Sender {
  async function send(body: string, contentType: string): Promise<AppAnswer> {
    const limit = answerLimit();
    try {
      return await post(body, contentType, limit);
    } catch (error) {
      if (!limit.aborted) throw error;
      throw new DeliveryError(
        'EndpointFailed',
        'The Slack endpoint did not answer within 3 seconds (operation_timeout).',
      );
    }
  }

  async function post(body: string, contentType: string, signal: AbortSignal): Promise<AppAnswer> {
    const timestamp = Math.floor(now() / 1000);
    const response = await fetch(eventsUrl, {
      method: 'POST',
      headers: {
        'content-type': contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature(signingSecret, timestamp, body),
      },
      body,
      signal,
    });
    if (response.ok) return readAnswer(response);
    throw new DeliveryError('EndpointFailed', `The Slack endpoint answered with status ${response.status}.`);
  }

  const form: Sender['form'] = (fields) =>
    send(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
  return {
    form,
    payload: (payload) => form({ payload: JSON.stringify(payload) }),
    json: (body) => send(JSON.stringify(body), 'application/json'),
  };
}

/** Slack: "Verifying requests from Slack". */
function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

async function readAnswer(response: Response): Promise<AppAnswer> {
  const body = await response.text();
  if (body === '') return undefined;
  if (!response.headers.get('content-type')?.startsWith('application/json')) return { text: body };
  const answer: unknown = JSON.parse(body);
  return isObject(answer) ? answer : { text: body };
}
