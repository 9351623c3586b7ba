import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import path from 'node:path';
import { type Bundle, buildAll } from '../../../infra/bundle.ts';
import { createFakeKeyService } from '../../../test/support/fake-key-service.ts';
import { createJsonMinter } from '../../../test/support/json-minter.ts';
import { taskToken } from '../../../test/support/task-tokens.ts';
import { createFormats, type UrlFormat } from '../../callback/formats.ts';
import { measureColdStarts } from './cold-start.ts';
import { measureSealing } from './sealing.ts';

/** Measures the figures of docs/benchmarks.md, and prints them in its format. */
async function main(): Promise<void> {
  const bundles = await buildAll();
  const { microseconds, ofPreparedKey, ofRawKey } = await measureSealing();
  write(`${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}; medians.\n`);
  writeTable('| payload | |', [
    ['URL for a task token of 700 characters, `3-`', `${await urlLength('3')} characters`],
    ['the same URL, `2-`', `${await urlLength('2')} characters`],
    ['time to seal and open one payload, with a cached data key', `${microseconds.toFixed(0)} µs`],
    [
      'share of AES-256-GCM in that time',
      `${percent(ofPreparedKey)} (${percent(ofRawKey)} with the key as raw bytes)`,
    ],
  ]);
  const imports = measureColdStarts(bundles);
  writeTable('| function | code loaded at a cold start | time to import it |', rowsOf(bundles, imports));
  writeTable('| warm invocation | CPU time, including the SDK and Bolt |', await handlerRows());
}

function rowsOf(bundles: readonly Bundle[], imports: ReadonlyMap<string, number>): string[][] {
  return bundles.map(({ entry, bytes }) => [
    `\`${entry}\``,
    `${Math.round(bytes / 1000)} KB`,
    `${imports.get(entry)?.toFixed(0)} ms`,
  ]);
}

/** The length of a URL with a typical output, and without a context. */
async function urlLength(format: UrlFormat): Promise<number> {
  const { seal } = createFormats({ keys: createFakeKeyService(), format });
  const createUrls = createJsonMinter({
    seal,
    baseUrl: 'https://gy415nuibc.execute-api.us-east-1.amazonaws.com/v1',
  });
  const actions = [{ name: 'approve', type: 'success', output: { name_in_output: 'Ben' } }];
  const { urls } = await createUrls({ token: taskToken(700), actions }, '00112233445566778899aabbccddeeff');
  return urls.approve?.length ?? 0;
}

/** Runs handlers.ts in its own process, because the functions write their logs to the standard output. */
async function handlerRows(): Promise<string[][]> {
  const child = fork(path.join(import.meta.dirname, 'handlers.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [milliseconds] = (await once(child, 'message')) as [Record<string, number>];
  return Object.entries(milliseconds).map(([name, taken]) => [name, `${taken.toFixed(2)} ms`]);
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
