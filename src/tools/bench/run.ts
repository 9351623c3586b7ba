import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { buildAll } from '../../../infra/bundle.ts';
import { readArguments } from '../arguments.ts';
import { measureCalls } from './calls.ts';
import { measureColdStarts } from './cold-start.ts';
import type { GrowthRow } from './growth.ts';
import type { HandlerTimes } from './handlers.ts';
import { measureLengths } from './lengths.ts';
import { CREATE_URLS, measureOriginal } from './original.ts';
import { replaceMachine, replaceTable } from './page.ts';
import { measureSealing } from './sealing/measure.ts';
import {
  aloneTable,
  callsTable,
  coldStartTable,
  growthTable,
  lengthsTable,
  markdown,
  originalTable,
  sealingTable,
  type Table,
  togetherTable,
} from './tables.ts';

const PAGE = new URL('../../../docs/benchmarks.md', import.meta.url);

const USAGE = `Usage: npm run -s bench -- [--write] [--original <checkout> [--python <program>]]

Measures the figures of docs/benchmarks.md, and prints its tables. It takes about four minutes, on a machine that does nothing
else.

  --write     also writes them into docs/benchmarks.md
  --original  also measures a checkout of sfn-callback-urls; without it, --write does not change the table about it
  --python    the Python that has its packages (default python3)
`;

async function main(): Promise<void> {
  const { values } = readArguments({
    usage: USAGE,
    options: {
      write: { type: 'boolean', default: false },
      original: { type: 'string' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const machine = machineNow();
  process.stdout.write(`${machine}; medians.\n`);
  const tables: Table[] = [];
  for await (const table of measure(values)) {
    tables.push(table);
    process.stdout.write(`\n${markdown(table)}`);
  }
  if (!values.write) return;
  const page = replaceMachine(await readFile(PAGE, 'utf8'), machine);
  await writeFile(PAGE, tables.reduce(replaceTable, page));
}

function machineNow(): string {
  const month = new Date().toLocaleDateString('en', { month: 'long', year: 'numeric' });
  return `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${month}`;
}

async function* measure({
  original: checkout,
  python,
}: {
  readonly original?: string | undefined;
  readonly python: string;
}): AsyncGenerator<Table> {
  const bundles = await buildAll();
  yield lengthsTable(await measureLengths());
  yield callsTable(await measureCalls());
  yield sealingTable(await measureSealing());
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-plain-'));
  const coldStarts = await withCloud((cloud) => measureColdStarts(bundles, folder, cloud));
  await rm(folder, { recursive: true });
  yield coldStartTable(bundles, coldStarts);
  const handlers = await measured<HandlerTimes>('handlers.ts');
  yield aloneTable(handlers);
  yield togetherTable(handlers);
  if (checkout !== undefined) {
    const event = handlers.plain;
    const theirs = await withCloud((cloud) => measureOriginal({ checkout, python }, event, cloud));
    yield originalTable(handlers.alone[CREATE_URLS]?.median ?? Number.NaN, theirs, machineNow());
  }
  yield growthTable(await measured<readonly GrowthRow[]>('growth.ts', ['--expose-gc']));
}

/** Runs `work` with a fake AWS and Slack in a process of its own. */
async function withCloud<T>(work: (url: string) => Promise<T>): Promise<T> {
  const cloud = fork(path.join(import.meta.dirname, 'fake-cloud.ts'));
  const [url] = (await once(cloud, 'message')) as [string];
  try {
    return await work(url);
  } finally {
    cloud.disconnect();
  }
}

/**
 * Runs a file in its own process, and resolves to the message that it sends: the functions write their logs to the standard
 * output.
 */
async function measured<T>(file: string, execArgv: readonly string[] = []): Promise<T> {
  const child = fork(path.join(import.meta.dirname, file), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...execArgv],
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code} and no result.`);
  });
  const [result] = (await Promise.race([once(child, 'message'), failed])) as [T];
  return result;
}

await main();
