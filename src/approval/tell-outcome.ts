import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Proofs } from '../callback/seal.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound, type Resolution, resolutionOf, withoutTokens } from './approval.ts';
import { approvalId } from './approval-id.ts';
import { allMessages, escalatingTimers, type TimerHistoryPorts } from './escalated-messages.ts';
import { approvalResolved, type PublishEvents } from './events.ts';
import { executionReference, foreignFunction } from './execution.ts';
import { type GetHistory, type HistoryEvent, reaches, tellsEnd } from './history.ts';
import { type OutcomeInput, startOutcome, startOutcomes } from './outcome.ts';
import { approvalAt } from './policy.ts';
import type { StartExecution } from './ports.ts';
import { readApprovals } from './read-approvals.ts';
import { hasProof, SENT } from './record.ts';
import { RepeatableError } from './repeatable.ts';
import { approvalReported, type ReportedEnd, readReportedEnd } from './reported-end.ts';
import type { RequestDefaults } from './request.ts';
import { shownOn } from './shown-on.ts';
import type { Surface } from './surface.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface OutcomePorts extends RequestDefaults, TimerHistoryPorts {
  readonly getHistory: GetHistory;
  readonly surfaces: readonly Surface[];
  /** ARNs with `*` of the durable functions that may report how approvals ended; missing: none. */
  readonly durableFunctions?: readonly string[] | undefined;
  /** Missing in a deployment without events. */
  readonly publishEvents?: PublishEvents | undefined;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Missing without encryption. */
  readonly proofs?: Pick<Proofs, 'isProof'> | undefined;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/** One thing to do on one surface: bring a message up to date, send a new one, or tell the requester; or to publish the events. */
export interface Step {
  /** {@link EVENTS} for events. */
  readonly surface: string;
  readonly step: 'update' | 'send' | 'tell' | 'publish';
  /** Where the messages are, if escalations added some. */
  readonly shown?: Readonly<Record<string, unknown>>;
}

/** In place of a surface: where other programs learn how it ended. */
const EVENTS = 'events';

/** What to do. */
type Task =
  /** Start ApprovalOutcome for each approval of an execution that has ended. */
  | {
      readonly kind: 'start';
      readonly execution: string;
      readonly isComplete: (history: readonly HistoryEvent[]) => boolean;
    }
  /** Start ApprovalOutcome for the approval of a durable function. */
  | {
      readonly kind: 'report';
      readonly callbackId: string;
      readonly execution: string;
      readonly reported: ReportedEnd;
    }
  /** Find the steps for one approval. */
  | { readonly kind: 'find'; readonly input: OutcomeInput }
  | { readonly kind: 'do'; readonly input: OutcomeInput; readonly step: Step };

/**
 * Tells how approvals ended. State machines call it, and call it again after an error that passes.
 *
 * @param event one of
 *   - `{execution, entered}` from a state such as SendConfirmation, which was entered at that time, or
 *     `{execution, ended: true}` from the EventBridge rule: starts ApprovalOutcome for each approval that has ended;
 *   - `{callback_id, execution, request, messages, output}` from a durable function, or with `error` and `cause` in place of the
 *     output: starts ApprovalOutcome for its approval;
 *   - the input of ApprovalOutcome: finds what is to be told;
 *   - the same with `surface` and `step`: does this step
 * @returns the steps; none if there is nothing more to do
 * @throws {Refusal} InvalidRequest; NotPermitted for a durable function that the deployment does not know; `Countersign.TryAgain` if the same event may succeed later, and does nothing twice
 * @throws another error after a message that may have been sent
 */
export function tellOutcome(
  event: unknown,
  ports: OutcomePorts,
): Promise<{ readonly steps: readonly Step[] }> {
  return inOneLine('tell_outcome', ports, async (note) => {
    const task = parseEvent(event, ports.now());
    switch (task.kind) {
      case 'start':
        await startAll(task, ports, note);
        return { steps: [] };
      case 'report':
        await startReported(task, ports, note);
        return { steps: [] };
      case 'find':
        return { steps: await findSteps(task.input, ports, note) };
      case 'do':
        note({ execution: task.input.execution, ...task.step });
        await doStep(task.step, task.input, ports);
        return { steps: [] };
    }
  });
}

async function startAll(
  { execution, isComplete }: Task & { readonly kind: 'start' },
  ports: OutcomePorts,
  note: Note,
): Promise<void> {
  note({ execution: executionReference(execution) });
  const history = await orTryAgain(ports.getHistory(execution));
  // The last events may come into the history a moment later.
  if (!isComplete(history)) throw tryAgain(new Error('The history does not contain the last events yet.'));
  const approvals = readApprovals(history, execution, ports);
  const ended = await orTryAgain(startOutcomes(approvals, ports.startOutcomeExecution, ports.now()));
  note({ transaction_ids: ended.map(({ id }) => id) });
}

