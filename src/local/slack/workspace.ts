import { randomBytes } from 'node:crypto';
import { createEmulator } from 'emulate';
import { isObject } from '../../callback/json.ts';

export interface SlackUser {
  readonly id: string;
  /** The handle, such as ann. */
  readonly name: string;
  readonly realName: string;
}

/** An answer of the Slack Web API. */
export interface ApiResult {
  readonly ok: boolean;
  readonly error?: string;
  readonly [member: string]: unknown;
}

/** A Slack workspace in this process, with our app installed. */
export interface Workspace {
  readonly team: { readonly id: string; readonly domain: string };
  readonly appId: string;
  readonly botToken: string;
  readonly bot: SlackUser;
  /** The people, without the bot. */
  readonly users: readonly SlackUser[];
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
];
/** The bot scopes of manifest.yml, and those that the console reads the channel with. */
const SCOPES = ['chat:write', 'commands', 'channels:read', 'channels:history', 'users:read'];

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
  return {
    team: { id: String(bot.team_id), domain: TEAM.domain },
    appId: APP_ID,
    botToken,
    bot: userOf(bot),
    users: PEOPLE.map(({ name }) => userOf(requireNamed(members, name))),
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
