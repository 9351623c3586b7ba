import { type Approval, waitsUntil } from './approval.ts';
import { executionReference } from './execution.ts';
import type { StartExecution } from './ports.ts';
import { nextNoticeAfter } from './schedule.ts';
import { tryAgain } from './try-again.ts';

/** The input of the state machine ApprovalTimer, and of each tick. Times are in ISO 8601, UTC. */
export interface TimerInput {
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  /** The id of the approval. */
  readonly approval: string;
  /** The index of the stage: each one has its own timer. */
  readonly stage: number;
  /** Notices that are due until then are done. */
  readonly from: string;
  /** When the next tick is due. */
  readonly at: string;
}

/** Step Functions ends a first round itself. The history may have that a moment later. */
const TICK_AFTER_MS = 5_000;

/**
 * Starts ApprovalTimer for the stage that is asked, if something happens at a time of it: the request reminds or escalates, or it
 * expires although each round starts its timeout anew. A repeated name starts nothing, so each later round may do the same.
 *
 * @param startExecution starts ApprovalTimer; missing in a deployment without it
 * @throws {Refusal} `Countersign.TryAgain`: without the timer, the request would wait too long
 */
export async function startTimer(
  approval: Approval,
  startExecution: StartExecution | undefined,
): Promise<void> {
  const { id, execution, state } = approval;
  if (!startExecution || state.kind === 'ended') return;
  const from = state.since?.getTime() ?? 0;
  const at = Math.min(nextNoticeAfter(approval, from) ?? Infinity, expiryTick(approval) ?? Infinity);
  if (at === Infinity) return;
  const { stage } = state;
  const input: TimerInput = {
    execution: executionReference(execution),
    approval: id,
    stage,
    from: toIso(from),
    at: toIso(at),
  };
  try {
    await startExecution(timerName(id, stage), input);
  } catch (error) {
    throw tryAgain(error);
  }
}

/** The name of the execution of ApprovalTimer for a stage. */
export function timerName(approvalId: string, stage: number): string {
  return stage === 0 ? approvalId : `${approvalId}-${stage + 1}`;
}

/**
 * When an approval is ended that may have more than one round; undefined if Step Functions ends it. In milliseconds since 1970.
 */
export function expiryTick(approval: Approval): number | undefined {
  const until = waitsUntil(approval);
  return until && approval.request.policy.rounds ? until.getTime() + TICK_AFTER_MS : undefined;
}

/** The history of an execution may have 25,000 events, so an approval that does not end is looked at less and less often. */
const LONGEST_PAUSE_MS = 60_000;

/** How long to wait before an approval is looked at again whose end is late by this time, in milliseconds. */
export function pauseAfter(late: number): number {
  return Math.min(Math.max(late, TICK_AFTER_MS), LONGEST_PAUSE_MS);
}

/** ISO 8601, UTC. */
export function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
