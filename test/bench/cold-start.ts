import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { Bundle } from '../../infra/bundle.ts';
import { median } from './median.ts';

const ROUNDS = 25;

/**
 * What importing a bundle adds to the start of Node, as the first request of a cold start waits for it.
 *
 * @returns milliseconds, by entry: the median over processes of their own, in turn with ones that import nothing
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
    env: ENVIRONMENT,
    encoding: 'utf8',
  });
  const taken = performance.now() - startedAt;
  if (status !== 0) throw new Error(stderr);
  return taken;
}

/** Enough for every function to start; nothing is called. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  KEY_ID: 'alias/countersign',
  CALLBACK_BASE_URL: 'https://api.example.com',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:123456789012:approvals',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:123456789012:stateMachine:ApprovalEmails',
  SLACK_CHANNEL: 'C0123456789',
  SLACK_BOT_TOKEN: 'xoxb-test',
  SLACK_SIGNING_SECRET: 'of the bench',
};
