import type { Resolution } from './approval.ts';
import { severalLines } from './text.ts';

/** An event of an execution's history, as GetExecutionHistory returns it; only what is read here, and `isForeign`. */
export interface HistoryEvent {
  readonly id?: number | undefined;
  readonly previousEventId?: number | undefined;
  readonly type?: string | undefined;
  readonly timestamp?: Date | undefined;
  /** true: a task that counts as one of another program. */
  readonly isForeign?: true;
  readonly taskScheduledEventDetails?:
    | {
        readonly resource?: string | undefined;
        readonly parameters?: string | undefined;
        readonly timeoutInSeconds?: number | undefined;
      }
    | undefined;
  readonly taskSubmittedEventDetails?: { readonly output?: string | undefined } | undefined;
  readonly taskSucceededEventDetails?: { readonly output?: string | undefined } | undefined;
  readonly taskFailedEventDetails?: Failure | undefined;
  readonly taskSubmitFailedEventDetails?: Failure | undefined;
  readonly taskStartFailedEventDetails?: Failure | undefined;
  readonly taskTimedOutEventDetails?: { readonly error?: string | undefined } | undefined;
  readonly executionAbortedEventDetails?: { readonly cause?: string | undefined } | undefined;
}

interface Failure {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/**
 * The events of an execution, oldest first. `execution` is an ARN, or `STATE_MACHINE:EXECUTION`.
 */
export type GetHistory = (execution: string, options?: HistoryOptions) => Promise<readonly HistoryEvent[]>;

/** More events follow than are read for one link, or for the links of one mail. */
export class HistoryTooLong extends Error {
  override readonly name = 'HistoryTooLong';
}

export interface HistoryOptions {
  /** The id of the first event that is needed. By default, all are read. */
  readonly since?: number | undefined;
  /** In place of `since`: whether the newest events that were read are enough. */
  readonly isEnough?: (events: readonly HistoryEvent[]) => boolean;
  /** true: what was read a moment before is not enough, because the task has changed since. */
  readonly again?: boolean;
}

/** The status of a request that was still open when its execution ended. */
const ENDS: Readonly<Record<string, Resolution['status']>> = {
  ExecutionAborted: 'cancelled',
  ExecutionTimedOut: 'expired',
  ExecutionFailed: 'failed',
  // The task did not end: Step Functions stopped its branch after another branch failed, and the machine caught that error.
  ExecutionSucceeded: 'failed',
};

/** Whether no event is missing from a certain one on, by default the first of the execution. */
export function isComplete(events: readonly HistoryEvent[], first = 1): boolean {
  const needed = events.filter(({ id = 0 }) => id >= first);
  return needed.length > 0 && needed.every(({ id }, index) => id === first + index);
}

/** Whether the history has the end of the execution. */
export function tellsEnd(events: readonly HistoryEvent[]): boolean {
  const last = events.at(-1);
  return last !== undefined && isEnd(last);
}

/** Whether the history has the events up to this time. Its last events may be missing for a moment. */
export function reaches(events: readonly HistoryEvent[], time: Date): boolean {
  return events.some(({ timestamp }) => timestamp !== undefined && timestamp >= time);
}

/** A function that throws fails its task. AWS does not document which of these events it records then. */
export function failureOf(event: HistoryEvent): Failure | undefined {
  return (
    event.taskFailedEventDetails ?? event.taskSubmitFailedEventDetails ?? event.taskStartFailedEventDetails
  );
}

/**
 * How the execution ended, for a request that was still open then. A redrive goes on after the first end.
 *
 * @param events from the request on
 */
export function endOf(events: readonly HistoryEvent[]): Resolution | undefined {
  const end = events.find(isEnd);
  const status = ENDS[end?.type ?? ''];
  const cause = end?.executionAbortedEventDetails?.cause;
  return (
    status && {
      status,
      ...(cause && { cause: severalLines(cause) }),
      ...(end?.timestamp && { at: end.timestamp }),
    }
  );
}

export function isEnd({ type = '' }: HistoryEvent): boolean {
  return Object.hasOwn(ENDS, type);
}
