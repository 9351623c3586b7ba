import { createHmac } from 'node:crypto';
import { isObject } from '../../callback/json.ts';
import {
  actionBody,
  type Context,
  commandBody,
  type SubmittedValues,
  submissionBody,
} from './interaction.ts';
import type { SlackMessage, WebApi } from './web-api.ts';
import type { SlackUser, Workspace } from './workspace.ts';

/** A press or a command that Slack would not have let a person make, or that our endpoint did not take. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: 'UnknownUser' | 'UnknownMessage' | 'UnknownAction' | 'UnknownCommand' | 'EndpointFailed';

  constructor(code: DeliveryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface Press {
  /** A user's id or handle; without one, the first person of the workspace. */
  readonly user?: string | undefined;
  readonly channel: string;
  /** The message's. */
  readonly ts: string;
  readonly actionId: string;
}

export interface Submission {
  readonly user?: string | undefined;
  /** The modal as views.open returned it. */
  readonly view: Readonly<Record<string, unknown>>;
  readonly values: SubmittedValues;
}

export interface Delivery {
  /** Presses a button of a message. */
  readonly press: (press: Press) => Promise<void>;
  /** Submits a modal. Gives what the app answers, such as `{response_action: 'errors', …}`; undefined closes it. */
  readonly submit: (submission: Submission) => Promise<Record<string, unknown> | undefined>;
  /** Sends a slash command, `/approval start Ben`, or only what follows its name; its answer goes to the channel. */
  readonly command: (command: { user?: string | undefined; text: string }) => Promise<void>;
}

export interface DeliveryOptions {
  readonly workspace: Workspace;
  readonly webApi: Pick<WebApi, 'messages' | 'respond' | 'responseUrl'>;
  /** Where Slack sends to: the endpoint's URL. */
  readonly eventsUrl: string;
  readonly signingSecret: string;
  /** Milliseconds since 1970 */
  readonly now?: () => number;
}

const COMMAND = '/approval';

/** Sends what people do in Slack to our endpoint, as Slack does: form-encoded and signed. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { workspace, webApi, eventsUrl, signingSecret, now = Date.now } = options;

  async function send(form: Record<string, string>): Promise<Response> {
    const body = new URLSearchParams(form).toString();
    const timestamp = Math.floor(now() / 1000);
    const response = await fetch(eventsUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature(signingSecret, timestamp, body),
      },
      body,
    });
    if (response.ok) return response;
    throw new DeliveryError('EndpointFailed', `The Slack endpoint answered with status ${response.status}.`);
  }

  async function contextOf(user: SlackUser): Promise<Context> {
    const { trigger_id } = await workspace.call('views.generateTriggerId', { user_id: user.id });
    const responseUrl = webApi.responseUrl(user.id);
    return { workspace, user, triggerId: String(trigger_id), responseUrl, now: now() };
  }

  function userNamed(name: string | undefined): SlackUser {
    const { users } = workspace;
    const user = name === undefined ? users[0] : users.find((one) => one.id === name || one.name === name);
    if (user) return user;
    throw new DeliveryError('UnknownUser', `Nobody here is called “${name}”.`);
  }

  return {
    async press({ user: name, channel, ts, actionId }) {
      const user = userNamed(name);
      const message = (await webApi.messages()).find((one) => one.channel === channel && one.ts === ts);
      if (!message) throw new DeliveryError('UnknownMessage', 'There is no such message.');
      const found = findButton(message, actionId);
      if (!found) throw new DeliveryError('UnknownAction', 'The message has no such button, or no longer.');
      await send({ payload: JSON.stringify(actionBody(message, found, await contextOf(user))) });
    },

    async submit({ user: name, view, values }) {
      const context = await contextOf(userNamed(name));
      return readAnswer(await send({ payload: JSON.stringify(submissionBody(view, values, context)) }));
    },

    async command({ user: name, text }) {
      const user = userNamed(name);
      const [command, parameters] = splitCommand(text.trim());
      if (command !== COMMAND) {
        throw new DeliveryError('UnknownCommand', `${command} is not a command here. Try ${COMMAND} help.`);
      }
      const answer = await readAnswer(await send(commandBody(command, parameters, await contextOf(user))));
      const result = answer && (await webApi.respond(user.id, answer));
      if (result?.ok === false) {
        throw new DeliveryError('EndpointFailed', `Slack refused the answer: ${result.error}.`);
      }
    },
  };
}

/** Slack: "Verifying requests from Slack". */
function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function splitCommand(text: string): [command: string, parameters: string] {
  if (!text.startsWith('/')) return [COMMAND, text];
  const [command = ''] = text.split(/\s/, 1);
  return [command, text.slice(command.length).trim()];
}

function findButton({ blocks = [] }: SlackMessage, actionId: string) {
  for (const block of blocks) {
    const elements: unknown[] = Array.isArray(block.elements) ? block.elements : [];
    const button = elements.filter(isObject).find((element) => element.action_id === actionId);
    if (button) return { blockId: String(block.block_id ?? ''), button };
  }
  return undefined;
}

/** Nothing, a text, or JSON with `response_type`, `text` and `blocks`. */
async function readAnswer(response: Response): Promise<Record<string, unknown> | undefined> {
  const body = await response.text();
  if (body === '') return undefined;
  if (!response.headers.get('content-type')?.startsWith('application/json')) return { text: body };
  const answer: unknown = JSON.parse(body);
  return isObject(answer) ? answer : { text: body };
}
