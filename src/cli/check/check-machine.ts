import { checkEnds, toldBy } from './check-ends.ts';
import { checkRequest } from './check-request.ts';
import { checkAskedAgain, checkRetries } from './check-retries.ts';
import { checkPayload, checkToken, checkWaiting } from './check-waiting.ts';
import type { Finding } from './finding.ts';
import { type Repair, repairOf } from './repair.ts';
import type { Machine } from './states.ts';
import { type WaitingTask, waitingTasksOf } from './waiting-task.ts';

/** What was found about one state. */
export interface StateReport {
  /** The names of the states around it, and its own name at the end. */
  readonly path: readonly string[];
  /** Whether it asks for an approval by request-approval. Other tasks are not checked for retriers and catchers. */
  readonly asks: boolean;
  readonly findings: readonly Finding[];
  readonly repair: Repair;
  /** What tells people the decision. */
  readonly told?: string;
}

export interface MachineReport {
  readonly name: string;
  readonly states: readonly StateReport[];
}

/** Checks each state of a machine that waits for a task token. */
export function checkMachine(machine: Machine): MachineReport {
  return { name: machine.name, states: waitingTasksOf(machine).map(reportOn) };
}

function reportOn(task: WaitingTask): StateReport {
  const findings = [
    ...checkWaiting(task),
    ...(task.asks ? [...checkPayload(task), ...checkRequest(task), ...checkRetries(task)] : checkToken(task)),
    ...checkAskedAgain(task),
    ...(task.asks ? checkEnds(task) : []),
  ];
  const { path, asks } = task;
  return { path, asks, findings, repair: repairOf(task, findings), ...(asks && { told: toldBy(task) }) };
}
