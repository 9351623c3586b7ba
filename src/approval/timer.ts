import { type Approval, waitsUntil } from './approval.ts';
import { executionReference } from './execution.ts';
import type { StartExecution } from './ports.ts';
import { tryAgain } from './try-again.ts';

/** The input of the state machine ApprovalTimer, and of each tick. */
export interface TimerInput {
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  /** The id of the approval. */
  readonly approval: string;
  /** When the next tick is due: ISO 8601, UTC. */
  readonly at: string;
}

/** Step Functions ends a first round itself. The history may have that a moment later. */
export const TICK_AFTER_MS = 5_000;

/**
 * Starts ApprovalTimer for an approval that may have more than one round and expires. Its name is the id of the approval, so
 * that each later round starts nothing.
 *
 * @param startExecution starts ApprovalTimer; missing in a deployment without it
 * @throws {Refusal} `Countersign.TryAgain`: without the timer, the request would wait too long
 */
export async function startTimer(
  approval: Approval,
  startExecution: StartExecution | undefined,
): Promise<void> {
  const until = waitsUntil(approval);
  if (!startExecution || !until || !approval.request.policy.rounds) return;
  const input: TimerInput = {
    execution: executionReference(approval.execution),
    approval: approval.id,
    at: new Date(until.getTime() + TICK_AFTER_MS).toISOString(),
  };
  try {
    await startExecution(approval.id, input);
  } catch (error) {
    throw tryAgain(error);
  }
}
