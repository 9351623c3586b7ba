import { loadLanguage } from '../../wording/index.ts';
import { LANGUAGES } from '../../wording/languages.ts';
import { readCheckArguments } from '../arguments.ts';
import { PROBLEMS } from '../exit-codes.ts';
import { exitOfSignal, type Program } from '../program.ts';
import { INTERRUPTED_WHILE_READING } from '../text.ts';
import { checkMachine, type MachineReport } from './check-machine.ts';
import { printed } from './print.ts';
import { readMachines } from './read-machines.ts';

/** `countersign check`: says what the approvals of a state machine lack, and what to paste. */
export async function check(args: readonly string[], program: Program): Promise<number> {
  const { source, json, where } = readCheckArguments(args);
  // A request may name any of them.
  await Promise.all(LANGUAGES.map(loadLanguage));
  const machines = await readMachines(source, where, program);
  if (!machines) {
    program.err(INTERRUPTED_WHILE_READING);
    return exitOfSignal(program);
  }
  const reports = machines.map(checkMachine);
  program.out(json ? JSON.stringify({ machines: reports }, undefined, 2) : printed(reports));
  return reports.some(hasProblem) ? PROBLEMS : 0;
}

function hasProblem({ states }: MachineReport): boolean {
  return states.some(({ findings }) => findings.some(({ severity }) => severity === 'problem'));
}
