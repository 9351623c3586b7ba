import { isDeepStrictEqual } from 'node:util';
import { isObject, objectIn } from '../callback/json.ts';
import type { Payload } from '../callback/payload.ts';
import { endOfWaiting, waitingAfter } from './after-rounds.ts';
import {
  type Approval,
  type ApprovalRequest,
  defaultsOf,
  ended,
  type KeptDefaults,
  lastRound,
  type Resolution,
  type Round,
} from './approval.ts';
import { approvalId } from './approval-id.ts';
import { workflowOf } from './execution.ts';
import type { HistoryEvent } from './history.ts';
import { tokenHash } from './record.ts';
import { parseRequest, type RequestDefaults } from './request.ts';
import { findTaskOfToken, findWaitingTasks, type WaitingTask } from './waiting-tasks.ts';

/**
 * Reads the approvals of an execution from its history, in the order in which they were asked. Ignores
 * tasks of other programs, and requests that request-approval refused.
 *
 * The attempts of one entry of a state are the rounds of one approval, as long as no attempt was answered. A retry after
 * an answer or a timeout, and a redrive, ask for a new approval, on the same messages (`askedAgain`).
 *
 * @param history all events, oldest first
 * @param execution its ARN, or `STATE_MACHINE:EXECUTION`
 * @param defaults those of {@link KeptDefaults} only until the history has them: it gets them with the messages
 * @param ours the hash of the token of a task that is known to be ours, also if the history does not tell it yet
 */
export function readApprovals(
  history: readonly HistoryEvent[],
  execution: string,
  defaults: RequestDefaults & KeptDefaults,
  ours?: string,
): Approval[] {
  const restarts = restartsIn(history);
  const read: Read[] = [];
  for (const task of findWaitingTasks(history)) {
    if (!mayBeOurs(task, ours)) continue;
    const before = read.findLast((earlier) => isAskedAgain(earlier, task, restarts));
    const round = roundOf(task, before && lastRound(before.approval).shown);
    const rounds = before?.task.triedAgain ? [...before.approval.rounds, round] : [round];
    const request = requestIn(task.payload, execution, { ...defaults, ...defaultsOf(rounds) });
    if (!request) continue;
    const approval = approvalOf({ task, execution, request, rounds });
    if (before?.task.triedAgain) read.splice(read.indexOf(before), 1);
    else if (before) before.approval = { ...before.approval, askedAgain: approval.id };
    read.push({ task, approval });
  }
  return read.map(({ approval }) => approval);
}

/** An approval, and the task of its last round. */
interface Read {
  readonly task: WaitingTask;
  approval: Approval;
}

/** The ids of the events at which the execution was redriven, or a `Retry` of a Parallel or Map state began it again. */
function restartsIn(history: readonly HistoryEvent[]): readonly number[] {
  const types = new Map(history.map(({ id, type }) => [id, type]));
  const isRestart = ({ type = '', previousEventId }: HistoryEvent) => {
    const before = types.get(previousEventId);
    const isStart = type === 'ParallelStateStarted' || type === 'MapStateStarted';
    return (
      type === 'ExecutionRedriven' || (isStart && before !== undefined && !before.endsWith('StateEntered'))
    );
  };
  return history.flatMap((event) => (isRestart(event) && event.id !== undefined ? [event.id] : []));
}

/**
 * Whether a task asks what an earlier one asked: after a `Retry` of the state or of one around it, or after a redrive, which
 * repeats what did not succeed. Of equal requests, each is repeated once, the last one first: so a history that begins later
 * tells the same.
 */
function isAskedAgain(
  { task: earlier, approval }: Read,
  task: WaitingTask,
  restarts: readonly number[],
): boolean {
  if (approval.askedAgain !== undefined) return false;
  if (task.retryOf !== undefined) return task.retryOf === earlier.id;
  const { id: first = 0 } = earlier;
  const { id: second = 0 } = task;
  return (
    restarts.some((id) => first < id && id < second) &&
    earlier.resolution !== undefined &&
    !hasSucceeded(earlier.resolution, approval.request) &&
    isEqual(earlier.payload?.request, task.payload?.request)
  );
}

