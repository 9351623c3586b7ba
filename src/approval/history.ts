import { isObject } from '../callback/json.ts';
import type { Resolution } from './approval.ts';
import { resolutionOfError, resolutionOfOutput } from './resolution.ts';

/** An event of an execution's history, as GetExecutionHistory returns it; only what is read here. */
export interface HistoryEvent {
  readonly id?: number | undefined;
  readonly previousEventId?: number | undefined;
  readonly type?: string | undefined;
  readonly timestamp?: Date | undefined;
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

/** All events of an execution, oldest first. `execution` is an ARN, or `STATE_MACHINE:EXECUTION`. */
export type GetHistory = (execution: string) => Promise<readonly HistoryEvent[]>;

/** The status of a request that was still open when its execution ended. */
const ENDS: Readonly<Record<string, Resolution['status']>> = {
  ExecutionAborted: 'cancelled',
  ExecutionTimedOut: 'expired',
  ExecutionFailed: 'failed',
  // The task did not end: Step Functions stopped its branch after another branch failed, and the machine caught that error.
  ExecutionSucceeded: 'failed',
};

/** A task that waits for its token, as read from the events of its execution. */
export interface WaitingTask {
  /** The id of its first event. */
  readonly id?: number;
  /** The task that failed before, if a `Retry` of the state started this one. */
  readonly retryOf?: number;
  /** The payload of the function; missing if the history does not have it. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly askedAt?: Date;
  /** When the task times out. */
  readonly expiresAt?: Date;
  /** The result of the function. */
  readonly submitted?: unknown;
  /** How it ended; missing while it waits. */
  readonly resolution?: Resolution;
  /** true: its execution or its branch ended first. */
  readonly endedWithExecution: boolean;
  /** It failed without an answer, and Step Functions starts it again or may still do so. */
  readonly triedAgain: boolean;
}

/** All tasks of an execution that wait or waited for a token, in the order in which they began. */
export function findWaitingTasks(events: readonly HistoryEvent[]): WaitingTask[] {
  const failures = new Map<number | undefined, number>();
  return events.filter(isWaitingTask).map((scheduled) => {
    const chain = following(events, scheduled);
    // A retry follows the failure of the attempt before it.
    const retryOf = failures.get(scheduled.previousEventId);
    const failure = chain.find(isFailure);
    if (failure && scheduled.id !== undefined) failures.set(failure.id, scheduled.id);
    return { ...readTask(events, scheduled, chain), ...(retryOf !== undefined && { retryOf }) };
  });
}

/**
 * The task that was given this token, anywhere in its parameters. If Step Functions tried it again, with a new token, this
 * is the last attempt.
 */
export function findTaskOfToken(events: readonly HistoryEvent[], token: string): WaitingTask | undefined {
  const given = events.filter(isWaitingTask).findLastIndex((event) => wasGiven(event, token));
  const [task, ...later] = given < 0 ? [] : findWaitingTasks(events).slice(given);
  return later.reduce((last, next) => (last?.triedAgain && next.retryOf === last.id ? next : last), task);
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

/** Whether a redrive lies between two events. */
export function isRedrivenBetween(
  events: readonly HistoryEvent[],
  first: number | undefined,
  second: number | undefined,
): boolean {
  if (first === undefined || second === undefined) return false;
  return events.some(({ id = 0, type }) => type === 'ExecutionRedriven' && first < id && id < second);
}

function isWaitingTask({ taskScheduledEventDetails }: HistoryEvent): boolean {
  return taskScheduledEventDetails?.resource === 'invoke.waitForTaskToken';
}

function readTask(
  events: readonly HistoryEvent[],
  scheduled: HistoryEvent,
  chain: readonly HistoryEvent[],
): WaitingTask {
  const submitted = chain.find((event) => event.taskSubmittedEventDetails)?.taskSubmittedEventDetails?.output;
  const own = chain.map(resolutionOfEvent).find((found) => found !== undefined);
  const resolution = own ?? endOf(events.slice(events.indexOf(scheduled))) ?? endOfBranch(chain);
  return {
    ...readScheduled(scheduled),
    ...(submitted !== undefined && { submitted: payloadOf(submitted) }),
    ...(resolution && { resolution }),
    endedWithExecution: resolution !== undefined && !own,
    triedAgain: isTriedAgain(events, chain),
  };
}

function readScheduled({ id, taskScheduledEventDetails: details, timestamp }: HistoryEvent) {
  const parameters = parse(details?.parameters);
  const seconds = details?.timeoutInSeconds;
  return {
    ...(id !== undefined && { id }),
    ...(isObject(parameters) && { payload: isObject(parameters.Payload) ? parameters.Payload : {} }),
    ...(timestamp && { askedAt: timestamp }),
    ...(timestamp && seconds !== undefined && { expiresAt: new Date(timestamp.getTime() + seconds * 1000) }),
  };
}

function wasGiven({ taskScheduledEventDetails }: HistoryEvent, token: string): boolean {
  // Parsed and written again, because the history may escape `=` and `/`.
  const parameters = JSON.stringify(parse(taskScheduledEventDetails?.parameters) ?? null);
  return parameters.includes(JSON.stringify(token));
}

/**
 * The events after a scheduled task, up to the next scheduled task (a retry or another state). Each event names the one
 * before it.
 */
function following(events: readonly HistoryEvent[], first: HistoryEvent): HistoryEvent[] {
  const ids = new Set([first.id]);
  return events.filter((event) => {
    const follows = ids.has(event.previousEventId) && !event.taskScheduledEventDetails;
    if (follows) ids.add(event.id);
    return follows;
  });
}

/**
 * The errors after which the same approval goes on, if the state retries them: no person was asked, or the function did
 * not end. The names of Lambda's errors: Step Functions Developer Guide, "Handle errors".
 */
const GOES_ON = /^(?:Countersign\.(?:NextRound|TryAgain)|(?:Lambda|Sandbox|Runtime)\..+)$/;

function isTriedAgain(events: readonly HistoryEvent[], chain: readonly HistoryEvent[]): boolean {
  const failure = chain.find(isFailure);
  if (!failure || !GOES_ON.test(failureOf(failure)?.error ?? '')) return false;
  const next = events.find(({ previousEventId }) => previousEventId === failure.id);
  // Without a next event, Step Functions waits before it tries again, or has not recorded the end yet.
  return next ? isWaitingTask(next) : !tellsEnd(events);
}

function isFailure(event: HistoryEvent): boolean {
  return event.type === 'TaskTimedOut' || failureOf(event) !== undefined;
}

function resolutionOfEvent(event: HistoryEvent): Resolution | undefined {
  const { taskSucceededEventDetails: succeeded, timestamp } = event;
  const failed = failureOf(event);
  if (succeeded) return resolutionOfOutput(parse(succeeded.output), timestamp);
  if (failed) return resolutionOfError(failed.error, failed.cause, timestamp);
  if (event.type === 'TaskTimedOut') return resolutionOfError('States.Timeout', undefined, timestamp);
  return undefined;
}

/** A function that throws fails its task. AWS does not document which of these events it records then. */
function failureOf(event: HistoryEvent): Failure | undefined {
  return (
    event.taskFailedEventDetails ?? event.taskSubmitFailedEventDetails ?? event.taskStartFailedEventDetails
  );
}

/**
 * How the execution ended, for a request that was still open then. A redrive goes on after the first end.
 *
 * @param events from the request on
 */
function endOf(events: readonly HistoryEvent[]): Resolution | undefined {
  const end = events.find(isEnd);
  const status = ENDS[end?.type ?? ''];
  const cause = end?.executionAbortedEventDetails?.cause;
  return status && { status, ...(cause && { cause }), ...(end?.timestamp && { at: end.timestamp }) };
}

function isEnd({ type = '' }: HistoryEvent): boolean {
  return Object.hasOwn(ENDS, type);
}

/** Step Functions ends a branch of a Parallel or Map state when another branch fails. The execution may go on. */
function endOfBranch(chain: readonly HistoryEvent[]): Resolution | undefined {
  const aborted = chain.find(({ type }) => type === 'TaskStateAborted');
  return aborted && { status: 'failed', ...(aborted.timestamp && { at: aborted.timestamp }) };
}

/** The Lambda integration wraps what the function returned. */
function payloadOf(output: string): unknown {
  const result = parse(output);
  return isObject(result) && 'Payload' in result ? result.Payload : result;
}

function parse(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    // A history without execution data, or a truncated one.
    return undefined;
  }
}
