import type { WebClient } from '@slack/web-api';
import type { Person } from '../approval/approval.ts';
import { type Answer, isSameAddress, type People } from '../approval/people.ts';
import type { Log } from '../log.ts';
import { isGroupId, isUserId } from './ids.ts';
import { errorCodeOf } from './slack-error.ts';

/** What Slack says of a person or a group that it does not know. */
const UNKNOWN = new Set(['users_not_found', 'user_not_found', 'no_such_subteam', 'subteam_not_found']);
/** What it says where the app was not given the scope: there may be such a person. */
const MAY_NOT_ASK = new Set(['missing_scope', 'not_allowed_token_type']);

/** What Slack answers; undefined where it knows no such person or group. */
type Found<T> = T | undefined | 'cannot tell';

/** Slack's people and user groups. */
export interface SlackPeople extends People {
  readonly emailOf: (userId: string) => Promise<string | undefined>;
  /** The user group with this handle, such as leads. */
  readonly groupIdOf: (handle: string) => Promise<Found<string>>;
}

/** For as long, a person who was taken out of a group may still decide. */
const MAX_AGE_MS = 60_000;

/** Slack's people and user groups, remembered for a minute. */
export function createSlackPeople(ports: {
  client: () => Promise<WebClient>;
  now: () => number;
  log: Log;
}): SlackPeople {
  const remember = memory(ports.now);

  const ask = <T>(what: string, question: (slack: WebClient) => Promise<T>): Promise<Found<T>> =>
    remember(what, async (): Promise<Found<T>> => {
      try {
        return await question(await ports.client());
      } catch (error) {
        const code = errorCodeOf(error);
        if (code && UNKNOWN.has(code)) return undefined;
        if (!code || !MAY_NOT_ASK.has(code)) throw error;
        ports.log({ level: 'warn', event: 'missing_scope', error });
        return 'cannot tell';
      }
    });

  const hasAddress = async (id: string, email: string): Promise<Answer> => {
    const account = await ask(
      `email ${email.toLowerCase()}`,
      async (slack) => (await slack.users.lookupByEmail({ email })).user?.id,
    );
    return account === 'cannot tell' ? account : answerOf(account === id);
  };

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
      const members = await ask(
        `group ${group}`,
        async (slack) => (await slack.usergroups.users.list({ usergroup: group })).users,
      );
      return members === 'cannot tell' ? members : answerOf(members?.includes(id) ?? false);
    },
    async groupIdOf(handle) {
      const groups = await ask('groups', async (slack) => (await slack.usergroups.list()).usergroups);
      if (groups === 'cannot tell') return groups;
      return groups?.find((group) => group.handle === handle.toLowerCase())?.id;
    },
    async emailOf(userId) {
      const user = await ask(
        `user ${userId}`,
        async (slack) => (await slack.users.info({ user: userId })).user,
      );
      return user === 'cannot tell' ? undefined : user?.profile?.email;
    },
  };
}

function answerOf(isSo: boolean): Answer {
  return isSo ? 'yes' : 'no';
}

function hasUserId({ id }: Person): boolean {
  return id !== undefined && isUserId(id);
}

function memory(now: () => number) {
  const known = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>();
  return <T>(key: string, find: () => Promise<T>): Promise<T> => {
    const remembered = known.get(key);
    if (remembered && now() < remembered.until) return remembered.value as Promise<T>;
    // What is too old is let go: a warm function meets ever more people.
    for (const [old, { until }] of known) if (until <= now()) known.delete(old);
    const value = find();
    known.set(key, { value, until: now() + MAX_AGE_MS });
    value.catch(() => known.delete(key));
    return value;
  };
}
