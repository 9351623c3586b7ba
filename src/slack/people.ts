import type { WebClient } from '@slack/web-api';
import type { Person } from '../approval/approval.ts';
import { type Answer, isEmail, isSameAddress, type People } from '../approval/people.ts';
import type { Mentioned } from '../approval/rich-text.ts';
import type { Log } from '../log.ts';
import { isGroupId, isUserId } from './ids.ts';
import { errorCodeOf } from './slack-error.ts';

/** A user who acts in Slack: the id, and the name to show. */
export type SlackPerson = Person & { readonly id: string; readonly name: string };

/** Who acts in one of Slack's payloads, and the workspace that the app is installed in. */
interface Actor {
  readonly user: {
    readonly id: string;
    readonly username?: string;
    readonly name?: string;
    /** The user's workspace. */
    readonly team_id?: string;
  };
  readonly team: { readonly id: string } | null;
}

/**
 * Reads the user from one of Slack's payloads. A user of another workspace can press a button in a shared channel (Slack
 * Connect): `user.team_id` then differs from `team.id`.
 *
 * @throws {TypeError} without an id: each action in Slack is recorded with the user who did it
 */
export function personOf({ user, team }: Actor): SlackPerson {
  if (!user.id) throw new TypeError('the payload names no user');
  const isOurs = user.team_id !== undefined && user.team_id === team?.id;
  return { id: user.id, name: user.username || user.name || user.id, ...(!isOurs && { external: true }) };
}

/** Looks up users and user groups. */
export interface SlackPeople extends People {
  /** The e-mail address of a user; undefined if Slack does not give it to the app. */
  readonly emailOf: (userId: string) => Promise<string | undefined>;
  /** The name of a user, the handle of a user group, or the name of a channel; undefined if Slack does not tell it. */
  readonly nameOf: (of: Mentioned, id: string) => Promise<string | undefined>;
  /** The id of the user with an e-mail address. */
  readonly userIdOf: (email: string) => Promise<Found<string>>;
  /** Whether Slack knows an approver: a user id, the id of a user group, or an e-mail address. */
  readonly findApprover: (approver: string) => Promise<Presence>;
  /** The id of the user group with a handle such as `leads`. */
  readonly groupIdOf: (handle: string) => Promise<Found<string>>;
}

/** What Slack answers: undefined if the user or the group does not exist; 'cannot tell' if the app lacks the scope. */
type Found<T> = T | undefined | 'cannot tell';

/** Whether a message in Slack can reach an approver. */
export type Presence = 'present' | 'noAccount' | 'deactivated' | 'noGroup' | 'emptyGroup' | 'cannot tell';

/** Slack's error codes for a user, a user group or a channel that does not exist. */
const UNKNOWN = new Set([
  'users_not_found',
  'user_not_found',
  'no_such_subteam',
  'subteam_not_found',
  // Also a private channel that the app is not in.
  'channel_not_found',
  // A free plan has no user groups.
  'plan_upgrade_required',
]);
/** Slack's error codes for an app without the scope, or without a view of the user. The user or the group may exist. */
const NOT_SHOWN = new Set(['missing_scope', 'not_allowed_token_type', 'no_permission', 'user_not_visible']);

/** How long an answer of Slack is reused. For this long, a user who left a group can still decide as its member. */
const MAX_AGE_MS = 60_000;

