import { parseArgs } from 'node:util';
import { OptionError, unreadable } from '../../local/options.ts';
import { loadLanguage } from '../../wording/index.ts';
import { LANGUAGES } from '../../wording/languages.ts';
import { checkMachine, type MachineReport } from './check-machine.ts';
import { printed } from './print.ts';
import { readMachines } from './read-machines.ts';

const EXAMPLE = 'npm run -s check-machine -- <file or ARN> --json';

const USAGE = `Usage: npm run -s check-machine -- <definition.json | template.json | ARN> [--json]

Checks each state of a state machine that waits for a task token: whether requests of Countersign end, are tried again, and are
told as they should. Prints what to do, and the JSON to paste.

  definition.json  a definition in the Amazon States Language, or the answer of aws stepfunctions describe-state-machine
  template.json    a CloudFormation template with state machines, as in cdk.out/
  ARN              a state machine in AWS. This needs states:DescribeStateMachine, and uses your credentials and AWS_ENDPOINT_URL.
  --json           prints a report for programs
  --help           shows this text

The exit code is 0 without problems (there may be warnings), 1 with problems, and 2 if nothing could be checked.
`;

/** What the command prints to stdout (code 0 or 1) or to stderr (code 2). */
export interface Answer {
  readonly code: 0 | 1 | 2;
  readonly text: string;
}

/** Runs the command with these arguments. */
export async function run(args: readonly string[]): Promise<Answer> {
  try {
    const { source, json } = readArguments(args);
    if (source === undefined) return { code: 0, text: USAGE };
    // A request may name any of them.
    await Promise.all(LANGUAGES.map(loadLanguage));
    const reports = (await readMachines(source)).map(checkMachine);
    const text = json ? `${JSON.stringify({ machines: reports }, undefined, 2)}\n` : printed(reports);
    return { code: reports.some(hasProblem) ? 1 : 0, text };
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    return { code: 2, text: `${error.message}\n` };
  }
}

/** The source is undefined if help is asked for. */
function readArguments(args: readonly string[]) {
  const { values, positionals } = parse(args);
  if (values.help) return { json: false };
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0) {
    throw new OptionError(`Give one file or one ARN, as in ${EXAMPLE}.`);
  }
  return { source, json: values.json ?? false };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw unreadable(error, EXAMPLE);
  }
}

function hasProblem({ states }: MachineReport): boolean {
  return states.some(({ findings }) => findings.some(({ severity }) => severity === 'problem'));
}

if (import.meta.main) {
  const { code, text } = await run(process.argv.slice(2));
  (code === 2 ? process.stderr : process.stdout).write(text);
  process.exitCode = code;
}
