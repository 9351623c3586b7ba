import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { executionReference } from './execution.ts';
import { type GetHistory, type HistoryEvent, reaches, tellsEnd } from './history.ts';
import { startOutcomes } from './outcome.ts';
import type { Wait } from './patience.ts';
import type { StartExecution } from './ports.ts';
import { readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface AnnouncePorts extends RequestDefaults {
  readonly getHistory: GetHistory;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly wait: Wait;
  readonly log: Log;
}

/** The ids of the approvals that have ended. */
export type Announced = Readonly<{ ended: readonly string[] }>;

/** A history without the last events is read again after this time. */
const CATCHING_UP_MS = 1_000;

/**
 * Starts ApprovalOutcome for each approval of an execution that has ended. What was started before does not start again.
 *
 * @param event from a state `{execution, entered}`: the execution's ARN, and the time when that state was entered; or
 *   EventBridge's "Step Functions Execution Status Change" of an execution that ended
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if the history cannot be read now, or does not have the last
 *   events yet
 */
export function announceDecision(event: unknown, ports: AnnouncePorts): Promise<Announced> {
  return inOneLine('announce_decision', ports, (note) => announce(event, ports, note));
}

async function announce(event: unknown, ports: AnnouncePorts, note: Note): Promise<Announced> {
  const { execution, isComplete } = parseEvent(event);
  note({ execution: executionReference(execution) });
  const history = await completeHistory(execution, isComplete, ports);
  const approvals = readApprovals(history, execution, ports);
  const endings = await startOutcomes(approvals, ports.startOutcomeExecution, ports.now());
  const ended = endings.map(({ id }) => id);
  note({ transaction_ids: ended });
  return { ended };
}

function parseEvent(event: unknown) {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { detail, execution, entered } = event;
  const arn = isObject(detail) ? detail.executionArn : execution;
  if (typeof arn !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  if (isObject(detail)) return { execution: arn, isComplete: tellsEnd };
  const time = new Date(typeof entered === 'string' ? entered : Number.NaN);
  if (Number.isNaN(time.getTime())) {
    throw new Refusal(
      'InvalidRequest',
      'The event has no time "entered", such as "2026-11-24T12:00:00.000Z".',
    );
  }
  return { execution: arn, isComplete: (history: readonly HistoryEvent[]) => reaches(history, time) };
}

/** The last events may come into the history a moment later. */
async function completeHistory(
  execution: string,
  isComplete: (history: readonly HistoryEvent[]) => boolean,
  { getHistory, wait }: AnnouncePorts,
): Promise<readonly HistoryEvent[]> {
  const first = await orTryAgain(getHistory(execution));
  if (isComplete(first)) return first;
  await wait(CATCHING_UP_MS);
  const second = await orTryAgain(getHistory(execution));
  if (isComplete(second)) return second;
  throw tryAgain(new Error('The history does not contain the last events yet.'));
}
