import type { WebClient } from '@slack/web-api';
import { type Directory, UNTOLD } from '../approval/policy.ts';
import type { Log } from '../log.ts';
import { errorCodeOf } from './error-code.ts';

/** What Slack says of somebody or something that it does not know. */
const UNKNOWN = new Set(['users_not_found', 'user_not_found', 'no_such_subteam', 'subteam_not_found']);
/** What it says where the app was not given the scope: there may be such a person. */
const MAY_NOT_ASK = new Set(['missing_scope', 'not_allowed_token_type']);

export interface PeopleDirectory extends Directory {
  readonly emailOf: (userId: string) => Promise<string | undefined>;
  /** The user group with this handle, such as leads. */
  readonly groupIdOf: (handle: string) => Promise<string | undefined | typeof UNTOLD>;
  /** As Slack's payloads call them. */
  readonly nameOf: (userId: string) => Promise<string | undefined>;
}

/** As long as somebody who was taken out of a group may still decide. */
const MAX_AGE_MS = 60_000;

/**
 * Slack's people and groups, remembered for a minute. What Slack does not know is nobody, and what the app may not ask
 * is untold; where Slack cannot be asked, the error is handed on: it says nothing about the person.
 */
export function createDirectory(ports: {
  client: () => Promise<WebClient>;
  now: () => number;
  log: Log;
}): PeopleDirectory {
  const remember = memory(ports.now);

  const ask = <T>(what: string, question: (slack: WebClient) => Promise<T>): Promise<Answer<T>> =>
    remember(what, async (): Promise<Answer<T>> => {
      try {
        return await question(await ports.client());
      } catch (error) {
        const code = errorCodeOf(error);
        if (code && UNKNOWN.has(code)) return undefined;
        if (!code || !MAY_NOT_ASK.has(code)) throw error;
        ports.log({ level: 'warn', event: 'missing_scope', error });
        return UNTOLD;
      }
    });

  const userOf = async (userId: string) =>
    told(await ask(`user ${userId}`, async (slack) => (await slack.users.info({ user: userId })).user));

  return {
    async isMember(groupId, userId) {
      const members = await ask(
        `group ${groupId}`,
        async (slack) => (await slack.usergroups.users.list({ usergroup: groupId })).users,
      );
      return told(members)?.includes(userId) ?? false;
    },
    userIdOf: (email) =>
      ask(
        `email ${email.toLowerCase()}`,
        async (slack) => (await slack.users.lookupByEmail({ email })).user?.id,
      ),
    async groupIdOf(handle) {
      const groups = await ask('groups', async (slack) => (await slack.usergroups.list()).usergroups);
      if (groups === UNTOLD) return UNTOLD;
      return groups?.find((group) => group.handle === handle.toLowerCase())?.id;
    },
    emailOf: async (userId) => (await userOf(userId))?.profile?.email,
    nameOf: async (userId) => (await userOf(userId))?.name,
  };
}

/** What Slack answers; undefined where it knows nobody. */
type Answer<T> = T | undefined | typeof UNTOLD;

/** For questions where it is the same whether there is nobody, or Slack does not tell. */
function told<T>(answer: Answer<T>): T | undefined {
  return answer === UNTOLD ? undefined : answer;
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
