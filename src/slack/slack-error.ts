import { Refusal } from '../callback/errors.ts';
import type { Wording } from '../wording/index.ts';

/** The error code of Slack's Web API, such as `not_in_channel`; undefined for an error of another kind. */
export function errorCodeOf(error: unknown): string | undefined {
  return (error as { data?: { error?: string } } | undefined)?.data?.error;
}

/** Why a request could not be posted and what to do, for people; undefined for an error that people cannot fix. */
export function explainPostError(error: unknown, { slack }: Wording): string | undefined {
  if (error instanceof Refusal) return error.code === 'UrlTooLong' ? slack.obstacles.tooLong : undefined;
  const code = errorCodeOf(error) ?? '';
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
  token_revoked: 'noAccess',
};
