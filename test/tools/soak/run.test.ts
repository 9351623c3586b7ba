import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const SOAK = path.join(import.meta.dirname, '../../../src/tools/soak/run.ts');

/** Opens a server after the program has looked at what is open before the load. */
const LEAK = `import { createServer } from 'node:net';
const look = process.getActiveResourcesInfo;
process.getActiveResourcesInfo = () => {
  const before = look();
  process.getActiveResourcesInfo = look;
  createServer().listen(0, '127.0.0.1');
  return before;
};`;

test('a run that leaves a server open says so, and ends with 1', { timeout: 120_000 }, async () => {
  const leak = `data:text/javascript,${encodeURIComponent(LEAK)}`;
  const args = ['--expose-gc', '--import', leak, SOAK, '--minutes', '0.001'];
  const soak = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void soak.kill());

  const [summary, [code]] = await Promise.all([text(soak.stdout), once(soak, 'exit')]);

  expect(summary).toContain('After the end, these are still open: TCPServerWrap.');
  expect(code).toBe(1);
});
