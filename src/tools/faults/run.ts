import { writeFile } from 'node:fs/promises';
import { readArguments } from '../arguments.ts';
import { type Part, play, type Result } from './play.ts';
import { reportOf } from './report.ts';
import { SCENARIOS } from './scenarios.ts';
import { faultsOf, SERVICES } from './services.ts';

const USAGE = `Usage: npm run -s faults -- [<words>]

Plays every scenario with every fault, and writes docs/faults.md. With words, such as link decides, it plays only the scenarios
whose title has all of these words, and prints their table.
`;

/** Most of them wait for a timeout. */
const AT_ONCE = 8;

// The jitter of all retries is the middle, so that the table is the same each time. No two numbers are, because some become ids.
let numbers = 0;
Math.random = () => {
  numbers += 1;
  return 0.5 + numbers / 1e9;
};

const words = readArguments({ usage: USAGE, words: true }).positionals.map((word) => word.toLowerCase());
const parts: Part[] = SCENARIOS.filter(({ title }) =>
  words.every((word) => title.toLowerCase().includes(word)),
)
  .flatMap((scenario) => scenario.uses.map((service) => ({ scenario, service })))
  .flatMap((one) => faultsOf(one.service).map((fault) => ({ ...one, fault })));

const results = await playAll(parts);
const report = reportOf(results);
if (words.length === 0) await writeFile(new URL('../../../docs/faults.md', import.meta.url), report);
else process.stdout.write(report);
const violations = results.flatMap((result) => result.violations.map((what) => `${nameOf(result)}: ${what}`));
for (const violation of violations) process.stderr.write(`${violation}\n`);
process.stderr.write(`${results.length} scenarios, ${violations.length} violations\n`);
process.exitCode = violations.length > 0 ? 1 : 0;

/** Plays several at once. The results are in the order of the parts. */
async function playAll(all: readonly Part[]): Promise<Result[]> {
  const played: Result[] = [];
  const waiting = all.entries();
  const playNext = async () => {
    for (const [index, part] of waiting) {
      const startedAt = Date.now();
      const result = await play(part);
      played[index] = result;
      const verdict = result.violations.length > 0 ? 'WRONG' : 'ok';
      process.stderr.write(
        `${verdict.padEnd(6)}${nameOf(part)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, playNext));
  return played;
}

function nameOf({ scenario, service, fault }: Part): string {
  return `${scenario.title}, ${SERVICES[service]}: ${fault}`;
}
