import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { REGION } from '../../local/aws/arn.ts';
import { startStack } from '../../local/stack.ts';
import type { LogLine } from '../../log.ts';
import { DECIDE_PREFIX } from '../../slack/blocks/decide-buttons.ts';
import { type Spread, spreadOf } from './spread.ts';

/*
 * Measures what one approval costs in the embedded stack while others wait: CPU of all threads, of the functions and of the
 * embedded services, because all of them run in this process. Runs in a process of its own, and sends the rows to its parent.
 */

export interface GrowthRow {
  /** How many approvals wait. */
  readonly waiting: number;
  /** CPU milliseconds from StartExecution until it is asked in Slack, in Teams and by e-mail. */
  readonly ask: Spread;
  /** CPU milliseconds from a press in Slack until all of them show who decided. */
  readonly decide: Spread;
  /** How much more memory is in use than without them, after a garbage collection. */
  readonly heapBytes: number;
}

const STEPS = [1, 500, 1_000, 2_500, 5_000];
/** How many are measured at each step, one after the other. */
const MEASURED = 60;
/** The program is compiled while these are played. */
const WARM_UP = 150;
/** How many are asked at once to reach a step. With more, the limits of time of the functions are exceeded. */
const AT_ONCE = 8;
const SURFACES = 3;
/** The steps of tell-outcome that show the end. */
const SHOWS: readonly unknown[] = ['update', 'send'];

const waitFor = createSignals();
// All of them are in one channel of Teams, which allows 7 sends a second.
const stack = await startStack({ port: 0, awsPort: 0, teamsSendsPerSecond: 100_000, log: waitFor.note });
const sfn = new SFNClient({
  endpoint: stack.awsUrl,
  region: REGION,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
let started = 0;

for (let index = 0; index < WARM_UP; index++) await playOne();
const rows: GrowthRow[] = [];
let waiting = 0;
let heapBytes = 0;
for (const step of STEPS) {
  const heapBefore = heapInUse();
  await Promise.all(Array.from({ length: AT_ONCE }, () => fillUpTo(step)));
  heapBytes += heapInUse() - heapBefore;
  const times: { ask: number; decide: number }[] = [];
  for (let index = 0; index < MEASURED; index++) times.push(await playOne());
  const ask = spreadOf(times.map((one) => one.ask));
  const decide = spreadOf(times.map((one) => one.decide));
  rows.push({ waiting: step, ask, decide, heapBytes });
}
process.send?.(rows);
sfn.destroy();
await stack.close();
process.disconnect?.();

async function fillUpTo(step: number): Promise<void> {
  while (waiting < step) {
    waiting += 1;
    await askOne();
  }
}

async function askOne(): Promise<string> {
  started += 1;
  const name = `growth-${started}`;
  const asked = waitFor.asked(`ApprovalEmails:${name}`);
  const input = JSON.stringify({ name: `Growth ${started}` });
  await sfn.send(new StartExecutionCommand({ stateMachineArn: stack.stateMachineArn, name, input }));
  await asked;
  return name;
}

async function playOne(): Promise<{ ask: number; decide: number }> {
  const beforeAsk = process.cpuUsage();
  const name = await askOne();
  const ask = millisecondsSince(beforeAsk);
  const message = stack.slack
    ?.messages()
    .findLast(({ blocks = [] }) => blocks.some(({ type }) => type === 'actions'));
  if (!message) throw new Error('The request must be in Slack.');
  const told = waitFor.told(`ApprovalEmails:${name}`);
  const beforeDecide = process.cpuUsage();
  await stack.slack?.press({
    user: 'ben',
    channel: message.channel,
    ts: message.ts,
    actionId: `${DECIDE_PREFIX}approve`,
  });
  await told;
  return { ask, decide: millisecondsSince(beforeDecide) };
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function heapInUse(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** Tells from the log when an approval was asked, and when all surfaces show its end: this takes the same time for any number. */
function createSignals() {
  const asked = new Map<unknown, () => void>();
  const told = new Map<unknown, { left: number; resolve: () => void }>();
  return {
    asked: (execution: string) => new Promise<void>((resolve) => void asked.set(execution, resolve)),
    told: (execution: string) =>
      new Promise<void>((resolve) => void told.set(execution, { left: SURFACES, resolve })),
    note({ event, error, level, execution, outcome, step, surface }: LogLine) {
      if (level === 'error') {
        process.stderr.write(`${event} failed while growth was measured: ${String(error)}\n`);
        process.exit(1);
      }
      if (event === 'request_approval' && outcome !== undefined) take(asked, execution)?.();
      const one = told.get(execution);
      if (!one || event !== 'tell_outcome' || !SHOWS.includes(step) || surface === 'events') return;
      one.left -= 1;
      if (one.left === 0) take(told, execution)?.resolve();
    },
  };
}

function take<T>(map: Map<unknown, T>, key: unknown): T | undefined {
  const value = map.get(key);
  map.delete(key);
  return value;
}
