import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Bundle, buildAll } from '../../../infra/bundle.ts';
import { type CallsRow, measureCalls } from './calls.ts';
import { type Beside, measureColdStarts } from './cold-start.ts';
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
  writeTable(CALLS_HEADER, callsRows(await measureCalls()));
  writeTable(SEALING_HEADER, sealingRows(await measureSealing()));
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-plain-'));
  const coldStarts = await withCloud((cloud) => measureColdStarts(bundles, folder, cloud));
  await rm(folder, { recursive: true });
  writeTable(COLD_HEADER, coldRows(bundles, coldStarts));
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
  const theirs = await withCloud((cloud) => measureOriginal(original, event, cloud));
  writeTable('| create-urls, from the event to the response | CPU time | |', [
    ['Countersign, with a data key at hand', `${ours.toFixed(3)} ms`, `${Math.round(theirs / ours)} ×`],
    ['sfn-callback-urls, which asks KMS for each URL', `${theirs.toFixed(2)} ms`, '1 ×'],
  ]);
}

const LENGTHS_HEADER = '| characters of | a button | a link | the same link in `2-` |';

function lengthsRow({ kind, button, link, legacyLink }: Lengths): string[] {
  return [kind, String(button ?? ''), String(link), String(legacyLink ?? '')];
}

const CALLS_HEADER =
  '| one approval, asked in Slack and by e-mail, decided in Slack | cold | warm | dollars for 1,000, cold | warm |';

function callsRows(rows: readonly CallsRow[]): string[][] {
  const dollars = (calls: number, price: number) => (calls * 1_000 * price).toFixed(3);
  const total = (temperature: 'cold' | 'warm') =>
    rows.reduce((sum, row) => sum + row[temperature] * 1_000 * (row.price ?? 0), 0).toFixed(3);
  return [
    ...rows.map(({ service, cold, warm, price = 0 }) => [
      service,
      String(cold),
      String(warm),
      dollars(cold, price),
      dollars(warm, price),
    ]),
    ['all', '', '', total('cold'), total('warm')],
  ];
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

const COLD_HEADER =
  '| function | code loaded at a cold start | import | of a plain bundle | import and first request | of a plain bundle |';

function coldRows(bundles: readonly Bundle[], measured: ReadonlyMap<string, Beside>): string[][] {
  const milliseconds = (taken: number | undefined) => (taken === undefined ? '' : `${taken.toFixed(0)} ms`);
  return bundles.map(({ entry, bytes }) => {
    const { ours, plain } = measured.get(entry) ?? {};
    return [
      `\`${entry}\``,
      `${Math.round(bytes / 1000)} KB`,
      milliseconds(ours?.import),
      milliseconds(plain?.import),
      milliseconds(ours?.firstRequest),
      milliseconds(plain?.firstRequest),
    ];
  });
}

/** Runs `work` with a fake AWS and Slack in a thread of its own. */
async function withCloud<T>(work: (url: string) => Promise<T>): Promise<T> {
  const cloud = new Worker(path.join(import.meta.dirname, 'fake-cloud.ts'));
  const [url] = (await once(cloud, 'message')) as [string];
  try {
    return await work(url);
  } finally {
    await cloud.terminate();
  }
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
