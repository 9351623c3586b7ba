import type { MachineReport, StateReport } from './check-machine.ts';
import type { Members } from './states.ts';

/** A report for people: for each state what was found, what to do, and what to paste. */
export function printed(reports: readonly MachineReport[]): string {
  return [...reports.map(machine), summary(reports)].join('\n\n');
}

function machine({ name, states }: MachineReport): string {
  const waiting =
    states.length === 0
      ? 'No state waits for a task token.'
      : `${count(states.length, 'state')} ${states.length === 1 ? 'waits' : 'wait'} for a task token.`;
  return [`${name}: ${waiting}`, ...states.map(stateText)].join('\n\n');
}

function stateText({ path, asks, findings, repair, told }: StateReport): string {
  const what = asks ? 'asks for an approval' : 'waits for its token, but does not call request-approval';
  const { members, states } = repair;
  return [
    `“${path.join(' > ')}” ${what}.`,
    ...findings.map(({ severity, message }) => `  ${severity}: ${message}`),
    ...(findings.length === 0 ? ['  Nothing to do.'] : []),
    ...(told ? [`  ${told}`] : []),
    ...snippet('Put these members into the state, in place of those with the same names:', members),
    ...snippet('Add this state, and let the Catch for States.Timeout lead to it:', states),
  ].join('\n');
}

/** A list of texts, which is easier to read in one line. */
const TEXTS = /\[\s+(?:"[^"]*",?\s+)+\]/g;

function inOneLine(list: string): string {
  return list.replace(/,\n\s*/g, ', ').replace(/\n\s*/g, '');
}

function snippet(title: string, members: Members): readonly string[] {
  if (Object.keys(members).length === 0) return [];
  const json = JSON.stringify(members, undefined, 2).replace(TEXTS, inOneLine);
  const [, ...lines] = json.split('\n').slice(0, -1);
  return ['', `  ${title}`, '', ...lines.map((line) => `    ${line.slice(2)}`)];
}

function summary(reports: readonly MachineReport[]): string {
  const findings = reports.flatMap(({ states }) => states.flatMap((state) => state.findings));
  const problems = findings.filter(({ severity }) => severity === 'problem').length;
  return `${count(problems, 'problem')}, ${count(findings.length - problems, 'warning')}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
