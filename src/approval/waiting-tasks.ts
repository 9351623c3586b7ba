import { isObject, parseJson, textsIn } from '../callback/json.ts';
import type { Delegation, Resolution, Vote } from './approval.ts';
import { endOf, failureOf, type HistoryEvent, isEnd, tellsEnd } from './history.ts';
import { resolutionOfError, resolutionOfOutput, roundEnd } from './resolution.ts';

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
  /** true: it is of another function, and did not return messages of ours. */
  readonly isForeign?: true;
  /** The result of the function. */
  readonly submitted?: unknown;
  /** How it ended; missing while it waits. */
  readonly resolution?: Resolution;
  /** The vote that ended it, if it did not end the approval. */
  readonly vote?: Vote;
  /** What ended it, if that was no vote. */
  readonly delegation?: Delegation;
  /** It failed without an answer that ends the approval, and Step Functions starts it again or may still do so. */
  readonly triedAgain: boolean;
}

/** All tasks of an execution that wait or waited for a token, in the order in which they began. */
export function findWaitingTasks(events: readonly HistoryEvent[]): WaitingTask[] {
  const followers = byPreviousEvent(events);
  const failures = new Map<number | undefined, number>();
  return chainsIn(events, followers).map(({ scheduled, chain }) => {
    // A retry follows the failure of the attempt before it.
    const retryOf = failures.get(scheduled.previousEventId);
    const failure = chain.find(isFailure);
    if (failure && scheduled.id !== undefined) failures.set(failure.id, scheduled.id);
    const task = readTask(events, followers, scheduled, chain);
    return { ...task, ...(retryOf !== undefined && { retryOf }) };
  });
}

/** The first event of a task that waits for its token, and the events after it. */
export interface Chain {
  readonly scheduled: HistoryEvent;
  readonly chain: readonly HistoryEvent[];
}

export function waitingChains(events: readonly HistoryEvent[]): readonly Chain[] {
  return chainsIn(events, byPreviousEvent(events));
}

