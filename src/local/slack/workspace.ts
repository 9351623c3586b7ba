import { randomBytes } from 'node:crypto';
import { createEmulator } from 'emulate';
import { isObject } from '../../callback/json.ts';

export interface SlackUser {
  readonly id: string;
  /** The handle, such as ann. */
  readonly name: string;
  readonly realName: string;
}

/** A person, who has a conversation with our app. */
export interface SlackPerson extends SlackUser {
  readonly email: string;
  /** Where the app's direct messages to this person are. */
  readonly directChannel: string;
}

export interface UserGroup {
  readonly id: string;
  /** Such as approvers. */
  readonly handle: string;
  readonly name: string;
  /** The members' ids. */
  readonly users: readonly string[];
}

/** An answer of the Slack Web API. */
export interface ApiResult {
  readonly ok: boolean;
  readonly error?: string;
  readonly [member: string]: unknown;
}

/** A refusal in Slack's words: the reasons come in response_metadata. */
export function refused(error: string, reasons: readonly string[] = []): ApiResult {
  if (reasons.length === 0) return { ok: false, error };
  return { ok: false, error, response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) } };
}

/** A Slack workspace in this process, with our app installed. */
export interface Workspace {
  readonly team: { readonly id: string; readonly domain: string };
  readonly appId: string;
  readonly botToken: string;
  readonly bot: SlackUser;
  /** The people, without the bot. */
  readonly users: readonly SlackPerson[];
  readonly userGroups: readonly UserGroup[];
  readonly channel: { readonly id: string; readonly name: string };
  /** Calls a method of the Web API as our bot. */
  readonly call: (method: string, parameters: Readonly<Record<string, unknown>>) => Promise<ApiResult>;
  readonly close: () => Promise<void>;
}

const TEAM = { name: 'Countersign', domain: 'countersign' };
const APP_ID = 'A0COUNTERSIGN';
const BOT = 'countersign';
const CHANNEL = 'approvals';
const PEOPLE = [
  { name: 'ann', real_name: 'Ann Lindqvist', email: 'ann@example.com' },
  { name: 'ben', real_name: 'Ben Okafor', email: 'ben@example.com' },
  { name: 'cleo', real_name: 'Cleo Marchetti', email: 'cleo@example.com' },
];
const GROUP = { id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', members: ['ann', 'ben'] };
/** The bot scopes that manifest.yml may ask for, and those that the console reads the conversations with. */
const SCOPES = [
  'chat:write',
  'commands',
  'users:read',
  'users:read.email',
  'usergroups:read',
  'channels:read',
  'channels:history',
  'im:write',
  'im:history',
];

/** Starts `emulate`'s Slack Web API on any free port and fills it. */
export async function startWorkspace(): Promise<Workspace> {
  const botToken = `xoxb-${randomBytes(18).toString('hex')}`;
  const app = { app_id: APP_ID, name: 'Countersign', bot_name: BOT, scopes: SCOPES, redirect_uris: [] };
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      tokens: {},
      slack: {
        team: TEAM,
        users: PEOPLE,
        oauth_apps: [{ ...app, client_id: 'local', client_secret: botToken }],
        channels: [{ name: CHANNEL }],
        tokens: [{ token: botToken, type: 'bot', user: BOT, app_id: APP_ID, scopes: SCOPES }],
      },
    },
  });
  // It names itself localhost, but listens on IPv4 only.
  const url = emulator.url.replace('localhost', '127.0.0.1');

  async function call(method: string, parameters: Readonly<Record<string, unknown>>): Promise<ApiResult> {
    const response = await fetch(`${url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    });
    if (response.status === 404) return { ok: false, error: 'unknown_method' };
    return (await response.json()) as ApiResult;
  }

  const members = objects((await call('users.list', {})).members);
  const channels = objects((await call('conversations.list', {})).channels);
  const bot = requireNamed(members, BOT);
  const users = await Promise.all(
    PEOPLE.map(async ({ name, email }) => {
      const user = userOf(requireNamed(members, name));
      const { channel } = await call('conversations.open', { users: user.id });
      return { ...user, email, directChannel: isObject(channel) ? String(channel.id) : '' };
    }),
  );
  const group = users.filter(({ name }) => GROUP.members.includes(name)).map(({ id }) => id);
  return {
    team: { id: String(bot.team_id), domain: TEAM.domain },
    appId: APP_ID,
    botToken,
    bot: userOf(bot),
    users,
    userGroups: [{ id: GROUP.id, handle: GROUP.handle, name: GROUP.name, users: group }],
    channel: { id: String(requireNamed(channels, CHANNEL).id), name: CHANNEL },
    call,
    close: () => emulator.close(),
  };
}

function objects(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function requireNamed(list: readonly Record<string, unknown>[], name: string): Record<string, unknown> {
  const found = list.find((one) => one.name === name);
  if (!found) throw new TypeError(`the embedded Slack has no ${name}`);
  return found;
}

function userOf({ id, name, real_name }: Record<string, unknown>): SlackUser {
  return { id: String(id), name: String(name), realName: String(real_name) };
}
