import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { type Policy, secretOf, type Task } from '../callback/payload.ts';
import type { Proofs } from '../callback/seal.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { waitingAfter } from './after-rounds.ts';
import {
  type Approval,
  type ApprovalRequest,
  type DefaultTimes,
  defaultsOf,
  lastRound,
  type Round,
  withoutTokens,
} from './approval.ts';
import { approvalId } from './approval-id.ts';
import { type AskPorts, askEverywhere } from './ask.ts';
import { countApprovals } from './count-approvers.ts';
import { allMessages, escalatingTimers, type TimerHistoryPorts } from './escalated-messages.ts';
import { approvalRequested, type PublishEvents, voteBefore } from './events.ts';
import {
  executionReference,
  foreignFunction,
  notPermitted,
  type Reachable,
  unreachable,
  workflowOf,
} from './execution.ts';
import { type GetHistory, type HistoryEvent, type HistoryOptions, isComplete } from './history.ts';
import { newlyAsked } from './newly-asked.ts';
import { assertOneRound } from './one-round.ts';
import { startPatience, type Wait } from './patience.ts';
import { approvalAt } from './policy.ts';
import type { StartExecution } from './ports.ts';
import { type Asked, isOnlyAccepted, type Missing, tellWhoWasNotAsked, undelivered } from './reach.ts';
import { reachLater } from './reach-of-stages.ts';
import { approvalOfToken, readApprovals } from './read-approvals.ts';
import { SENT, tokenHash, withProof } from './record.ts';
import { inStage, type RequestDefaults, readRequest } from './request.ts';
import { assertShown, shownOn } from './shown-on.ts';
import { tally } from './tally.ts';
import { tellIfEnded } from './tell-if-ended.ts';
import { startTimer } from './timer.ts';
import { orTryAgain, tryAgain } from './try-again.ts';
import { haveAllAttempts } from './waiting-tasks.ts';

/** What the state SendApprovalRequest returns: where the messages are, by surface. */
export interface SentRequest {
  readonly transaction_id: string;
  readonly messages: Readonly<Record<string, unknown>>;
  /** How many approvals each stage needs, where the approvers had to be counted. */
  readonly approvals?: readonly number[];
  /** What applies to the request where its input says nothing, also if the deployment has other defaults later. */
  readonly defaults?: DefaultTimes;
  /** For the requester, if it is not known of any message that it arrived: where to look, in the language of the request. */
  readonly notice?: string;
  /** Proves that this is of this task (src/approval/record.ts). */
  readonly proof?: string;
}