async function startReported(
  { callbackId, execution, reported }: Task & { readonly kind: 'report' },
  ports: OutcomePorts,
  note: Note,
): Promise<void> {
  const id = approvalId(callbackId);
  note({ execution: executionReference(execution), transaction_id: id });
  const refusal = foreignFunction(execution, ports.durableFunctions, ports.locale);
  if (refusal) throw refusal;
  // Refused here, and not only in ApprovalOutcome: the durable function learns what is wrong.
  const { status } = (await approvalReported(reported, { execution, id }, ports)).state.resolution;
  await orTryAgain(
    startOutcome({ execution, token: callbackId, status, reported }, ports.startOutcomeExecution),
  );
}

async function findSteps(input: OutcomeInput, ports: OutcomePorts, note: Note): Promise<readonly Step[]> {
  note({ execution: input.execution });
  const { approval, all, history } = await findEnded(input, ports);
  await startOthers(approval, all, history, ports);
  note({ transaction_id: approval.id, status: resolutionOf(approval)?.status, ...waited(approval) });
  if (!isLastRound(approval, input)) return [];
  const publish: Step[] = ports.publishEvents && !input.shown ? [{ surface: EVENTS, step: 'publish' }] : [];
  if (approval.askedAgain !== undefined) return publish;
  // Of a durable function, all messages are reported.
  const timers = input.reported || input.shown ? [] : escalatingTimers(approval, all);
  const shown = await orTryAgain(allMessages(approval, timers, ports));
  const steps = shownOn(approval.request, ports.surfaces).flatMap((surface) =>
    stepsOn(surface, approval, input).map((step) => withMessages(step, shown, approval)),
  );
  return [...steps, ...publish];
}

/** A step with the messages that it brings up to date, if the history of the approval does not have all of them. */
function withMessages(step: Step, shown: Step['shown'] & object, approval: Approval): Step {
  const all = shown[step.surface];
  const isKept = isDeepStrictEqual(all, lastRound(approval).shown[step.surface]);
  return step.step !== 'update' || isKept ? step : { ...step, shown: { [step.surface]: all } };
}

/** An earlier round has the same end. The outcome of the last round tells it. */
function isLastRound(approval: Approval, { round, reported }: OutcomeInput): boolean {
  return reported !== undefined || approvalId(lastRound(approval).token ?? '') === round;
}

function stepsOn({ name, inPlace, tell }: Surface, approval: Approval, { shown }: OutcomeInput): Step[] {
  const hasMessage = Object.hasOwn(shown ?? lastRound(approval).shown, name);
  const show: Step[] = inPlace && !hasMessage ? [] : [{ surface: name, step: inPlace ? 'update' : 'send' }];
  // The outcome without these messages tells the rest.
  if (shown) return show.filter(({ step }) => step === 'update');
  return tell ? [...show, { surface: name, step: 'tell' }] : show;
}

const BY_PERSON: ReadonlySet<Resolution['status']> = new Set(['approved', 'rejected', 'answered']);

/** The time from the request to the decision; missing if no person decided. */
function waited(approval: Approval): { readonly waited_ms?: number } {
  const { askedAt } = approval.rounds[0] ?? {};
  const { status, at } = resolutionOf(approval) ?? {};
  if (!askedAt || !at || !(status && BY_PERSON.has(status))) return {};
  return { waited_ms: at.getTime() - askedAt.getTime() };
}

async function doStep(
  { surface: name, step }: Step,
  input: OutcomeInput,
  ports: OutcomePorts,
): Promise<void> {
  if (step === 'publish') return publish(input, ports);
  const surface = ports.surfaces.find((one) => one.name === name);
  if (!surface) throw new Refusal('InvalidRequest', `There is no surface "${name}".`);
  const { approval } = await findEnded(input, ports);
  // Also those who could decide after an escalation learn how it ended.
  const endedAt = resolutionOf(approval)?.at?.getTime() ?? ports.now();
  const ended = approvalAt(withoutTokens(approval), endedAt);
  const ref = (input.shown ?? lastRound(ended).shown)[name];
  try {
    if (step === 'tell') await surface.tell?.(ended.request.requester, { approval: ended, ref });
    else if (step === 'send' || ended.askedAgain === undefined) await surface.show(ended, undefined, ref);
  } catch (error) {
    // An update may repeat. A mail and a reply may not, unless it is known that they were not sent.
    if (step === 'update' || error instanceof RepeatableError) throw tryAgain(error);
    throw error;
  }
}

