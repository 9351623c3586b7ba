import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMiniStack } from './ministack.ts';
import { cdk } from './support/cdk.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const VITEST = path.join(ROOT, 'node_modules/vitest/vitest.mjs');

/**
 * `npm run test:deployed`: deploys the stack and tests it.
 *
 * - By default, it installs MiniStack, deploys to it, and removes it afterwards.
 * - With AWS_ENDPOINT_URL, it deploys to the emulator at that address.
 * - With COUNTERSIGN_TEST_ACCOUNT=<account number>, it deploys to that real account, and removes the stack afterwards.
 *   It uses the credentials and the region of the environment. The credentials must allow creating IAM users, and the
 *   account must be bootstrapped.
 */
async function testDeployed(signal: AbortSignal): Promise<void> {
  const { AWS_ENDPOINT_URL: endpoint, COUNTERSIGN_TEST_ACCOUNT: account } = process.env;
  if (endpoint) await bootstrapAndTest(process.env, signal);
  else if (account) await test(process.env, signal);
  else await testOnMiniStack(signal);
}

async function testOnMiniStack(signal: AbortSignal): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), 'countersign-ministack-'));
  try {
    const ministack = await startMiniStack(directory, signal);
    try {
      await bootstrapAndTest({ ...process.env, ...ministack.env }, signal);
    } finally {
      await ministack.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function bootstrapAndTest(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  await cdk(['bootstrap'], { env, signal });
  await test(env, signal);
}

async function test(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  // Not with npx, because npx would not end the tests when it is stopped.
  // One file after the other, because an emulator is slow with two deployments at once.
  const args = [VITEST, 'run', '--project', 'deployed', '--no-file-parallelism'];
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  signal.addEventListener('abort', () => child.kill());
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error('The tests failed.');
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
try {
  await testDeployed(interrupted.signal);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
