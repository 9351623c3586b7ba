import type { RecordedApproval } from './recorded-approval.ts';
import { wordingFor } from './wording/index.ts';

/**
 * Whether a person decided a request in Slack. A success names its decider; of a failure the history keeps only the
 * sentence that we wrote, which begins with what was asked and ends with who said no.
 *
 * @param person the Slack user id, and the name that decisions are made in, where it is known
 */
export function decidedBy(
  { request, resolution }: Pick<RecordedApproval, 'request' | 'resolution'>,
  { userId, userName }: { userId: string; userName: string | undefined },
): boolean {
  if (resolution?.decision) return resolution.decision.user_id === userId;
  if (resolution?.status !== 'rejected' || userName === undefined) return false;
  const wording = wordingFor(request.locale);
  const cause = wording.cause(wording.rejectedIt(request.name), { by: userName, via: 'slack' });
  return resolution.cause?.startsWith(cause) ?? false;
}