interface RequestPorts extends RequestDefaults, DefaultTimes, AskPorts, Reachable, TimerHistoryPorts {
  /** Refuses with InvalidRequest if the URLs would lose what the request asks, or let other people decide than it allows. */
  readonly assertSealable: (request: ApprovalRequest) => void;
  readonly getHistory: GetHistory;
  /** Waits where there is nothing else to do. `wait` does not keep the process alive. */
  readonly pause: Wait;
  /** Starts ApprovalTimer; missing in a deployment without it. */
  readonly startTimerExecution?: StartExecution | undefined;
  /** Missing in a deployment without events. */
  readonly publishEvents?: PublishEvents | undefined;
  /** Starts ApprovalOutcome; missing in a deployment without it. */
  readonly startOutcomeExecution?: StartExecution | undefined;
  /** Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'prove'> | undefined;
  readonly log: Log;
}

/**
 * Asks for an approval on every surface. A surface that fails does not stop the others. If an earlier attempt of the state
 * asked before, its messages become those of this one.
 *
 * @param event `{token, execution, request, timeout_seconds}`: the task token, the execution's ARN, the state's
 *   input and the state's TimeoutSeconds, after which the links expire too. A durable function passes a `callback_id` in place
 *   of a token, the ARN of its durable execution, and the timeout of the callback. It has no history that can be read
 * @throws {Refusal} InvalidRequest; NotPermitted if the deployment could not complete the task; NothingSent if no person
 *   who can decide was asked; `Countersign.TryAgain` if no message was sent on any surface, but may be sent later
 */
export function requestApproval(event: unknown, ports: RequestPorts): Promise<SentRequest> {
  return inOneLine('request_approval', ports, (note) => request(event, ports, note));
}

/** A request is sent also without the history of its execution. */
const HISTORY_WITHIN_MS = 3_000;

async function request(event: unknown, ports: RequestPorts, note: Note): Promise<SentRequest> {
  const startedAt = ports.now();
  const { task, execution, input, seconds } = parseEvent(event);
  note({ transaction_id: approvalId(secretOf(task)), execution: executionReference(execution) });
  const refusal = notCompletable(task, execution, ports);
  if (refusal) throw refusal;
  const attempt = { task, execution, seconds, startedAt };
  const { asked: parsed, earlier, defaults } = await readAsked(input, attempt, ports);
  const shown = {
    ...ports,
    surfaces: shownOn(parsed, ports.surfaces),
    sealLinks: 'token' in task ? ports.sealLinks : undefined,
  };
  const { waiting, approvals } = await readWaiting(parsed, earlier, attempt, shown);
  const { id, rounds } = waiting;
  note({ transaction_id: id, ...(rounds.length > 1 && { attempt: rounds.length }) });
  const missingLater = isNew(waiting) ? await reachLater(waiting, shown) : [];
  await startTimer(waiting, ports.startTimerExecution);
  // Now, the data key is at hand: after a message was sent, KMS must not fail.
  await orTryAgain(withProof({}, SENT, { execution, task: id }, ports.proofs));
  const asked = await askEverywhere(approvalAt(waiting, ports.now()), task, shown);
  logFailures(asked, ports.log);
  const messages = messagesNow(asked, waiting);
  if (Object.keys(messages).length === 0) throw undelivered(asked);
  const onlyAccepted = isOnlyAccepted(messages, shown.surfaces);
  if (newlyAsked(waiting) !== 'nobody') {
    // A surface that only accepts tells no person. Another one may, also if the request is not shown there.
    const told = { ...asked, missing: onceEach([...asked.missing, ...missingLater]) };
    await tellWhoWasNotAsked(told, onlyAccepted ? ports : shown);
  }
  await publish(waiting, Object.keys(messages), ports);
  // Last, because the approval may end until this function returns. A durable function tells it itself.
  if ('token' in task) await tellIfEnded({ execution, token: task.token, shown: messages }, ports);
  note({ outcome: onlyAccepted ? 'accepted' : 'asked', surfaces: Object.keys(messages) });
  const notice = onlyAccepted && { notice: wordingFor(parsed.locale).onlyAccepted };
  const kept = { ...(approvals && { approvals }), ...(defaults && { defaults }) };
  const sent: SentRequest = { transaction_id: id, messages, ...kept, ...notice };
  return withProof(sent, SENT, { execution, task: tokenHash(secretOf(task)) }, ports.proofs);
}

/** Other programs learn of the request, or of the vote that began this round. The messages are sent also if that fails. */
async function publish(
  waiting: Approval,
  surfaces: readonly string[],
  { publishEvents, now, log }: RequestPorts,
): Promise<void> {
  const events = isNew(waiting)
    ? [approvalRequested(waiting, surfaces, new Date(now()))]
    : voteBefore(waiting);
  if (!publishEvents || events.length === 0) return;
  try {
    await publishEvents(events);
  } catch (error) {
    log({ level: 'error', event: 'event_failed', transaction_id: waiting.id, error });
  }
}

/** Why the deployment could not complete the task. */
function notCompletable(task: Task, execution: string, ports: RequestPorts): Refusal | undefined {
  const refusal = unreachable(execution, ports, ports.locale);
  if (refusal || 'token' in task) return refusal;
  return foreignFunction(execution, ports.durableFunctions, ports.locale);
}

/** One attempt of the state, or one callback. */
interface Attempt {
  readonly task: Task;
  readonly execution: string;
  /** The state's TimeoutSeconds, or the timeout of the callback. */
  readonly seconds: number | undefined;
  /** Milliseconds since 1970 */
  readonly startedAt: number;
}

/**
 * Reads the request with the defaults that applied when it was asked first, which are those of the deployment in the first attempt.
 *
 * @returns also the approval that the attempt continues, and the defaults if there are some
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain`
 */
async function readAsked(input: unknown, { task, execution }: Attempt, ports: RequestPorts) {
  const read = async ({ remind, escalate }: DefaultTimes) => {
    const request = await readRequest(input, { ...ports, remind, escalate }, workflowOf(execution));
    ports.assertSealable(request);
    return request;
  };
  // A durable function has no history, which tells whom to remind.
  const today: DefaultTimes = 'token' in task ? ports : {};
  const first = await read(today);
  assertShown(first, ports.surfaces, ports.channelMembers);
  if (!('token' in task)) assertOneRound(first);
  const earlier = 'token' in task ? await approvalSoFar(task.token, execution, first, ports) : undefined;
  const kept = earlier && defaultsOf(earlier.approval.rounds);
  const { remind, escalate } = kept ?? today;
  const hasDefaults = remind !== undefined || escalate !== undefined;
  return {
    asked: kept ? await read(kept) : first,
    earlier,
    defaults: hasDefaults ? { remind, escalate } : undefined,
  };
}

/** The approval that waits now, without task tokens, and how many approvals its stages need if they had to be counted. */
async function readWaiting(
  asked: ApprovalRequest,
  earlier: Recorded | undefined,
  { task, execution, seconds, startedAt }: Attempt,
  ports: RequestPorts,
) {
  const before = earlier
    ? await withEscalated(roundsOf(earlier.approval, asked), earlier, ports)
    : [{ askedAt: new Date(startedAt), shown: {} }];
  const approvals = asked.policy.rounds && (await countApprovals(asked, before, ports));
  const rounds = before.map((round, index) =>
    approvals && index === before.length - 1 ? { ...round, approvals } : round,
  );
  const waiting = waitingAfter(
    { id: earlier?.approval.id ?? approvalId(secretOf(task)), execution, request: asked, rounds },
    endOfWaiting(asked.policy, rounds, seconds, startedAt),
  );
  return { waiting: withoutTokens(waiting), approvals };
}

/** Whether no person was asked before. */
function isNew({ rounds }: Approval): boolean {
  return !rounds.some(({ isAsked }) => isAsked);
}

/** An approval that the history has, among all of its execution. */
interface Recorded {
  readonly approval: Approval;
  readonly all: readonly Approval[];
}

/** The rounds, of which the last one also has the messages that escalations added. They are still brought up to date at the end. */
async function withEscalated(
  rounds: readonly Round[],
  { approval, all }: Recorded,
  ports: RequestPorts,
): Promise<readonly Round[]> {
  try {
    const { patiently } = startPatience(ports.wait, HISTORY_WITHIN_MS);
    const shown = await patiently(allMessages(approval, escalatingTimers(approval, all), ports));
    return rounds.map((round, index) => (index === rounds.length - 1 ? { ...round, shown } : round));
  } catch (error) {
    ports.log({ level: 'warn', event: 'history_failed', transaction_id: approval.id, error });
    return rounds;
  }
}

/** An approver may be missing in more than one stage. */
function onceEach(missing: readonly Missing[]): readonly Missing[] {
  return [...new Map(missing.map((one) => [one.approver, one])).values()];
}

/** Where the messages are. A message of an earlier round is still good if it could not be brought up to date. */
function messagesNow({ messages }: Asked, waiting: Approval): Asked['messages'] {
  return newlyAsked(waiting) === 'everyone' ? messages : { ...lastRound(waiting).shown, ...messages };
}

function logFailures({ approval: { id }, failed, mayTryAgain }: Asked, log: Log): void {
  const logged = mayTryAgain ? LATER : FAILED;
  for (const { surface, error } of failed) {
    log({ ...logged, transaction_id: id, surface: surface.name, error });
  }
}

const FAILED = { level: 'error', event: 'ask_failed' } as const;
/** Step Functions tries again. */
const LATER = { level: 'warn', event: 'ask_delayed' } as const;

/** A history without the events of this attempt is read again after this time. */
const CATCHING_UP_MS = 500;

/**
 * The approval that this attempt continues; undefined if the history does not have it, or cannot be read.
 *
 * @throws {Refusal} `Countersign.TryAgain` if votes might be missing in the count
 */
async function approvalSoFar(
  token: string,
  execution: string,
  asked: ApprovalRequest,
  ports: RequestPorts,
): Promise<Recorded | undefined> {
  if (isReadAgain(asked)) return completeApproval(token, execution, ports);
  const { sealLinks } = ports;
  const find = async () => {
    const history = await historyOrRefusal(token, execution, ports);
    const all = history && readApprovals(history, execution, ports, tokenHash(token));
    const approval = all && approvalOfToken(all, token);
    return {
      found: approval && { approval, all },
      mayCome: all && (all.length > 0 || sealLinks),
    };
  };
  const first = await find();
  if (first.found || !first.mayCome) return first.found;
  // The history may have this attempt a moment later. Links refer to it, and there are earlier attempts or other requests.
  await ports.pause(CATCHING_UP_MS);
  return (await find()).found;
}

/** Whether each answer reads the request in the history again: to count votes, or to know what it asks for. */
function isReadAgain({ policy, inputs }: ApprovalRequest): boolean {
  return policy.rounds === true || inputs.length > 0;
}

/** The approval with all its votes, which the history may have only a moment later. */
async function completeApproval(token: string, execution: string, ports: RequestPorts): Promise<Recorded> {
  for (let waited = 0; waited <= HISTORY_WITHIN_MS; waited += CATCHING_UP_MS) {
    if (waited > 0) await ports.pause(CATCHING_UP_MS);
    const history = (await historyOrRefusal(token, execution, ports)) ?? [];
    const all = readApprovals(history, execution, ports, tokenHash(token));
    const approval = approvalOfToken(all, token);
    if (approval && isComplete(history, history[0]?.id)) return { approval, all };
  }
  throw tryAgain(new Error('The history does not contain all votes yet.'));
}

/**
 * The rounds of an approval. Links refer to the request in the history. A state may give it to a function of its own, which
 * adds, for example, the approvers: then the last round has no task, and the links contain what was asked.
 *
 * @throws {Refusal} InvalidRequest if more than one vote may be needed, or if it asks for inputs: each answer reads the request in
 *   the history
 */
function roundsOf({ request, rounds }: Approval, asked: ApprovalRequest): readonly Round[] {
  if (isDeepStrictEqual(request, inStage(asked, tally(asked.stages, rounds)))) return rounds;
  if (!isReadAgain(asked)) return rounds.map(({ task: _, ...round }) => round);
  throw new Refusal(
    'InvalidRequest',
    'A request that may need more than one vote, or asks for inputs, must be written into the state itself: the state gives another request to its function.',
  );
}

/** An execution may have thousands of events before this state. */
function attemptsOf(token: string): HistoryOptions {
  return { isEnough: (events) => haveAllAttempts(events, token) };
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
  { getHistory, stateMachines, locale, wait, log }: RequestPorts,
): Promise<readonly HistoryEvent[] | undefined> {
  try {
    return await startPatience(wait, HISTORY_WITHIN_MS).patiently(getHistory(execution, attemptsOf(token)));
  } catch (error) {
    // With another function for the URLs, its deployment completes the tasks, and `stateMachines` is missing.
    if (stateMachines && error instanceof Refusal && error.code === 'NotPermitted') {
      throw notPermitted(execution, locale, error);
    }
    log({ level: 'warn', event: 'history_failed', execution: executionReference(execution), error });
    return undefined;
  }
}

function parseEvent(event: unknown) {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { execution, request: input, timeout_seconds: seconds } = event;
  const task = parseTask(event);
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  if (seconds !== undefined && !isDuration(seconds)) {
    throw new Refusal('InvalidRequest', 'timeout_seconds is not a number of seconds, such as 604800.');
  }
  return { task, execution, input, seconds };
}

function parseTask({ token, callback_id: callbackId }: Record<string, unknown>): Task {
  if (token !== undefined && callbackId !== undefined) {
    throw new Refusal('InvalidRequest', 'The event has a task token and a callback_id. Remove one of them.');
  }
  if (typeof token === 'string' && token !== '') return { token };
  if (typeof callbackId === 'string' && callbackId !== '') return { callbackId };
  throw new Refusal('InvalidRequest', 'The event has no task token and no callback_id.');
}

/** The longest TimeoutSeconds of a state (Amazon States Language). */
const MAX_SECONDS = 99_999_999;

function isDuration(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS;
}

/** When a request expires. If votes are counted, that is always a certain time after its first round. */
function endOfWaiting(
  { rounds: counts }: Policy,
  [first]: readonly Round[],
  seconds: number | undefined,
  now: number,
): Date | undefined {
  if (seconds === undefined) return undefined;
  const from = (counts && first?.askedAt?.getTime()) || now;
  return new Date(from + seconds * 1000);
}
