import { SlackError, WebAPIRateLimitedError } from '@slack/web-api';
import { RepeatableError } from '../approval/repeatable.ts';
import { Refusal } from '../callback/errors.ts';
import { wasRefused } from '../connection.ts';
import type { Wording } from '../wording/index.ts';

/** The error code of Slack's Web API, such as `not_in_channel`; undefined for an error of another kind. */
export function errorCodeOf(error: unknown): string | undefined {
  return dataOf(error).error;
}

/** The body of Slack's answer. `needed` has the missing scopes, separated by commas. */
function dataOf(error: unknown): { readonly error?: string; readonly needed?: string } {
  return (error as { data?: object } | undefined)?.data ?? {};
}

/** Slack's codes for errors of its own, after which it may have done what was asked (Slack: "chat.postMessage", errors). */
const UNCERTAIN: ReadonlySet<string | undefined> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);
const RATE_LIMITED: ReadonlySet<string | undefined> = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
]);

/** Whether Slack may have received a message although the call failed. */
export function mayHaveArrived(error: unknown): boolean {
  if (isQueued(error) || wasRefused(error)) return false;
  return error instanceof SlackError && !errorCodeOf(error) ? true : UNCERTAIN.has(errorCodeOf(error));
}

/**
 * The error as a RepeatableError, if it is known that Slack did not take the message and may take it later.
 *
 * @param always also for another error of the connection: a second message does no harm
 */
export function asRepeatable(error: unknown, always = false): unknown {
  if (!always && !isQueued(error) && !wasRefused(error)) return error;
  return new RepeatableError('Slack did not answer, or was busy.', {
    cause: error,
    isQueued: isQueued(error),
  });
}

function isQueued(error: unknown): boolean {
  return error instanceof WebAPIRateLimitedError || RATE_LIMITED.has(errorCodeOf(error));
}

/** Why a request could not be posted and what to do, for people; undefined for an error that people cannot fix. */
export function explainPostError(error: unknown, { slack }: Wording): string | undefined {
  if (error instanceof Refusal) return error.code === 'UrlTooLong' ? slack.obstacles.tooLong : undefined;
  const { error: code = '', needed = '' } = dataOf(error);
  if (code === 'missing_scope') return slack.scopeMissing(needed || 'chat:write');
  const obstacle = Object.hasOwn(OBSTACLES, code) ? OBSTACLES[code] : undefined;
  return obstacle && slack.obstacles[obstacle];
}

/** The error codes of chat.postMessage that people can do something about. */
const OBSTACLES: Readonly<Record<string, keyof Wording['slack']['obstacles']>> = {
  not_in_channel: 'notInvited',
  // Slack's code also for a private channel that the app is not in.
  channel_not_found: 'noChannel',
  is_archived: 'noChannel',
  account_inactive: 'noAccess',
  invalid_auth: 'noAccess',
  not_authed: 'noAccess',
  token_expired: 'noAccess',
  token_revoked: 'noAccess',
  no_permission: 'noPermission',
  restricted_action: 'restricted',
  restricted_action_read_only_channel: 'restricted',
  restricted_action_non_threadable_channel: 'restricted',
  restricted_action_thread_only_channel: 'threadsOnly',
  msg_blocks_too_long: 'messageTooLong',
  msg_too_long: 'messageTooLong',
};
