import { Refusal } from '../callback/errors.ts';
import type { Wording } from '../wording/index.ts';

/** What Slack's Web API says is wrong, such as `not_in_channel`; undefined for an error of another kind. */
export function errorCodeOf(error: unknown): string | undefined {
  return (error as { data?: { error?: string } } | undefined)?.data?.error;
}

type Obstacle = keyof Wording['slack']['obstacles'];

/** What chat.postMessage answers, where somebody can do something about it. */
const OBSTACLES: Readonly<Record<string, Obstacle>> = {
  not_in_channel: 'notInvited',
  // Also of a private channel that the app is not in.
  channel_not_found: 'noChannel',
  is_archived: 'noChannel',
  account_inactive: 'noAccess',
  invalid_auth: 'noAccess',
  token_revoked: 'noAccess',
};

/** Why a request could not be posted, for people; undefined where nobody can do anything about it. */
export function obstacleText(error: unknown, { slack }: Wording): string | undefined {
  if (error instanceof Refusal) return error.code === 'UrlTooLong' ? slack.obstacles.tooLong : undefined;
  const code = errorCodeOf(error) ?? '';
  const obstacle = Object.hasOwn(OBSTACLES, code) ? OBSTACLES[code] : undefined;
  return obstacle && slack.obstacles[obstacle];
}
