import { Refusal } from '../callback/errors.ts';
import type { Approval } from './approval.ts';
import type { GetHistory, HistoryEvent } from './history.ts';
import type { OutcomeInput } from './outcome.ts';
import { readApprovals } from './read-approvals.ts';
import { hasProof, SENT, tokenHash } from './record.ts';
import { approvalReported, type ReportPorts } from './reported-end.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface EndedPorts extends ReportPorts {
  readonly getHistory: GetHistory;
}

/** An approval that has ended, among all of its execution. */
export interface Ended {
  readonly approval: Approval;
  readonly all: readonly Approval[];
  /** Empty for a durable function. */
  readonly history: readonly HistoryEvent[];
}

/**
 * Finds the approval of ApprovalOutcome.
 *
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if the history does not have its end yet, or cannot be read
 */
export async function findEnded(input: OutcomeInput, ports: EndedPorts): Promise<Ended> {
  const { execution, round, reported } = input;
  await assertShown(input, ports);
  if (reported) {
    const approval = await approvalReported(reported, { execution, id: round }, ports);
    return { approval, all: [approval], history: [] };
  }
  const history = await orTryAgain(ports.getHistory(execution));
  const all = readApprovals(history, execution, ports);
  const approval = all.find(({ rounds }) => rounds.some(({ token }) => token && tokenHash(token) === round));
  if (approval?.state.kind !== 'ended') {
    throw tryAgain(new Error('The history does not contain the end of the approval yet.'));
  }
  return { approval, all, history };
}

/** The messages that the history does not have are ours: other state machines call this function too. */
async function assertShown(
  { execution, round, shown, proof }: OutcomeInput,
  { proofs }: EndedPorts,
): Promise<void> {
  if (!shown || !proofs) return;
  const task = { execution, task: round };
  if (await orTryAgain(hasProof({ messages: shown, proof }, SENT, task, proofs))) return;
  throw new Refusal('InvalidRequest', 'The event names messages that request-approval did not return.');
}
