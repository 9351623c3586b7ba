import { Refusal } from '../callback/errors.ts';
import type { ApprovalRequest } from './approval.ts';

/**
 * Refuses a request of a durable function that may need more than one vote. Each vote but the last ends its task, and the
 * `Retry` of a state machine begins the next one. A callback has no such thing.
 *
 * @throws {Refusal} InvalidRequest with the member that needs it
 */
export function assertOneRound(request: Pick<ApprovalRequest, 'stages' | 'delegation'>): void {
  const member = needsMoreRounds(request);
  if (!member) return;
  throw new Refusal(
    'InvalidRequest',
    `The input has ${member}, which needs a task of a state machine: a durable function asks for one answer. Remove it, or ask from a state machine.`,
  );
}

function needsMoreRounds({
  stages,
  delegation,
}: Pick<ApprovalRequest, 'stages' | 'delegation'>): string | undefined {
  if (stages.length > 1) return '"stages"';
  if (stages.some(({ approvals }) => approvals === 'all')) return '"unanimous"';
  if (stages.some(({ approvals }) => approvals !== 1)) return '"approvals"';
  if (stages.some(({ rejections }) => rejections !== 1)) return '"rejections"';
  return delegation === 'anyone' ? '"delegation"' : undefined;
}