function chainsIn(events: readonly HistoryEvent[], followers: Followers): readonly Chain[] {
  return events
    .filter(isWaitingTask)
    .map((scheduled) => ({ scheduled, chain: following(followers, scheduled) }));
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

/**
 * Whether these newest events have all attempts of a state at the task with this token: they reach back to the entry of the state,
 * which a retry and a redrive do not repeat. Also true if the task is not recorded yet.
 */
export function haveAllAttempts(events: readonly HistoryEvent[], token: string): boolean {
  const byId = new Map(events.map((event) => [event.id, event]));
  let event = events.find((one) => isWaitingTask(one) && wasGiven(one, token));
  if (!event) return true;
  while (event && !event.type?.endsWith('StateEntered')) event = byId.get(event.previousEventId);
  return event !== undefined;
}

/** The events after each event, by its id. */
type Followers = ReadonlyMap<number | undefined, readonly HistoryEvent[]>;

function byPreviousEvent(events: readonly HistoryEvent[]): Followers {
  const followers = new Map<number | undefined, HistoryEvent[]>();
  for (const event of events) {
    const siblings = followers.get(event.previousEventId);
    if (siblings) siblings.push(event);
    else followers.set(event.previousEventId, [event]);
  }
  return followers;
}

function isWaitingTask({ taskScheduledEventDetails }: HistoryEvent): boolean {
  return taskScheduledEventDetails?.resource === 'invoke.waitForTaskToken';
}

function readTask(
  events: readonly HistoryEvent[],
  followers: Followers,
  scheduled: HistoryEvent,
  chain: readonly HistoryEvent[],
): WaitingTask {
  const submitted = chain.find((event) => event.taskSubmittedEventDetails)?.taskSubmittedEventDetails?.output;
  const resolution =
    chain.map(resolutionOfEvent).find((found) => found !== undefined) ?? endAround(events, scheduled, chain);
  const failure = chain.find(isFailure);
  const { error = '', cause } = (failure && failureOf(failure)) ?? {};
  const end = roundEnd(error, cause);
  const triedAgain = GOES_ON.test(error) && failure !== undefined && isRetried(events, followers, failure);
  return {
    ...readScheduled(scheduled),
    ...(submitted !== undefined && { submitted: payloadOf(submitted) }),
    ...(resolution && { resolution }),
    ...end,
    triedAgain,
  };
}

function readScheduled({ id, taskScheduledEventDetails: details, timestamp, isForeign }: HistoryEvent) {
  const parameters = parseJson(details?.parameters);
  const seconds = details?.timeoutInSeconds;
  return {
    ...(id !== undefined && { id }),
    ...(isObject(parameters) && { payload: isObject(parameters.Payload) ? parameters.Payload : {} }),
    ...(isForeign && { isForeign }),
    ...(timestamp && { askedAt: timestamp }),
    ...(timestamp && seconds !== undefined && { expiresAt: new Date(timestamp.getTime() + seconds * 1000) }),
  };
}

function wasGiven({ taskScheduledEventDetails }: HistoryEvent, token: string): boolean {
  // Parsed, because the history may escape `=` and `/`.
  return textsIn(parseJson(taskScheduledEventDetails?.parameters)).includes(token);
}

/**
 * The events after a scheduled task, up to the next scheduled task (a retry or another state). Each event names the one
 * before it.
 */
function following(followers: Followers, { id }: HistoryEvent): HistoryEvent[] {
  const chain: HistoryEvent[] = [];
  for (let next = followers.get(id) ?? []; next.length > 0; ) {
    const own = next.filter((event) => !event.taskScheduledEventDetails);
    chain.push(...own);
    next = own.flatMap((event) => followers.get(event.id) ?? []);
  }
  return chain;
}

/**
 * The errors after which the same approval goes on, if the state retries them: no person gave the last answer. Lambda's
 * are those of a function that did not end (Step Functions Developer Guide, "Handle errors").
 */
const GOES_ON = /^(?:Countersign\.(?:NextRound|TryAgain)$|Lambda\.|Sandbox\.|Runtime\.)/;

function isRetried(events: readonly HistoryEvent[], followers: Followers, { id }: HistoryEvent): boolean {
  const [next] = followers.get(id) ?? [];
  // Without a next event, Step Functions waits before it tries again, or has not recorded the end yet.
  return next ? isWaitingTask(next) : !tellsEnd(events);
}

function isFailure(event: HistoryEvent): boolean {
  return event.type === 'TaskTimedOut' || failureOf(event) !== undefined;
}

function resolutionOfEvent(event: HistoryEvent): Resolution | undefined {
  const { taskSucceededEventDetails: succeeded, timestamp } = event;
  const failed = failureOf(event);
  if (succeeded) return resolutionOfOutput(parseJson(succeeded.output), timestamp);
  if (failed) return resolutionOfError(failed.error, failed.cause, timestamp);
  if (event.type === 'TaskTimedOut') return resolutionOfError('States.Timeout', undefined, timestamp);
  return undefined;
}

/**
 * How a task ended that has no end of its own: with its execution, or with its branch. Step Functions ends a branch of a
 * Parallel or Map state when another branch fails, and the execution may go on.
 */
function endAround(
  events: readonly HistoryEvent[],
  scheduled: HistoryEvent,
  chain: readonly HistoryEvent[],
): Resolution | undefined {
  const aborted = chain.find(({ type }) => type === 'TaskStateAborted');
  if (!aborted) return endOf(events.slice(events.indexOf(scheduled)));
  // If the execution is stopped, its end follows on the ends of its states.
  const next = events.slice(events.indexOf(aborted) + 1).find((event) => isEnd(event) || !isAborted(event));
  if (!next || isEnd(next)) return next && endOf([next]);
  return { status: 'failed', ...(aborted.timestamp && { at: aborted.timestamp }) };
}

function isAborted({ type = '' }: HistoryEvent): boolean {
  return type.endsWith('Aborted');
}

/** The Lambda integration wraps what the function returned. */
export function payloadOf(output: string): unknown {
  const result = parseJson(output);
  return isObject(result) && 'Payload' in result ? result.Payload : result;
}
