import { isDeepStrictEqual } from 'node:util';
import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound, resolutionOf, withoutTokens } from './approval.ts';
import type { GetHistory } from './history.ts';
import { type OutcomeInput, startOutcomes } from './outcome.ts';
import type { StartExecution } from './ports.ts';
import { approvalId, readApprovals } from './read-approvals.ts';
import { RepeatableError } from './repeatable.ts';
import type { RequestDefaults } from './request.ts';
import type { Surface } from './surface.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface OutcomePorts extends RequestDefaults {
  readonly getHistory: GetHistory;
  readonly surfaces: readonly Surface[];
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/** One thing to do on one surface: bring a message up to date, send a new one, or tell the requester. */
export interface Step {
  readonly surface: string;
  readonly step: 'update' | 'send' | 'tell';
}

/**
 * The function of the state machine ApprovalOutcome: first finds what is to be told about an approval that has ended, and
 * then does each of these steps.
 *
 * @param event the input of ApprovalOutcome; with `surface` and `step` to do this step
 * @returns the steps; nothing for a step that is done
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if the same event may succeed later, and does nothing twice
 * @throws another error after a message that may have been sent
 */
export function tellOutcome(
  event: unknown,
  ports: OutcomePorts,
): Promise<{ steps: readonly Step[] } | undefined> {
  return inOneLine('tell_outcome', ports, async (note) => {
    const { input, step } = parseEvent(event);
    note({ execution: input.execution, ...step });
    if (!step) return { steps: await findSteps(input, ports, note) };
    await doStep(step, input, ports);
    return undefined;
  });
}

/** Finds the steps. Other approvals of the execution that have ended are also told: the branches that ended with this one. */
async function findSteps(input: OutcomeInput, ports: OutcomePorts, note: Note): Promise<readonly Step[]> {
  const { approval, all } = await findEnded(input, ports);
  note({ transaction_id: approval.id, status: resolutionOf(approval)?.status, ...waited(approval) });
  if (!input.shown) await startOutcomes(all, ports.startOutcomeExecution, ports.now());
  return ports.surfaces.flatMap((surface) => stepsOn(surface, approval, input));
}

function stepsOn({ name, inPlace, tell }: Surface, approval: Approval, { shown }: OutcomeInput): Step[] {
  const hasMessage = Object.hasOwn(shown ?? lastRound(approval).shown, name);
  const show: Step[] = inPlace && !hasMessage ? [] : [{ surface: name, step: inPlace ? 'update' : 'send' }];
  // What is told only once was told already, without these messages.
  if (shown) return show.filter(({ step }) => step === 'update');
  return tell ? [...show, { surface: name, step: 'tell' }] : show;
}

/** The time from the request to the decision; missing if no person decided. */
function waited(approval: Approval): { readonly waited_ms?: number } {
  const { askedAt } = approval.rounds[0] ?? {};
  const { status, at } = resolutionOf(approval) ?? {};
  if (!askedAt || !at || (status !== 'approved' && status !== 'rejected')) return {};
  return { waited_ms: at.getTime() - askedAt.getTime() };
}

async function doStep(
  { surface: name, step }: Step,
  input: OutcomeInput,
  ports: OutcomePorts,
): Promise<void> {
  const surface = ports.surfaces.find((one) => one.name === name);
  if (!surface) throw new Refusal('InvalidRequest', `There is no surface "${name}".`);
  const { approval, all } = await findEnded(input, ports);
  const ref = (input.shown ?? lastRound(approval).shown)[name];
  const ended = withoutTokens(approval);
  try {
    if (step === 'tell') await surface.tell?.(ended.request.requester, { approval: ended, ref });
    else if (step === 'send' || !isTakenOver(name, ref, approval, all))
      await surface.show(ended, undefined, ref);
  } catch (error) {
    // An update may repeat. A mail and a reply may not, unless it is known that they were not sent.
    if (step === 'update' || error instanceof RepeatableError) throw tryAgain(error);
    throw error;
  }
}

/** Whether a later request shows itself in this message: after a retry of the state, or after a redrive. */
function isTakenOver(surface: string, ref: unknown, approval: Approval, all: readonly Approval[]): boolean {
  const later = all.slice(all.indexOf(approval) + 1);
  return later.some((other) => isDeepStrictEqual(lastRound(other).shown[surface], ref));
}

async function findEnded({ execution, round }: OutcomeInput, ports: OutcomePorts) {
  const history = await orTryAgain(ports.getHistory(execution));
  const all = readApprovals(history, execution, ports);
  const approval = all.find(({ rounds }) => rounds.some(({ token }) => token && approvalId(token) === round));
  if (approval?.state.kind === 'ended') return { approval, all };
  throw tryAgain(new Error('The history does not contain the end of the approval yet.'));
}

function parseEvent(event: unknown): { readonly input: OutcomeInput; readonly step?: Step } {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { execution, round, shown, surface, step } = event;
  if (typeof execution !== 'string' || typeof round !== 'string') {
    throw new Refusal('InvalidRequest', 'The event names no execution, or no round.');
  }
  const input = { execution, round, ...(isObject(shown) && { shown }) };
  if (typeof surface !== 'string') return { input };
  if (step === 'update' || step === 'send' || step === 'tell') return { input, step: { surface, step } };
  throw new Refusal('InvalidRequest', 'The event names no step.');
}
