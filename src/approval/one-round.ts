import { Refusal } from '../callback/errors.ts';
import type { ApprovalRequest } from './approval.ts';

/**
 * Refuses a request of a durable function that may need more than one vote. Each vote but the last ends its task, and the
 * `Retry` of a state machine begins the next one. A callback has no such thing.
 *
 * @throws {Refusal} InvalidRequest with the member that needs it
 */
export function assertOneRound(request: OneRound): void {
  const member = needsMoreRounds(request);
  if (!member) return;
  throw new Refusal(
    'InvalidRequest',
    `The input has ${member}, which needs a task of a state machine: a durable function asks for one answer. Remove it, or ask from a state machine.`,
  );
}

type OneRound = Pick<ApprovalRequest, 'stages' | 'delegation' | 'inputs' | 'remind'>;

function needsMoreRounds({ stages, delegation, inputs, remind }: OneRound): string | undefined {
  if (stages.length > 1) return '"stages"';
  if (stages.some(({ approvals }) => approvals === 'all')) return '"unanimous"';
  if (stages.some(({ approvals }) => approvals !== 1)) return '"approvals"';
  if (stages.some(({ rejections }) => rejections !== 1)) return '"rejections"';
  if (stages.some(({ escalate }) => escalate)) return '"escalate"';
  // What it asks for, and who has to be reminded, is in the history of an execution.
  if (inputs.length > 0) return '"inputs"';
  if (remind) return '"remind"';
  return delegation === 'anyone' ? '"delegation"' : undefined;
}
