import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';
import { type Bundle, buildAll } from '../../../infra/bundle.ts';
import { createFakeKeyService } from '../../../test/support/fake-key-service.ts';
import { createJsonMinter } from '../../../test/support/json-minter.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { createFormats, type UrlFormat } from '../../callback/formats.ts';
import { buildCallbackUrl } from '../../callback/url.ts';
import { measureColdStarts } from './cold-start.ts';
import type { GrowthRow } from './growth.ts';
import type { HandlerTimes } from './handlers.ts';
import { measureSealing, type Row, type Spread } from './sealing/measure.ts';

/** Measures the figures of docs/benchmarks.md, and prints them in its format. */
async function main(): Promise<void> {
  const bundles = await buildAll();
  write(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}; medians.\n`);
  writeTable('| payload | |', [
    ['URL for a task token of 700 characters, `3-`', `${await urlLength('3')} characters`],
    ['the same URL, `2-`', `${await urlLength('2')} characters`],
    ['a link by reference, as in e-mails', `${await linkLength()} characters`],
  ]);
  writeTable(SEALING_HEADER, sealingRows(await measureSealing()));
  const imports = measureColdStarts(bundles);
  writeTable('| function | code loaded at a cold start | time to import it |', rowsOf(bundles, imports));
  const { alone, together, atOnce } = await measured<HandlerTimes>('handlers.ts');
  writeTable(
    '| warm invocation | CPU time of all threads, including the SDK and Bolt |',
    Object.entries(alone).map(([name, time]) => [name, milliseconds(time)]),
  );
  writeTable(
    `| CPU time of one invocation | ${atOnce.map((number) => `${number} at once`).join(' | ')} |`,
    Object.entries(together).map(([name, times]) => [name, ...times.map(milliseconds)]),
  );
  const growth = await measured<readonly GrowthRow[]>('growth.ts', ['--expose-gc']);
  writeTable(GROWTH_HEADER, growth.map(growthRow));
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

const BASE_URL = 'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/v1';

/** The length of a URL with a typical output, and without a context. */
async function urlLength(format: UrlFormat): Promise<number> {
  const { seal } = createFormats({ keys: createFakeKeyService(), format });
  const createUrls = createJsonMinter({
    seal,
    baseUrl: BASE_URL,
  });
  const actions = [{ name: 'approve', type: 'success', output: { name_in_output: 'Ben' } }];
  const { urls } = await createUrls({ token: taskToken(700), actions }, '00112233445566778899aabbccddeeff');
  return urls.approve?.length ?? 0;
}

/** The length of a link in an e-mail to one approver, whatever the request contains. */
async function linkLength(): Promise<number> {
  const { sealLink } = createFormats({ keys: createFakeKeyService() });
  if (!sealLink) throw new TypeError('the format has no links by reference');
  const action = { name: 'approve', type: 'success' as const, confirm: true };
  const sealed = await sealLink({
    task: { event: 25, tokenHash: '00112233445566778899aabbccddeeff' },
    action,
    transactionId: 'ffeeddccbbaa99887766554433221100',
    expiresAt: 1_796_000_000,
    context: {
      recipient: 'ann@example.com',
      locale: 'en',
      surface: 'email',
      execution: 'Countersign-ApprovalEmails:7c1dba0e-3f3c-4c55-9d4c-5f0a3c9b7e21',
    },
  });
  return buildCallbackUrl(BASE_URL, action, sealed).length;
}

const GROWTH_HEADER =
  '| approvals that wait in the embedded stack | CPU time to ask one more | CPU time to decide it and tell it | memory of each that waits |';

function growthRow({ waiting, ask, decide, heapBytes }: GrowthRow): string[] {
  const memory = waiting < LEAST_FOR_MEMORY ? '' : `${Math.round(heapBytes / waiting / 1000)} KB`;
  return [waiting.toLocaleString('en'), milliseconds(ask), milliseconds(decide), memory];
}

/** With fewer, what else is in memory hides it. */
const LEAST_FOR_MEMORY = 100;

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

function milliseconds(time: number): string {
  return `${time.toFixed(2)} ms`;
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
