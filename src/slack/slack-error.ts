import { Refusal } from '../callback/errors.ts';
import type { Wording } from '../wording/index.ts';

/** The error code of Slack's Web API, such as `not_in_channel`; undefined for an error of another kind. */
export function errorCodeOf(error: unknown): string | undefined {
  return dataOf(error).error;
}

/** The body of Slack's answer. `needed` has the missing scopes, separated by commas. */
function dataOf(error: unknown): { readonly error?: string; readonly needed?: string } {
  return (error as { data?: object } | undefined)?.data ?? {};
}

/** Why a request could not be posted and what to do, for people; undefined for an error that people cannot fix. */
export function explainPostError(error: unknown, appName: string, { slack }: Wording): string | undefined {
  if (error instanceof Refusal) return error.code === 'UrlTooLong' ? slack.obstacles.tooLong : undefined;
  const { error: code = '', needed = '' } = dataOf(error);
  if (code === 'not_in_channel') return slack.notInvited(appName);
  if (code === 'missing_scope') return slack.scopeMissing(needed || 'chat:write');
  const obstacle = Object.hasOwn(OBSTACLES, code) ? OBSTACLES[code] : undefined;
  return obstacle && slack.obstacles[obstacle];
}

/** The error codes of chat.postMessage that people can do something about. */
const OBSTACLES: Readonly<Record<string, keyof Wording['slack']['obstacles']>> = {
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
