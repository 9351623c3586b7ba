import { setTimeout as sleep } from 'node:timers/promises';
import { readArguments, readNumber } from '../arguments.ts';
import { judge } from './judge.ts';
import { playLoad } from './load.ts';
import { openStage } from './stage.ts';
import { summaryOf } from './summary.ts';

const USAGE = `Usage: npm run -s soak -- [--minutes 10]

People use the embedded stack in all ways at once. Prints a summary, and ends with 1 if an approval is lost, an answer fails,
something stays open, or memory grows.
`;
const WORKERS = 8;
const STANDING = 200;
/** Small, so that the stack begins to drop old things during the warm-up. Those that wait must stay. */
const KEEP = 300;
/** Sockets close within this time after the stack. */
const CLOSED_WITHIN_MS = 5_000;

const { values } = readArguments({ usage: USAGE, options: { minutes: { type: 'string', default: '10' } } });
const minutes = readNumber('minutes', values.minutes, (number) => number > 0, 'a number above 0');
if (!globalThis.gc) {
  process.stderr.write('The soak needs node --expose-gc, as in npm run soak.\n');
  process.exit(2);
}
const { gc } = globalThis;
// Node opens both when they are first used.
void [process.stdout, process.stderr];
const openBefore = process.getActiveResourcesInfo();
const stage = await openStage(KEEP);
const startedAt = performance.now();
const load = await playLoad(stage, {
  seconds: minutes * 60,
  workers: WORKERS,
  standing: STANDING,
  gc: () => gc(),
});
const seconds = (performance.now() - startedAt) / 1_000;
await stage.close();
const failures = [...stage.failures, ...stage.journal.errors];
const soak = { ...load, failures, leftOpen: await leftOpen() };
const violations = judge(soak);
// What is still open would keep the process alive.
process.stdout.write(summaryOf(soak, seconds, violations), () => process.exit(violations.length > 0 ? 1 : 0));

/** What keeps the process alive, besides what did so before the stack was opened. */
async function leftOpen(): Promise<string[]> {
  const deadline = performance.now() + CLOSED_WITHIN_MS;
  for (;;) {
    const before = [...openBefore];
    const left = process.getActiveResourcesInfo().filter((one) => {
      const index = before.indexOf(one);
      if (index < 0) return true;
      before.splice(index, 1);
      return false;
    });
    if (left.length === 0 || performance.now() > deadline) return left;
    // The timer of this pause is no longer active when we look again.
    await sleep(50);
  }
}
