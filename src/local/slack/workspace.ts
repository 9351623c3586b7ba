import { randomBytes } from 'node:crypto';
import { createEmulator } from 'emulate';
import { isObject, objects } from '../json.ts';
import type { AppManifest } from './manifest.ts';
import { createPrivatePipe } from './private-pipe.ts';

export interface SlackUser {
  readonly id: string;
  /** The handle, such as ann. */
  readonly name: string;
  readonly realName: string;
}

/** A person. Each has a conversation with the app. */
export interface SlackPerson extends SlackUser {
  readonly email: string;
  /** The id of the person's conversation with the app. */
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

/** A refusal in Slack's format. The reasons are in `response_metadata`. */
export function refused(error: string, reasons: readonly string[] = []): ApiResult {
  if (reasons.length === 0) return { ok: false, error };
  return { ok: false, error, response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) } };
}

/** A Slack workspace in this process. The app is installed in it. */
export interface Workspace {
  readonly team: { readonly id: string; readonly domain: string };
  readonly appId: string;
  readonly botToken: string;
  readonly bot: SlackUser;
  /** All people. The bot is not among them. */
  readonly users: readonly SlackPerson[];
  readonly userGroups: readonly UserGroup[];
  readonly channel: { readonly id: string; readonly name: string };
  /** Calls a method of the Web API with the bot's token. */
  readonly call: (method: string, parameters: Readonly<Record<string, unknown>>) => Promise<ApiResult>;
  readonly close: () => Promise<void>;
}

const TEAM = { name: 'Example', domain: 'example' };
const APP_ID = 'A0LOCAL';
const CHANNEL = 'approvals';
const PEOPLE = [
  { name: 'ann', real_name: 'Ann Lindqvist', email: 'ann@example.com' },
  { name: 'ben', real_name: 'Ben Okafor', email: 'ben@example.com' },
  { name: 'cleo', real_name: 'Cleo Marchetti', email: 'cleo@example.com' },
];
const GROUP = { id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', members: ['ann', 'ben'] };
/**
 * The embedded Slack itself needs these, besides the app's own scopes, to list the people and the messages, and to let
 * people and the app enter and leave the channel.
 */
const OWN_SCOPES = [
  ...['users:read', 'channels:read', 'channels:history', 'im:write', 'im:history'],
  ...['channels:join', 'channels:manage'],
];

/**
 * `emulate` allows 5,000 calls an hour for each token, then it answers 403; Slack has no such limit. So the calls take
 * turns with the tokens. With this number, the limit is above what this process can do.
 */
const OWN_TOKENS = 1_000;

/** Starts the Slack Web API of the package `emulate`, with sample people, a group and a channel. */
export async function startWorkspace({
  name,
  scopes: appScopes,
}: Pick<AppManifest, 'name' | 'scopes'>): Promise<Workspace> {
  const botToken = `xoxb-${randomBytes(18).toString('hex')}`;
  const ownTokens = Array.from({ length: OWN_TOKENS }, (_, index) => `${botToken}-${index}`);
  const botHandle = name.toLowerCase();
  const scopes = [...new Set([...appScopes, ...OWN_SCOPES])];
  const app = { app_id: APP_ID, name, bot_name: botHandle, scopes, redirect_uris: [] };
  const pipe = await createPrivatePipe();
  const emulator = await createEmulator({
    service: 'slack',
    ...pipe.address,
    seed: {
      tokens: {},
      slack: {
        team: TEAM,
        users: PEOPLE,
        oauth_apps: [{ ...app, client_id: 'local', client_secret: botToken }],
        channels: [{ name: CHANNEL }],
        tokens: ownTokens.map((token) => ({ token, type: 'bot', user: botHandle, app_id: APP_ID, scopes })),
      },
    },
  });
  let calls = 0;
  async function call(method: string, parameters: Readonly<Record<string, unknown>>): Promise<ApiResult> {
    const token = ownTokens[calls % OWN_TOKENS];
    calls += 1;
    const { status, body } = await pipe.post(`/api/${method}`, token, JSON.stringify(parameters));
    if (status === 404) return { ok: false, error: 'unknown_method' };
    return JSON.parse(body) as ApiResult;
  }

  const members = objects((await call('users.list', {})).members);
  const channels = objects((await call('conversations.list', {})).channels);
  const channel = String(requireNamed(channels, CHANNEL).id);
  // As after /invite.
  await call('conversations.join', { channel });
  const bot = requireNamed(members, botHandle);
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
    channel: { id: channel, name: CHANNEL },
    call,
    async close() {
      await emulator.close();
      await pipe.remove();
    },
  };
}

function requireNamed(list: readonly Record<string, unknown>[], name: string): Record<string, unknown> {
  const found = list.find((one) => one.name === name);
  if (!found) throw new TypeError(`the embedded Slack has no ${name}`);
  return found;
}

function userOf({ id, name, real_name }: Record<string, unknown>): SlackUser {
  return { id: String(id), name: String(name), realName: String(real_name) };
}
