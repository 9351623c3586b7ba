import { createHmac } from 'node:crypto';
import { httpEvent } from './web-event.ts';

export const SIGNING_SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const ENDPOINT = 'https://example.com/slack/events';
const FORM = 'application/x-www-form-urlencoded';

export interface Signing {
  readonly body: string | Buffer;
  /** Seconds since 1970 */
  readonly timestamp: number;
  readonly secret?: string;
  readonly contentType?: string;
  readonly base64?: boolean;
  /** These headers replace others. An empty header is omitted. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The Lambda event of a request with Slack's signature (Slack: "Verifying requests from Slack"). */
export function signedEvent({ body, timestamp, secret, contentType = FORM, base64, headers }: Signing) {
  const all = {
    'content-type': contentType,
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': signatureOf(body, timestamp, secret),
    ...headers,
  };
  const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
  return httpEvent(ENDPOINT, { method: 'POST', headers: sent, body, ...(base64 && { base64 }) });
}

/** Signs a body as Slack does. The timestamp is in seconds since 1970. */
export function signatureOf(body: string | Buffer, timestamp: number, secret = SIGNING_SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

/** The body of a slash command. */
export function commandBody(text: string, overrides: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({
    token: 'deprecated',
    team_id: 'T0001',
    channel_id: 'C0001',
    user_id: 'U0ANN0001',
    user_name: 'ann',
    command: '/approval',
    text,
    response_url: 'https://hooks.slack.com/commands/1234',
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
    ...overrides,
  }).toString();
}

/** The user in a request for an interaction. */
export interface User {
  readonly id: string;
  readonly username: string;
  /** The workspace of the user; by default, the workspace of the app. */
  readonly team_id?: string;
}

/** The message in a request for a pressed button. */
export interface PressedMessage {
  readonly ts: string;
  readonly text: string;
  /** Missing if Slack does not send the blocks. */
  readonly blocks?: readonly unknown[] | undefined;
}

/** Where a button is pressed. */
export interface PressPlace {
  readonly channel?: string;
  /** Missing: only the Web API answers, as 30 minutes after a press. */
  readonly responseUrl?: string;
}

/** The body for a pressed button of an approval message. */
export function pressBody(
  button: object,
  message: PressedMessage,
  user: User = { id: 'U0ANN0001', username: 'ann' },
  { channel = 'C0001', responseUrl }: PressPlace = {},
) {
  return interactionBody({
    type: 'block_actions',
    user: { team_id: 'T0001', ...user },
    team: { id: 'T0001', domain: 'example' },
    container: { type: 'message', message_ts: message.ts, channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: channel.startsWith('D') ? 'directmessage' : 'approvals' },
    message: { type: 'message', bot_id: 'B0001', ...message },
    actions: [{ type: 'button', block_id: 'decide', action_ts: '1764000000.000100', ...button }],
    response_url: responseUrl,
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
  });
}

/** The body for a pressed button on the app's home tab. It has no channel and no message. */
export function homePressBody(button: object, user: User = { id: 'U0ANN0001', username: 'ann' }) {
  return interactionBody({
    type: 'block_actions',
    user: { team_id: 'T0001', ...user },
    team: { id: 'T0001', domain: 'example' },
    container: { type: 'view', view_id: 'V0001' },
    view: { id: 'V0001', type: 'home', blocks: [] },
    actions: [{ type: 'button', action_ts: '1764000000.000100', ...button }],
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
  });
}

/** The body for a submitted modal: the opened view and the entered values, by block ID and action ID. */
export function submissionBody(
  view: object,
  values: Readonly<Record<string, object>>,
  user: User = { id: 'U0ANN0001', username: 'ann' },
) {
  const state = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { [id]: value }]));
  return interactionBody({
    type: 'view_submission',
    user: { team_id: 'T0001', ...user, name: user.username },
    team: { id: 'T0001', domain: 'example' },
    view: { id: 'V0002', private_metadata: '', ...view, state: { values: state } },
    trigger_id: '13345224610.738474920.9088930838d88f008e1',
    response_urls: [],
  });
}

/** The body of app_home_opened. */
export function homeOpenedBody(user = 'U0ANN0001', tab = 'home') {
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T0001',
    event: { type: 'app_home_opened', user, channel: 'D0001', tab, event_ts: '1764000000.000100' },
    event_id: 'Ev0001',
    event_time: 1_764_000_000,
  });
}

/** The body of an interaction: a form with a JSON payload. */
export function interactionBody(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
