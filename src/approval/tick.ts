import { isTaskGone, Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import { inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { type Approval, delegationsOf, lastRound, votesOf, waitsUntil } from './approval.ts';
import { type GetHistory, tellsEnd } from './history.ts';
import { startOutcome } from './outcome.ts';
import type { StartExecution } from './ports.ts';
import { readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';
import { EXPIRED } from './round-errors.ts';
import { TICK_AFTER_MS, type TimerInput } from './timer.ts';
import { orTryAgain, tryAgain } from './try-again.ts';

export interface TickPorts extends RequestDefaults {
  readonly getHistory: GetHistory;
  readonly completeTask: CompleteTask;
  /** Starts ApprovalOutcome. */
  readonly startOutcomeExecution: StartExecution;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  readonly log: Log;
}

/** The next input of ApprovalTimer; empty at its end. */
export type Tick = TimerInput | Record<string, never>;

const END: Tick = {};

/**
 * One tick of ApprovalTimer. From the second round on, it fails the task of an approval whose time is over. The same tick may
 * come twice: Step Functions fails a task once.
 *
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
    if (tellsEnd(history)) return END;
    throw tryAgain(new Error('The history does not contain the approval yet.'));
  });
}

async function next(approval: Approval, input: TimerInput, ports: TickPorts, note: Note): Promise<Tick> {
  const until = waitsUntil(approval);
  if (!until) return END;
  const due = until.getTime() + TICK_AFTER_MS;
  const now = ports.now();
  if (now < due) return { ...input, at: new Date(due).toISOString() };
  const { token, isOver } = lastRound(approval);
  const again = { ...input, at: new Date(now + TICK_AFTER_MS).toISOString() };
  // Step Functions ends the first round itself. Between two rounds, no task waits.
  if (votesOf(approval).length + delegationsOf(approval).length === 0 || isOver || token === undefined)
    return again;
  try {
    await ports.completeTask({ token }, { type: 'failure', error: EXPIRED });
  } catch (error) {
    if (isTaskGone(error)) return again;
    throw error instanceof Refusal ? error : tryAgain(error);
  }
  note({ outcome: 'expired' });
  await orTryAgain(
    startOutcome({ execution: approval.execution, token, status: 'expired' }, ports.startOutcomeExecution),
  );
  return END;
}

function parseInput(event: unknown): TimerInput {
  const { execution, approval, at } = isObject(event) ? event : {};
  if (typeof execution === 'string' && typeof approval === 'string' && typeof at === 'string') {
    return { execution, approval, at };
  }
  throw new Refusal('InvalidRequest', 'The event has no execution, no approval or no time.');
}
