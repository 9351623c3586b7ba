import { readArguments, readNumber } from '../arguments.ts';
import { type Failure, fuzz } from './fuzz.ts';

const USAGE = `Usage: npm run -s fuzz -- [--seconds 30] [--cases 1000] [--seed 7] [--only 42]

Sends mutated and random events to all handlers, and tampered payloads of all formats. Ends with 1 if a handler throws, answers
5xx, shows a secret, or accepts what was tampered with.

  --seconds  for how long; without --cases, 30
  --cases    how many cases; with a seed, each run tries the same ones
  --seed     the events of an earlier run, which printed its seed
  --only     one case of them
`;

/** How much of an event and of what was shown is printed. */
const PRINTED = 1_500;

const { values } = readArguments({
  usage: USAGE,
  options: {
    seconds: { type: 'string' },
    cases: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const seed = wholeNumber('seed', values.seed);
const limit = values.cases === undefined ? Number.POSITIVE_INFINITY : wholeNumber('cases', values.cases);
const cases = values.only === undefined ? numbersBelow(limit) : [wholeNumber('only', values.only)];
const endsAt = Date.now() + secondsOf(values) * 1_000;

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

function secondsOf({ seconds, cases }: typeof values): number {
  if (seconds !== undefined) return wholeNumber('seconds', seconds);
  return cases === undefined ? 30 : Number.POSITIVE_INFINITY;
}

function* numbersBelow(limit: number): Generator<number> {
  for (let number = 0; number < limit; number++) yield number;
}

function wholeNumber(option: string, text: string): number {
  return readNumber(option, text, (number) => Number.isInteger(number) && number >= 0, 'a whole number');
}