/** Looks up users and user groups with the Web API. Reuses each answer for a minute; an error is not reused. */
export function createSlackPeople(ports: {
  client: () => Promise<WebClient>;
  now: () => number;
  log: Log;
}): SlackPeople {
  const cached = createCache(ports.now);

  const ask = <T>(key: string, question: (slack: WebClient) => Promise<T>): Promise<Found<T>> =>
    cached(key, async (): Promise<Found<T>> => {
      try {
        return await question(await ports.client());
      } catch (error) {
        const code = errorCodeOf(error);
        if (code && UNKNOWN.has(code)) return undefined;
        if (!code || !NOT_SHOWN.has(code)) throw error;
        ports.log({ level: 'warn', event: 'missing_scope', error });
        return 'cannot tell';
      }
    });

  const userIdOf = (email: string): Promise<Found<string>> =>
    ask(
      `email ${email.toLowerCase()}`,
      async (slack) => (await slack.users.lookupByEmail({ email })).user?.id,
    );

  // A user may have other addresses than the one of the account, so an address without an account says nothing.
  const hasAddress = async (id: string, email: string): Promise<Answer> => {
    const account = await userIdOf(email);
    return account === undefined || account === 'cannot tell' ? 'cannot tell' : answerOf(account === id);
  };

  const findUser = (userId: string) =>
    ask(`user ${userId}`, async (slack) => (await slack.users.info({ user: userId })).user);

  const findGroups = () => ask('groups', async (slack) => (await slack.usergroups.list()).usergroups);

  const findChannel = (channel: string) =>
    ask(`channel ${channel}`, async (slack) => (await slack.conversations.info({ channel })).channel);

  const findMembers = (group: string) =>
    ask(`group ${group}`, async (slack) => (await slack.usergroups.users.list({ usergroup: group })).users);

  return {
    async isSame(a, b) {
      if (hasUserId(a) && hasUserId(b)) return answerOf(a.id === b.id);
      if (a.email && b.email) return answerOf(isSameAddress(a.email, b.email));
      const [email, id] = a.email ? [a.email, b.id] : [b.email, a.id];
      return email && id ? hasAddress(id, email) : 'cannot tell';
    },
    async isMember(group, { id }) {
      if (!isGroupId(group)) return 'no';
      if (!id) return 'cannot tell';
      const members = await findMembers(group);
      return members === 'cannot tell' ? members : answerOf(members?.includes(id) ?? false);
    },
    userIdOf,
    async findApprover(approver) {
      if (isGroupId(approver)) {
        return presenceOf(await findMembers(approver), 'noGroup', (members) =>
          members.length > 0 ? 'present' : 'emptyGroup',
        );
      }
      if (isUserId(approver)) {
        return presenceOf(await findUser(approver), 'noAccount', (user) =>
          user.deleted ? 'deactivated' : 'present',
        );
      }
      if (!isEmail(approver)) return 'noAccount';
      return presenceOf(await userIdOf(approver), 'noAccount', () => 'present');
    },
    async groupIdOf(handle) {
      const groups = await findGroups();
      if (groups === 'cannot tell') return groups;
      return groups?.find((group) => group.handle === handle.toLowerCase())?.id;
    },
    async emailOf(userId) {
      return known(await findUser(userId))?.profile?.email;
    },
    async nameOf(of, id) {
      switch (of) {
        case 'person': {
          const { name, real_name: realName, profile } = known(await findUser(id)) ?? {};
          return profile?.display_name || profile?.real_name || realName || name;
        }
        case 'group':
          return known(await findGroups())?.find((group) => group.id === id)?.handle;
        case 'channel':
          return known(await findChannel(id))?.name;
      }
    },
  };
}

function known<T>(found: Found<T>): T | undefined {
  return found === 'cannot tell' ? undefined : found;
}

function presenceOf<T>(
  found: T,
  none: Presence,
  presence: (found: Exclude<T, undefined | 'cannot tell'>) => Presence,
): Presence {
  if (found === undefined) return none;
  if (found === 'cannot tell') return 'cannot tell';
  return presence(found as Exclude<T, undefined | 'cannot tell'>);
}

function answerOf(isSo: boolean): Answer {
  return isSo ? 'yes' : 'no';
}

function hasUserId({ id }: Person): boolean {
  return id !== undefined && isUserId(id);
}

function createCache(now: () => number) {
  const entries = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>();
  return <T>(key: string, find: () => Promise<T>): Promise<T> => {
    const entry = entries.get(key);
    if (entry && now() < entry.until) return entry.value as Promise<T>;
    // Without this, a warm function would keep an entry for each user that it ever looked up.
    for (const [old, { until }] of entries) if (until <= now()) entries.delete(old);
    const value = find();
    entries.set(key, { value, until: now() + MAX_AGE_MS });
    value.catch(() => entries.delete(key));
    return value;
  };
}