/** Requests that are nested more deeply than the stack count as different: each is asked on its own messages. */
function isEqual(one: unknown, other: unknown): boolean {
  try {
    return isDeepStrictEqual(one, other);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Whether the task returned an output, which a redrive keeps. */
function hasSucceeded({ status }: Resolution, { onReject }: ApprovalRequest): boolean {
  return status === 'approved' || status === 'answered' || (status === 'rejected' && onReject === 'return');
}

/** The approval whose task was given this token. */
export function approvalOfToken(approvals: readonly Approval[], token: string): Approval | undefined {
  return approvals.findLast(({ rounds }) => rounds.some((round) => round.token === token));
}

/** The approval of a payload; undefined if this history does not have it. */
export function approvalOfPayload(
  payload: Payload,
  history: readonly HistoryEvent[],
  defaults: RequestDefaults,
): Approval | undefined {
  const execution = payload.context?.execution;
  if (!execution || !('token' in payload)) return undefined;
  return approvalOfToken(readApprovals(history, execution, defaults), payload.token);
}

/**
 * How the task with this token ended; undefined while it waits. It may be the task of another function that got its URLs
 * from create-urls.
 */
export function resolutionOfToken(history: readonly HistoryEvent[], token: string): Resolution | undefined {
  const task = findTaskOfToken(history, token);
  return task?.triedAgain ? undefined : task?.resolution;
}

/** The token of the attempt that asks now what the task with this token asked; undefined if no such task waits. */
export function tokenInstead(history: readonly HistoryEvent[], token: string): string | undefined {
  const task = findTaskOfToken(history, token);
  const current = task?.resolution ? undefined : task?.payload?.token;
  return typeof current === 'string' && current !== token ? current : undefined;
}

/** The approval after these rounds. Its request is that of the stage that is asked now. */
function approvalOf({
  task,
  execution,
  request,
  rounds,
}: Pick<Approval, 'execution' | 'request' | 'rounds'> & { readonly task: WaitingTask }): Approval {
  const { resolution, triedAgain } = task;
  const approval = waitingAfter(
    { id: idOf(task, rounds), execution, request, rounds },
    endOfWaiting(request.policy, rounds, task),
  );
  return resolution && !triedAgain ? ended(approval, resolution) : approval;
}

/** A state may call a function of its own, which passes the token on to request-approval. */
function mayBeOurs({ isForeign, payload }: WaitingTask, ours: string | undefined): boolean {
  if (!isForeign) return true;
  return typeof payload?.token === 'string' && tokenHash(payload.token) === ours;
}

/** Other programs in the account also have tasks that wait for a token. Theirs do not parse as our requests. */
function requestIn(
  payload: WaitingTask['payload'],
  execution: string,
  defaults: RequestDefaults & KeptDefaults,
): ApprovalRequest | undefined {
  if (payload?.execution === undefined) return undefined;
  try {
    return parseRequest(payload.request, defaults, workflowOf(execution));
  } catch {
    return undefined;
  }
}

/** @param before the messages of an earlier round, which this one brings up to date */
function roundOf(
  { id, payload, askedAt, submitted, resolution, delegation, ...end }: WaitingTask,
  before: Round['shown'] = {},
): Round {
  const token = typeof payload?.token === 'string' ? payload.token : undefined;
  const approvals = approvalsIn(submitted);
  const { defaults } = objectIn(submitted);
  const vote = resolution?.vote ?? end.vote;
  return {
    ...(token !== undefined && { token }),
    ...(token !== undefined && id !== undefined && { task: { event: id, tokenHash: tokenHash(token) } }),
    ...(askedAt && { askedAt }),
    shown: { ...before, ...messagesIn(submitted) },
    ...(approvals && { approvals }),
    ...(isObject(defaults) && { defaults: keptIn(defaults) }),
    ...(vote && { vote }),
    ...(delegation && { delegation }),
    ...(submitted !== undefined && { isAsked: true }),
    ...(resolution && { isOver: true }),
  };
}

/** What applied where the input says nothing, as request-approval returned it. */
function keptIn({ remind, escalate, confirm }: Readonly<Record<string, unknown>>): KeptDefaults {
  return { remind, escalate, ...(confirm === 'typed' && { confirm }) };
}

/** Without a token, the id is the one that request-approval returned. */
function idOf({ submitted }: WaitingTask, [first]: readonly Round[]): string {
  if (first?.token !== undefined) return approvalId(first.token);
  return isObject(submitted) && typeof submitted.transaction_id === 'string' ? submitted.transaction_id : '';
}

/** How many approvals each stage needs, as request-approval counted them. */
function approvalsIn(submitted: unknown): readonly number[] | undefined {
  const approvals = isObject(submitted) ? submitted.approvals : undefined;
  const isList = Array.isArray(approvals) && approvals.every((one) => Number.isInteger(one) && one > 0);
  return isList ? approvals : undefined;
}

/** Where the messages are, by surface, as request-approval returned it; undefined where no message was sent. */
function messagesIn(submitted: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(submitted) || typeof submitted.transaction_id !== 'string') return undefined;
  return isObject(submitted.messages) ? submitted.messages : undefined;
}
