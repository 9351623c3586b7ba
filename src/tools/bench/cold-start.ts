import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { Bundle } from '../../../infra/bundle.ts';
import { FUNCTION_ENVIRONMENT } from '../../../test/support/function-environment.ts';
import { median } from './median.ts';

const ROUNDS = 25;

/**
 * Measures how much time the import of a bundle adds to the start of Node. The first request of a cold start waits for
 * it.
 *
 * @returns milliseconds by entry: the median of the differences between a process that imports the bundle, and a
 *   process that imports nothing
 */
export function measureColdStarts(bundles: readonly Bundle[]): ReadonlyMap<string, number> {
  const added = new Map(bundles.map(({ entry }) => [entry as string, [] as number[]]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { entry, file } of bundles) added.get(entry)?.push(timeOf(importOf(file)) - timeOf(''));
  }
  return new Map([...added].map(([entry, times]) => [entry, median(times)]));
}

function importOf(file: string): string {
  return `await import(${JSON.stringify(pathToFileURL(file).href)})`;
}

function timeOf(code: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    env: FUNCTION_ENVIRONMENT,
    encoding: 'utf8',
  });
  const taken = performance.now() - startedAt;
  if (status !== 0) throw new Error(stderr);
  return taken;
}
