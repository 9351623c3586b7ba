import { parseArgs } from 'node:util';
import { type Failure, fuzz } from './fuzz.ts';

/*
 * Sends mutated and random events to all handlers, and tampered payloads of all formats: `npm run fuzz -- --seconds 30`. Ends with
 * 1 if a handler throws, answers 5xx, shows a secret, or accepts what was tampered with. `--seed 7` chooses other events, and
 * `--seed 7 --only 42` tries one case of them again.
 */

/** How much of an event and of what was shown is printed. */
const PRINTED = 1_500;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const seed = wholeNumber('seed', values.seed);
const seconds = wholeNumber('seconds', values.seconds);
const cases = values.only === undefined ? counting() : [wholeNumber('only', values.only)];
const endsAt = Date.now() + seconds * 1_000;

process.stdout.write(`seed ${seed}\n`);
const { counts, failures } = await fuzz({
  seed,
  cases,
  isOver: () => Date.now() >= endsAt,
  onFailure: (failure) => process.stdout.write(linesOf(failure)),
});
for (const [handler, count] of Object.entries(counts).sort()) {
  process.stdout.write(`${handler.padEnd(18)}${String(count).padStart(7)}\n`);
}
process.stdout.write(`${failures.length} failures\n`);
process.exit(failures.length > 0 ? 1 : 0);

function linesOf({ only, handler, title, faults, shown, event }: Failure): string {
  return [
    `${faults.join(', ')}: ${handler}, ${title}: npm run fuzz -- --seed ${seed} --only ${only}`,
    `  ${(JSON.stringify(event) ?? 'undefined').slice(0, PRINTED)}`,
    `  ${shown.slice(0, PRINTED).trim().replaceAll('\n', '\n  ')}\n`,
  ].join('\n');
}

function* counting(): Generator<number> {
  for (let only = 0; ; only++) yield only;
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} must be a whole number, such as 30.\n`);
  return process.exit(2);
}
