import { isObject } from '../callback/json.ts';
import { withDecision } from './rejection.ts';
import { requestName } from './request-name.ts';
import { type Resolution, resolutionOfError, resolutionOfOutput } from './resolution.ts';

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

const ENDS: Readonly<Record<string, Resolution['status']>> = {
  ExecutionAborted: 'cancelled',
  ExecutionTimedOut: 'expired',
  ExecutionFailed: 'failed',
  // Without its answer: its branch was ended when another failed, and the machine caught that.
  ExecutionSucceeded: 'failed',
};

/** What the history knows of one approval request. */
export interface RecordedTask {
  /** What request-approval was called with: the task token, and the request as the state machine was given it. */
  readonly token?: string;
  readonly input?: unknown;
  readonly askedAt?: Date;
  /** When the task times out. */
  readonly expiresAt?: Date;
  /** What request-approval returned: where the messages are. */
  readonly submitted?: unknown;
  /** How it ended; missing while it waits. */
  readonly resolution?: Resolution;
  /** It did not end itself: its execution, or its branch, did, and took it along. */
  readonly takenAlong?: true;
  /** Its execution went on to another task: one that tells how it ended, or that asks again. */
  readonly wentOn?: true;
}

/**
 * Finds an approval request in an execution's history: the one that was handed this task token, or, without a
 * token, the last one that was asked.
 */
export function findTask(events: readonly HistoryEvent[], token?: string): RecordedTask | undefined {
  const scheduled = events.findLast((event) => isWaitingTask(event) && (!token || wasHanded(event, token)));
  return scheduled && readTask(events, scheduled);
}

/** All approval requests of an execution, in the order in which they were asked. */
export function findTasks(events: readonly HistoryEvent[]): RecordedTask[] {
  return events.filter(isWaitingTask).map((scheduled) => readTask(events, scheduled));
}

/** Whether the execution has ended, and the history tells. */
export function tellsEnd(events: readonly HistoryEvent[]): boolean {
  return endOf(events) !== undefined;
}

function readTask(events: readonly HistoryEvent[], scheduled: HistoryEvent): RecordedTask {
  const chain = following(events, scheduled);
  const submitted = chain.find((event) => event.taskSubmittedEventDetails)?.taskSubmittedEventDetails?.output;
  const asked = readScheduled(scheduled);
  const ended = chain.map(resolutionOf).find((found) => found !== undefined);
  const own = ended && withDecision(ended, nameIn(asked.input));
  const resolution = own ?? endOf(events) ?? endOfBranch(chain);
  return {
    ...asked,
    ...(submitted !== undefined && { submitted: payloadOf(submitted) }),
    ...(resolution && { resolution }),
    ...(resolution && !own && { takenAlong: true as const }),
    ...(isFollowed(events, chain) && { wentOn: true as const }),
  };
}

function nameIn(input: unknown): string | undefined {
  return isObject(input) && typeof input.name === 'string' ? requestName(input.name) : undefined;
}

function readScheduled({ taskScheduledEventDetails: details, timestamp }: HistoryEvent): RecordedTask {
  const parameters = parse(details?.parameters);
  const payload = isObject(parameters) && isObject(parameters.Payload) ? parameters.Payload : {};
  const { token, execution, request } = payload;
  const seconds = details?.timeoutInSeconds;
  return {
    ...(typeof token === 'string' && { token }),
    // Another program's function may wait for a token, too, and call what it does a request.
    ...(request !== undefined && execution !== undefined && { input: request }),
    ...(timestamp && { askedAt: timestamp }),
    ...(timestamp && seconds !== undefined && { expiresAt: new Date(timestamp.getTime() + seconds * 1000) }),
  };
}

function isWaitingTask({ taskScheduledEventDetails }: HistoryEvent): boolean {
  return taskScheduledEventDetails?.resource === 'invoke.waitForTaskToken';
}

function wasHanded({ taskScheduledEventDetails }: HistoryEvent, token: string): boolean {
  // Written again, because a token's `=` and `/` may be escaped in the history, and are not here.
  const parameters = JSON.stringify(parse(taskScheduledEventDetails?.parameters) ?? null);
  return parameters.includes(JSON.stringify(token));
}

/** The events of a scheduled task, each naming the one before it, up to the next task: a retry, or another state. */
function following(events: readonly HistoryEvent[], first: HistoryEvent): HistoryEvent[] {
  const ids = new Set([first.id]);
  return events.filter((event) => {
    const follows = ids.has(event.previousEventId) && !event.taskScheduledEventDetails;
    if (follows) ids.add(event.id);
    return follows;
  });
}

function isFollowed(events: readonly HistoryEvent[], chain: readonly HistoryEvent[]): boolean {
  const ids = new Set(chain.map(({ id }) => id));
  return events.some((event) => event.taskScheduledEventDetails && ids.has(event.previousEventId));
}

function resolutionOf(event: HistoryEvent): Resolution | undefined {
  const { taskSucceededEventDetails: succeeded, timestamp } = event;
  const failed = failureOf(event);
  if (succeeded) return resolutionOfOutput(parse(succeeded.output), timestamp);
  if (failed) return resolutionOfError(failed.error, failed.cause, timestamp);
  if (event.type === 'TaskTimedOut') return resolutionOfError('States.Timeout', undefined, timestamp);
  return undefined;
}

/** A function that throws fails its task, before that waits, or after: AWS does not promise how it records which. */
function failureOf(event: HistoryEvent): Failure | undefined {
  return (
    event.taskFailedEventDetails ?? event.taskSubmitFailedEventDetails ?? event.taskStartFailedEventDetails
  );
}

/** An execution that ended with the request still open took it along. */
function endOf(events: readonly HistoryEvent[]): Resolution | undefined {
  const last = events.at(-1);
  const status = ENDS[last?.type ?? ''];
  const cause = last?.executionAbortedEventDetails?.cause;
  return status && { status, ...(cause && { cause }), ...(last?.timestamp && { at: last.timestamp }) };
}

/** A branch of a Parallel or Map state is ended when another one fails: the execution may go on. */
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
    // A history without execution data, or a truncated one: what it does not tell, it does not tell.
    return undefined;
  }
}
