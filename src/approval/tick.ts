import { isTaskGone, Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { type Approval, lastRound, waitsUntil } from './approval.ts';
import { type GetHistory, tellsEnd } from './history.ts';
import { startOutcomes } from './outcome.ts';
import type { StartExecution } from './ports.ts';
import { readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';
import { TICK_AFTER_MS, type TimerInput } from './timer.ts';
import { orTryAgain, tryAgain } from './try-again.ts';
import { outcomeOfExpiry } from './vote.ts';

export interface TickPorts extends RequestDefaults {
  readonly getHistory: GetHistory;
  readonly completeTask: CompleteTask;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/** What ApprovalTimer does next: it waits for the next tick, or it ends. */
export type Tick = TimerInput | { readonly done: true };

const DONE: Tick = { done: true };

/**
 * One tick of ApprovalTimer. From the second round on, it fails the task of an approval whose time is over. The same tick may
 * come twice: Step Functions fails a task once.
 *
 * @param event the input of ApprovalTimer, or what the tick before returned
 * @throws {Refusal} InvalidRequest; `Countersign.TryAgain` if the history cannot be read, or does not have the approval yet
 */
export function tick(event: unknown, ports: TickPorts): Promise<Tick> {
  return inOneLine('tick', ports, async (note) => {
    const input = parseInput(event);
    note({ execution: input.execution, transaction_id: input.approval });
    const history = await orTryAgain(ports.getHistory(input.execution));
    const approvals = readApprovals(history, input.execution, ports);
    const approval = approvals.find(({ id }) => id === input.approval);
    if (approval) return next(approval, input, ports, note);
    if (tellsEnd(history)) return DONE;
    throw tryAgain(new Error('The history does not contain the approval yet.'));
  });
}

async function next(approval: Approval, input: TimerInput, ports: TickPorts, note: Note): Promise<Tick> {
  const until = waitsUntil(approval);
  if (!until) {
    // The approval has ended, perhaps by an earlier tick. What was told before is not told again.
    await startOutcomes([approval], ports.startOutcomeExecution, ports.now());
    return DONE;
  }
  const due = until.getTime() + TICK_AFTER_MS;
  const now = ports.now();
  if (now < due) return { ...input, at: toIso(due) };
  if (await expire(approval, ports)) note({ outcome: 'expired' });
  return { ...input, at: toIso(now + pauseAfter(now - due)) };
}

/**
 * Fails the task of a later round. Step Functions ends the first round itself, and between two rounds, no task waits.
 *
 * @returns false if there is no such task, or if it has ended in the meantime
 */
async function expire(approval: Approval, ports: TickPorts): Promise<boolean> {
  const { token, isOver } = lastRound(approval);
  if (approval.rounds.length === 1 || isOver || token === undefined) return false;
  try {
    await orTryAgain(ports.completeTask({ token }, outcomeOfExpiry(approval)));
    return true;
  } catch (error) {
    if (isTaskGone(error)) return false;
    throw error;
  }
}

/** The history of an execution may have 25,000 events, so an approval that does not end is looked at less and less often. */
const LONGEST_PAUSE_MS = 60_000;

function pauseAfter(late: number): number {
  return Math.min(Math.max(late, TICK_AFTER_MS), LONGEST_PAUSE_MS);
}

function toIso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function parseInput(event: unknown): TimerInput {
  const { execution, approval, at } = isObject(event) ? event : {};
  if (typeof execution === 'string' && typeof approval === 'string' && typeof at === 'string') {
    return { execution, approval, at };
  }
  throw new Refusal('InvalidRequest', 'The event has no execution, no approval or no time.');
}
