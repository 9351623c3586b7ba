import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import type { Approval, ApprovalRequest, ApprovalState, Resolution, Round } from './approval.ts';
import { executionReference, workflowOf } from './execution.ts';
import {
  findTaskOfToken,
  findWaitingTasks,
  type GetHistory,
  type HistoryEvent,
  type WaitingTask,
} from './history.ts';
import { parseRequest, type RequestDefaults } from './request.ts';
import { waitingFor } from './tally.ts';

/**
 * Reads the approvals of an execution from its history, in the order in which they were asked. Ignores
 * tasks of other programs, and requests that request-approval refused.
 *
 * @param history all events, oldest first
 * @param execution its ARN, or `STATE_MACHINE:EXECUTION`
 */
export function readApprovals(
  history: readonly HistoryEvent[],
  execution: string,
  defaults: RequestDefaults,
): Approval[] {
  return recordedIn(history, execution, defaults).map(({ approval }) => approval);
}

/**
 * Finds the approval that was asked with this input. If several have this input, it is the last one that has ended. If
 * none has this input, it is the last approval of the execution: a state machine may add to its input.
 *
 * @param request the parsed input, for a history that does not have the input of its tasks
 */
export function approvalAskedWith(
  input: unknown,
  request: ApprovalRequest,
  history: readonly HistoryEvent[],
  execution: string,
  defaults: RequestDefaults,
): Approval | undefined {
  const all = recordedIn(history, execution, defaults, request);
  const same = all.filter((recorded) => isDeepStrictEqual(recorded.input, input));
  const found = same.findLast(({ approval }) => approval.state.kind === 'ended') ?? same.at(-1) ?? all.at(-1);
  return found?.approval;
}

/** The approval whose task was given this token. */
export function approvalOfToken(approvals: readonly Approval[], token: string): Approval | undefined {
  return approvals.findLast(({ rounds }) => rounds.some((round) => round.token === token));
}

/**
 * How the task with this token ended; undefined while it waits. It may be the task of another function that got its URLs
 * from create-urls.
 */
export function resolutionOfToken(history: readonly HistoryEvent[], token: string): Resolution | undefined {
  return findTaskOfToken(history, token)?.resolution;
}

/**
 * The history of an execution. If it cannot be read, this logs a warning, and people get an answer without it.
 *
 * @returns no events where it cannot be read
 */
export async function historyOrNone(
  execution: string,
  { getHistory, log }: { readonly getHistory: GetHistory; readonly log: Log },
): Promise<readonly HistoryEvent[]> {
  try {
    return await getHistory(execution);
  } catch (error) {
    log({ level: 'warn', event: 'history_failed', execution: executionReference(execution), error });
    return [];
  }
}

/** The id of an approval: a hash of the token of its first round, 32 hexadecimal digits. */
export function approvalId(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 32);
}

function recordedIn(
  history: readonly HistoryEvent[],
  execution: string,
  defaults: RequestDefaults,
  asked?: ApprovalRequest,
): { readonly approval: Approval; readonly input: unknown }[] {
  return findWaitingTasks(history).flatMap((task) => {
    const request = task.payload ? requestIn(task.payload, execution, defaults) : asked;
    return request ? [{ approval: toApproval(task, execution, request), input: task.payload?.request }] : [];
  });
}

/** Other programs in the account also have tasks that wait for a token. Theirs do not parse as our requests. */
function requestIn(
  payload: Readonly<Record<string, unknown>>,
  execution: string,
  defaults: RequestDefaults,
): ApprovalRequest | undefined {
  if (payload.execution === undefined) return undefined;
  try {
    return parseRequest(payload.request, defaults, workflowOf(execution));
  } catch {
    return undefined;
  }
}

function toApproval(task: WaitingTask, execution: string, request: ApprovalRequest): Approval {
  const { payload, askedAt, submitted, resolution } = task;
  const token = typeof payload?.token === 'string' ? payload.token : undefined;
  const round: Round = {
    ...(token !== undefined && { token }),
    ...(askedAt && { askedAt }),
    shown: messagesIn(submitted) ?? {},
    ...(resolution?.vote && { vote: resolution.vote }),
  };
  return { id: idOf(task, token), execution, request, rounds: [round], state: stateOf(task) };
}

/** Without a token, the id is the one that request-approval returned. */
function idOf({ submitted }: WaitingTask, token: string | undefined): string {
  if (token !== undefined) return approvalId(token);
  return isObject(submitted) && typeof submitted.transaction_id === 'string' ? submitted.transaction_id : '';
}

function stateOf(task: WaitingTask): ApprovalState {
  const { resolution, expiresAt } = task;
  if (resolution) return { kind: 'ended', resolution, untold: isUntold(task, resolution) };
  return waitingFor([], expiresAt);
}

/**
 * Whether no state of the machine announces how an approval ended: its execution or its branch ended first. An approval
 * that reached no person is also announced, to inform its requester.
 */
function isUntold({ endedWithExecution, wentOn, submitted }: WaitingTask, { status }: Resolution): boolean {
  if (wentOn && !endedWithExecution) return false;
  return messagesIn(submitted) !== undefined || (!endedWithExecution && status === 'failed');
}

/** Where the messages are, by surface, as request-approval returned it; undefined where no message was sent. */
function messagesIn(submitted: unknown): Readonly<Record<string, unknown>> | undefined {
  if (!isObject(submitted) || typeof submitted.transaction_id !== 'string') return undefined;
  return isObject(submitted.messages) ? submitted.messages : undefined;
}
