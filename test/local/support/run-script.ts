import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Runs `src/<name>` as npm does, without the environment variables of Slack. */
export function runScript(name: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const script = fileURLToPath(new URL(`../../../src/${name}`, import.meta.url));
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [script, ...args], { env: { PATH, ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  return { child, output, exited: exitOf(child, output) };
}

async function exitOf(child: ChildProcess, output: { stdout: string; stderr: string }) {
  const [code] = await once(child, 'close');
  return { code: Number(code), ...output };
}
