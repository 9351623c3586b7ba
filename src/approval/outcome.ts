import { createHash } from 'node:crypto';
import type { Log } from '../log.ts';
import { type Approval, lastRound, type Resolution, resolutionOf } from './approval.ts';
import { executionReference } from './execution.ts';
import type { StartExecution } from './ports.ts';
import { tokenHash } from './record.ts';
import type { ReportedEnd } from './reported-end.ts';
import { tryAgain } from './try-again.ts';
import type { Verdict } from './verdict.ts';

/** The input of the state machine ApprovalOutcome, which tells on every surface how an approval ended. */
export interface OutcomeInput {
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  /** The hash of the token of the approval's last round. */
  readonly round: string;
  /** Messages that the execution history does not have. Then only these are brought up to date. */
  readonly shown?: Readonly<Record<string, unknown>>;
  /** Proves that these messages are of this round. */
  readonly proof?: string;
  /** The approval of a durable function. Then there is no history. */
  readonly reported?: ReportedEnd;
}

/** An approval that has ended. */
interface EndedApproval {
  /** `STATE_MACHINE:EXECUTION`, or an ARN. */
  readonly execution: string;
  /** The task token of its last round, or the ID of its callback. */
  readonly token: string;
  readonly status: Resolution['status'];
  readonly shown?: Readonly<Record<string, unknown>>;
  readonly proof?: string | undefined;
  readonly reported?: ReportedEnd;
}

/**
 * Starts ApprovalOutcome for an approval that has ended. Its name is a hash of the approval and its resolution, so that
 * Step Functions itself starts it once, however many learn of the end. A name is unique for 90 days.
 *
 * @param startExecution starts ApprovalOutcome; a repeated name starts nothing
 */
export async function startOutcome(
  { execution, token, status, shown, proof, reported }: EndedApproval,
  startExecution: StartExecution,
): Promise<void> {
  const round = tokenHash(token);
  const name = createHash('sha256')
    .update(JSON.stringify([round, status, shown]))
    .digest('hex')
    .slice(0, 32);
  const input: OutcomeInput = {
    execution: executionReference(execution),
    round,
    ...(shown && { shown }),
    ...(proof !== undefined && { proof }),
    ...(reported && { reported }),
  };
  await startExecution(name, input);
}

/** Step Functions keeps names for 90 days. An approval that ended earlier was told already. */
const TOLD_AFTER_MS = 80 * 24 * 60 * 60 * 1000;

/**
 * Starts ApprovalOutcome for each of these approvals that has ended. Of one that was asked again, only other programs learn the end:
 * its messages show the later approval.
 *
 * @param now milliseconds since 1970
 * @returns those that have ended
 * @throws {Refusal} `Countersign.TryAgain` with the first error as its cause, after all were tried
 */
export async function startOutcomes(
  approvals: readonly Approval[],
  startExecution: StartExecution,
  now: number,
): Promise<readonly Approval[]> {
  const ended = approvals.filter((approval) => shouldTell(approval, now));
  const starts = await Promise.allSettled(
    ended.map(async (approval) => {
      const { token } = lastRound(approval);
      const status = resolutionOf(approval)?.status;
      if (token === undefined || status === undefined) return;
      await startOutcome({ execution: approval.execution, token, status }, startExecution);
    }),
  );
  const failed = starts.find((start) => start.status === 'rejected');
  // Also a refusal: a permission that is missing while a stack is deployed is there later.
  if (failed) throw tryAgain(failed.reason);
  return ended;
}

function shouldTell({ state }: Approval, now: number): boolean {
  if (state.kind !== 'ended') return false;
  const { at } = state.resolution;
  return !at || now - at.getTime() <= TOLD_AFTER_MS;
}

/**
 * Starts ApprovalOutcome after a press that ended an approval. Logs an error and does not throw: the state machine of the
 * approval, or the EventBridge rule, also starts it.
 *
 * @param startExecution missing in a deployment without ApprovalOutcome
 */
export async function announceVerdict(
  verdict: Verdict,
  ports: { readonly startOutcomeExecution?: StartExecution | undefined; readonly log: Log },
): Promise<void> {
  const { startOutcomeExecution: start, log } = ports;
  if (verdict.kind !== 'taken' || !verdict.resolution || !start) return;
  const { payload, resolution } = verdict;
  const execution = payload.context?.execution;
  if (!execution || !('token' in payload)) return;
  try {
    await startOutcome({ execution, token: payload.token, status: resolution.status }, start);
  } catch (error) {
    log({ level: 'warn', event: 'outcome_not_started', execution, error });
  }
}
