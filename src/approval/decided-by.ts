import type { Resolution } from './resolution.ts';

/**
 * Whether a person decided a request in Slack. A rejection is known by the name that it was made in only.
 *
 * @param person the Slack user id, and the name that decisions are made in, where it is known
 */
export function decidedBy(
  { decision }: Resolution,
  { userId, userName }: { userId: string; userName: string | undefined },
): boolean {
  if (decision?.via !== 'slack') return false;
  if (decision.user_id) return decision.user_id === userId;
  return userName !== undefined && decision.by === userName;
}
