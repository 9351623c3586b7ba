import { Refusal } from '../callback/errors.ts';
import type { Wording } from '../wording/index.ts';

/** The error code of Slack's Web API, such as `not_in_channel`; undefined for an error of another kind. */
export function errorCodeOf(error: unknown): string | undefined {
  return dataOf(error).error;
}

/** The scopes that the app lacks, separated by commas; undefined for an error of another kind. */
export function neededScopes(error: unknown): string | undefined {
  return dataOf(error).needed;
}

/** The body of Slack's answer. `needed` has the missing scopes, separated by commas. */
function dataOf(error: unknown): { readonly error?: string; readonly needed?: string } {
  return (error as { data?: object } | undefined)?.data ?? {};
}

/**
 * Why a request could not be posted and what to do, for people; undefined for an error that people cannot fix.
 *
 * @param where the channel where it should be posted, and the name of the app
 */
export function explainPostError(
  error: unknown,
  { slack }: Wording,
  { channel, appName }: { readonly channel: string; readonly appName: string },
): string | undefined {
  if (error instanceof Refusal) return explainRefusal(error, slack);
  const code = errorCodeOf(error) ?? '';
  const aboutChannel = Object.hasOwn(CHANNEL_OBSTACLES, code) ? CHANNEL_OBSTACLES[code] : undefined;
  if (aboutChannel) return slack.channelObstacles[aboutChannel](channel, appName);
  return explainObstacle(error, slack, 'chat:write');
}

/**
 * What a person reads if a call of Slack failed before anything was changed: what must be set, or that the error may
 * pass. Plain text.
 */
export function failedText(error: unknown, { chat, slack }: Wording): string {
  return chat.failed(explainObstacle(error, slack));
}

/**
 * What must be set so that Slack accepts such a call; undefined for an error that may pass, and without an error.
 *
 * @param usualScope the scope that is missing if Slack does not name it
 */
export function explainObstacle(
  error: unknown,
  slack: Wording['slack'],
  usualScope?: string,
): string | undefined {
  const code = errorCodeOf(error) ?? '';
  const scopes = neededScopes(error) || usualScope;
  if (code === 'missing_scope' && scopes) return slack.scopeMissing(scopes);
  const obstacle = Object.hasOwn(OBSTACLES, code) ? OBSTACLES[code] : undefined;
  return obstacle && slack.obstacles[obstacle];
}

/** The message of InvalidRequest is that of `assertAllowed`, in the language of the request. */
function explainRefusal({ code, message }: Refusal, { obstacles }: Wording['slack']): string | undefined {
  if (code === 'UrlTooLong') return obstacles.tooLong;
  return code === 'InvalidRequest' ? message : undefined;
}

/** The error codes of chat.postMessage and conversations.info about the channel. */
const CHANNEL_OBSTACLES: Readonly<Record<string, keyof Wording['slack']['channelObstacles']>> = {
  not_in_channel: 'notInvited',
  // Slack's code also for a private channel that the app is not in.
  channel_not_found: 'noChannel',
  is_archived: 'noChannel',
  restricted_action: 'restricted',
  restricted_action_read_only_channel: 'restricted',
  restricted_action_non_threadable_channel: 'restricted',
  restricted_action_thread_only_channel: 'threadsOnly',
};

/** The other error codes that people can do something about: of each method, and of chat.postMessage. */
const OBSTACLES: Readonly<Record<string, keyof Wording['slack']['obstacles']>> = {
  account_inactive: 'noAccess',
  invalid_auth: 'noAccess',
  not_authed: 'noAccess',
  not_allowed_token_type: 'noAccess',
  token_expired: 'noAccess',
  token_revoked: 'noAccess',
  access_denied: 'noPermission',
  ekm_access_denied: 'noPermission',
  enterprise_is_restricted: 'noPermission',
  missing_scope: 'noPermission',
  no_permission: 'noPermission',
  team_access_not_granted: 'noPermission',
  user_not_visible: 'notVisible',
  msg_blocks_too_long: 'messageTooLong',
  msg_too_long: 'messageTooLong',
};
