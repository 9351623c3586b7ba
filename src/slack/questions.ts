import type { WebClient } from '@slack/web-api';
import { createCache } from '../approval/cache.ts';
import type { Log } from '../log.ts';
import { errorCodeOf, neededScopes } from './slack-error.ts';

/** What Slack answers: undefined if nothing has this id; 'cannot tell' if the app lacks the scope. */
export type Found<T> = T | undefined | 'cannot tell';

/** Asks Slack a question. Reuses the answer for the same key for a minute; an error is not reused. */
export type Ask = <T>(key: string, question: (slack: WebClient) => Promise<T>) => Promise<Found<T>>;

/** Slack's error codes for a user, a user group or a channel that does not exist, or that the app does not see. */
const UNKNOWN = new Set([
  'users_not_found',
  'user_not_found',
  'no_such_subteam',
  'subteam_not_found',
  // A free plan has no user groups.
  'plan_upgrade_required',
  'channel_not_found',
]);
/** Slack's error codes for an app without the scope, or without a view of the user. The user or the group may exist. */
const NOT_SHOWN = new Set(['missing_scope', 'not_allowed_token_type', 'no_permission', 'user_not_visible']);

/** How long an answer of Slack is reused. For this long, a user who left a group can still decide as its member. */
const MAX_AGE_MS = 60_000;

/** What questions to Slack need. */
export interface QuestionPorts {
  readonly client: () => Promise<WebClient>;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/** Asks Slack. If the app lacks a scope, the log line `missing_scope` names it. */
export function createAsk({ client, now, log }: QuestionPorts): Ask {
  const cached = createCache(now, MAX_AGE_MS);
  return <T>(key: string, question: (slack: WebClient) => Promise<T>) =>
    cached(key, async (): Promise<Found<T>> => {
      try {
        return await question(await client());
      } catch (error) {
        const code = errorCodeOf(error);
        if (code && UNKNOWN.has(code)) return undefined;
        if (!code || !NOT_SHOWN.has(code)) throw error;
        log({ level: 'warn', event: 'missing_scope', needed: neededScopes(error), error });
        return 'cannot tell';
      }
    });
}