/** Events may be published again. */
async function publish(input: OutcomeInput, ports: OutcomePorts): Promise<void> {
  const { approval } = await findEnded(input, ports);
  await orTryAgain(Promise.resolve(ports.publishEvents?.(approvalResolved(approval, new Date(ports.now())))));
}

/** Finds the approval, once it has ended, among all of its execution. */
async function findEnded(input: OutcomeInput, ports: OutcomePorts) {
  const { execution, round, reported } = input;
  await assertShown(input, ports);
  if (reported) {
    const approval = await approvalReported(reported, { execution, id: round }, ports);
    return { approval, all: [approval], history: [] };
  }
  const history = await orTryAgain(ports.getHistory(execution));
  const all = readApprovals(history, execution, ports);
  const approval = all.find(({ rounds }) => rounds.some(({ token }) => token && approvalId(token) === round));
  if (approval?.state.kind !== 'ended') {
    throw tryAgain(new Error('The history does not contain the end of the approval yet.'));
  }
  return { approval, all, history };
}

/** The messages that the history does not have are ours: other state machines call this function too. */
async function assertShown(
  { execution, round, shown, proof }: OutcomeInput,
  { proofs }: OutcomePorts,
): Promise<void> {
  if (!shown || !proofs) return;
  const task = { execution, task: round };
  if (await orTryAgain(hasProof({ messages: shown, proof }, SENT, task, proofs))) return;
  throw new Refusal('InvalidRequest', 'The event names messages that request-approval did not return.');
}

/**
 * Starts ApprovalOutcome for the others of the execution that ended without a vote: the branches that were aborted with this one
 * may have no state that announces it. Only the first step does this: it waits until the history has their ends.
 */
async function startOthers(
  approval: Approval,
  all: readonly Approval[],
  history: readonly HistoryEvent[],
  { startOutcomeExecution, now }: OutcomePorts,
): Promise<void> {
  if (mayEndOthers(approval, all, history.at(-1), now())) {
    throw tryAgain(new Error('The history may not contain the ends of the other branches yet.'));
  }
  const others = all.filter((other) => other !== approval && !resolutionOf(other)?.vote);
  await orTryAgain(startOutcomes(others, startOutcomeExecution, now()));
}

/** How long the history may stay behind, in milliseconds. */
const SETTLES_WITHIN_MS = 5_000;

/**
 * Whether Step Functions may stop other branches because of this approval: it failed a moment ago, and the history has
 * nothing after that.
 */
function mayEndOthers(
  approval: Approval,
  all: readonly Approval[],
  last: HistoryEvent | undefined,
  now: number,
): boolean {
  const { status, at } = resolutionOf(approval) ?? {};
  if (status === 'approved' || status === 'answered' || !at || now - at.getTime() >= SETTLES_WITHIN_MS)
    return false;
  return all.some(({ state }) => state.kind === 'waiting') && (last?.timestamp ?? at) <= at;
}

/** @param now milliseconds since 1970 */
function parseEvent(event: unknown, now: number): Task {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { execution, callback_id: callbackId, ended, entered, round, reported, surface, step } = event;
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  if (typeof callbackId === 'string') {
    return { kind: 'report', callbackId, execution, reported: readReportedEnd(event, now) };
  }
  if (ended === true) return { kind: 'start', execution, isComplete: tellsEnd };
  if (typeof round !== 'string') return { kind: 'start', execution, isComplete: since(entered) };
  const input = { execution, round, ...readShown(event), ...readReport(reported, now) };
  if (surface === undefined) return { kind: 'find', input };
  if (typeof surface === 'string' && isStep(step)) return { kind: 'do', input, step: { surface, step } };
  throw new Refusal('InvalidRequest', 'The event names no step.');
}

function isStep(step: unknown): step is Step['step'] {
  return step === 'update' || step === 'send' || step === 'tell' || step === 'publish';
}

function readShown({ shown, proof }: Record<string, unknown>): Pick<OutcomeInput, 'shown' | 'proof'> {
  if (!isObject(shown)) return {};
  return { shown, ...(typeof proof === 'string' && { proof }) };
}

function readReport(reported: unknown, now: number): Pick<OutcomeInput, 'reported'> {
  return isObject(reported) ? { reported: readReportedEnd(reported, now) } : {};
}

function since(entered: unknown): (history: readonly HistoryEvent[]) => boolean {
  const time = new Date(typeof entered === 'string' ? entered : Number.NaN);
  if (!Number.isNaN(time.getTime())) return (history) => reaches(history, time);
  const example = 'such as "2026-11-24T12:00:00.000Z"';
  throw new Refusal('InvalidRequest', `The event has no time "entered", ${example}.`);
}
