import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Bundle, buildAll } from '../../../infra/bundle.ts';
import { measureColdStarts } from './cold-start.ts';
import type { Measured } from './handlers.ts';
import { type Lengths, measureLengths } from './lengths.ts';
import { CREATE_URLS, measureOriginal, type Original } from './original.ts';
import { measureSealing, type Row, type Spread } from './sealing/measure.ts';

/** Measures the figures of docs/benchmarks.md, and prints them in its format. */
async function main(): Promise<void> {
  const original = readOriginal();
  const bundles = await buildAll();
  write(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}; medians.\n`);
  writeTable(LENGTHS_HEADER, (await measureLengths()).map(lengthsRow));
  writeTable(SEALING_HEADER, sealingRows(await measureSealing()));
  const imports = measureColdStarts(bundles);
  writeTable('| function | code loaded at a cold start | time to import it |', rowsOf(bundles, imports));
  const { milliseconds, plain } = await measureHandlers();
  writeTable(
    '| warm invocation | CPU time, including the SDK and Bolt |',
    Object.entries(milliseconds).map(([name, taken]) => [name, `${taken.toFixed(2)} ms`]),
  );
  if (original) await writeOriginal(original, milliseconds, plain);
}

/** `--original CHECKOUT`, and `--python` for a Python other than that of the PATH. */
function readOriginal(): Original | undefined {
  const { values } = parseArgs({
    options: { original: { type: 'string' }, python: { type: 'string', default: 'python3' } },
  });
  return values.original === undefined ? undefined : { checkout: values.original, python: values.python };
}

/** The same event as in the row of create-urls. */
async function writeOriginal(
  original: Original,
  { [CREATE_URLS]: ours = Number.NaN }: Measured['milliseconds'],
  event: object,
): Promise<void> {
  const cloud = new Worker(path.join(import.meta.dirname, 'fake-cloud.ts'));
  const [url] = (await once(cloud, 'message')) as [string];
  const theirs = await measureOriginal(original, event, url);
  await cloud.terminate();
  writeTable('| create-urls, from the event to the response | CPU time | |', [
    ['Countersign, with a data key at hand', `${ours.toFixed(3)} ms`, `${Math.round(theirs / ours)} ×`],
    ['sfn-callback-urls, which asks KMS for each URL', `${theirs.toFixed(2)} ms`, '1 ×'],
  ]);
}

const LENGTHS_HEADER = '| characters of | a button | a link | the same link in `2-` |';

function lengthsRow({ kind, button, link, legacyLink }: Lengths): string[] {
  return [kind, String(button ?? ''), String(link), String(legacyLink ?? '')];
}

const SEALING_HEADER = '| payload | sealed by | characters | seal | of AES alone | open | of AES alone |';

/** The times beside those of AES alone. */
function sealingRows(rows: readonly Row[]): string[][] {
  return rows.map((row) => {
    const bare = rows.find(({ kind, length }) => kind === row.kind && length === undefined) ?? row;
    return [
      row.kind,
      row.name,
      String(row.length ?? ''),
      microseconds(row.seal),
      percent(bare.seal.median / row.seal.median),
      microseconds(row.open),
      percent(bare.open.median / row.open.median),
    ];
  });
}

function microseconds({ median: middle, least, most }: Spread): string {
  return `${middle.toFixed(1)} µs (${least.toFixed(1)}–${most.toFixed(1)})`;
}

function rowsOf(bundles: readonly Bundle[], imports: ReadonlyMap<string, number>): string[][] {
  return bundles.map(({ entry, bytes }) => [
    `\`${entry}\``,
    `${Math.round(bytes / 1000)} KB`,
    `${imports.get(entry)?.toFixed(0)} ms`,
  ]);
}

/** Runs handlers.ts in its own process, because the functions write their logs to the standard output. */
async function measureHandlers(): Promise<Measured> {
  const child = fork(path.join(import.meta.dirname, 'handlers.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [measured] = (await once(child, 'message')) as [Measured];
  return measured;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`;
}

function writeTable(header: string, rows: readonly (readonly string[])[]): void {
  const columns = header.split('|').length - 2;
  write(
    [header, `|${' --- |'.repeat(columns)}`, ...rows.map((row) => `| ${row.join(' | ')} |`), ''].join('\n'),
  );
}

function write(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
