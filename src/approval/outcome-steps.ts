import { isDeepStrictEqual } from 'node:util';
import type { Note } from '../invocation-log.ts';
import { type Approval, lastRound, type Resolution, resolutionOf } from './approval.ts';
import { type EndedPorts, findEnded } from './ended-approval.ts';
import { allMessages, escalatingTimers, type TimerHistoryPorts } from './escalated-messages.ts';
import type { PublishEvents } from './events.ts';
import type { HistoryEvent } from './history.ts';
import { type OutcomeInput, startOutcomes } from './outcome.ts';
import { EVENTS, type Step } from './outcome-task.ts';
import type { StartExecution } from './ports.ts';
import { tokenHash } from './record.ts';
import { shownOn } from './shown-on.ts';
import type { Surface } from './surface.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface FindPorts extends EndedPorts, TimerHistoryPorts {
  readonly surfaces: readonly Surface[];
  /** Missing in a deployment without events. */
  readonly publishEvents?: PublishEvents | undefined;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/**
 * Finds what is to be told of an approval that has ended. Starts ApprovalOutcome for others that ended with it.
 *
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain`
 */
export async function findSteps(input: OutcomeInput, ports: FindPorts, note: Note): Promise<readonly Step[]> {
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
  return reported !== undefined || tokenHash(lastRound(approval).token ?? '') === round;
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

/**
 * Starts ApprovalOutcome for the others of the execution that ended without a vote: the branches that were aborted with this one
 * may have no state that announces it. Only the first step does this: it waits until the history has their ends.
 */
async function startOthers(
  approval: Approval,
  all: readonly Approval[],
  history: readonly HistoryEvent[],
  { startOutcomeExecution, now }: FindPorts,
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
