import { Refusal } from '../callback/errors.ts';
import type { SealLinks } from '../callback/url.ts';
import type { Log } from '../log.ts';
import type { Approval, ApprovalRequest } from './approval.ts';
import { executionReference } from './execution.ts';
import { type GetHistory, type HistoryEvent, isComplete } from './history.ts';
import { startPatience, type Wait } from './patience.ts';
import { approvalOfToken, readApprovals } from './read-approvals.ts';
import { tokenHash } from './record.ts';
import type { RequestDefaults } from './request.ts';
import { notPermitted, type Served } from './served.ts';
import { tryAgain } from './try-again.ts';
import { haveAllAttempts } from './waiting-tasks.ts';

export interface AttemptPorts extends RequestDefaults, Pick<Served, 'stateMachines'> {
  readonly getHistory: GetHistory;
  /** Missing where links cannot refer to a history. */
  readonly sealLinks?: SealLinks | undefined;
  /** Waits where there is nothing else to do. `wait` does not keep the process alive. */
  readonly pause: Wait;
  readonly wait: Wait;
  readonly log: Log;
}

/** An approval that the history has, among all of its execution. */
export interface Recorded {
  readonly approval: Approval;
  readonly all: readonly Approval[];
}

/** A request is sent also without the history of its execution. */
export const HISTORY_WITHIN_MS = 3_000;
/** A history without the events of this attempt is read again after this time. */
const CATCHING_UP_MS = 500;

/**
 * The approval that this attempt continues; undefined if the history does not have it, or cannot be read.
 *
 * @throws {Refusal} `Countersign.TryAgain` if votes might be missing in the count; NotPermitted if no person could decide
 */
export async function approvalSoFar(
  token: string,
  execution: string,
  asked: ApprovalRequest,
  ports: AttemptPorts,
): Promise<Recorded | undefined> {
  if (isReadAgain(asked)) return completeApproval(token, execution, ports);
  const first = await read(token, execution, ports);
  const mayCome = first && (first.all.length > 0 || ports.sealLinks);
  if (first?.found || !mayCome) return first?.found;
  // The history may have this attempt a moment later. Links refer to it, and there are earlier attempts or other requests.
  await ports.pause(CATCHING_UP_MS);
  return (await read(token, execution, ports))?.found;
}

/** Whether each answer reads the request in the history again: to count votes, or to know what it asks for. */
export function isReadAgain({ policy, inputs }: ApprovalRequest): boolean {
  return policy.rounds === true || inputs.length > 0;
}

/** The approval with all its votes, which the history may have only a moment later. */
async function completeApproval(token: string, execution: string, ports: AttemptPorts): Promise<Recorded> {
  for (let waited = 0; waited <= HISTORY_WITHIN_MS; waited += CATCHING_UP_MS) {
    if (waited > 0) await ports.pause(CATCHING_UP_MS);
    const answer = await read(token, execution, ports);
    if (answer?.found && isComplete(answer.history, answer.history[0]?.id)) return answer.found;
  }
  throw tryAgain(new Error('The history does not contain all votes yet.'));
}

/** The history, and the approval of this token if the history has it; undefined where the history cannot be read. */
async function read(token: string, execution: string, ports: AttemptPorts) {
  const history = await historyOrRefusal(token, execution, ports);
  if (!history) return undefined;
  const all = readApprovals(history, execution, ports, tokenHash(token));
  const approval = approvalOfToken(all, token);
  return { history, all, found: approval && { approval, all } };
}

/**
 * The newest events of an execution; undefined where it cannot be read. The KMS key of a state machine encrypts the history too. If
 * it cannot be used, no person could decide the request.
 *
 * @throws {Refusal} NotPermitted
 */
async function historyOrRefusal(
  token: string,
  execution: string,
  { getHistory, stateMachines, locale, wait, log }: AttemptPorts,
): Promise<readonly HistoryEvent[] | undefined> {
  // An execution may have thousands of events before this state.
  const isEnough = (events: readonly HistoryEvent[]) => haveAllAttempts(events, token);
  try {
    return await startPatience(wait, HISTORY_WITHIN_MS).patiently(getHistory(execution, { isEnough }));
  } catch (error) {
    // With another function for the URLs, its deployment completes the tasks, and `stateMachines` is missing.
    if (stateMachines && error instanceof Refusal && error.code === 'NotPermitted') {
      throw notPermitted(execution, locale, error);
    }
    log({ level: 'warn', event: 'history_failed', execution: executionReference(execution), error });
    return undefined;
  }
}
