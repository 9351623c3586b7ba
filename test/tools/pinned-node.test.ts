import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const PROGRAM = path.resolve(import.meta.dirname, '../../src/tools/pinned-node/run.js');

function start(args: readonly string[], program = PROGRAM) {
  const child = spawn(process.execPath, [program, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  return { child, ended };
}

/** The program in a folder without the packages of Node, as on a platform that has none. */
async function alone(needed: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'countersign-pinned-node-'));
  const source = await readFile(PROGRAM, 'utf8');
  expect(source).toContain("NEEDED = '24.2.0'");
  await writeFile(path.join(folder, 'run.js'), source.replace('24.2.0', needed));
  const manifest = { type: 'module', optionalDependencies: { 'node-none': '1.0.0' } };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return path.join(folder, 'run.js');
}

test('runs the Node of the lock file, and each node that it starts is the same', async () => {
  const { ended } = start([
    '-p',
    '[process.execPath, String(child_process.execSync("node -p process.execPath")).trim()].join("\\n")',
  ]);
  const { code, stdout } = await ended;
  const [own, child] = stdout.trim().split('\n');
  expect(code).toBe(0);
  expect(own).toMatch(/[\\/]node_modules[\\/]node-(bin-)?\w+-\w+[\\/]bin[\\/]node/);
  expect(child).toBe(own);
});

test.each([
  ['the exit code', 'process.exit(7)', 7],
  ['the end by a signal', 'process.kill(process.pid, "SIGKILL"); setInterval(() => 0, 1000)', 137],
])('passes on %s', async (_, code, expected) => {
  expect((await start(['-e', code]).ended).code).toBe(expected);
});

test('passes on SIGTERM, and waits for the end', async () => {
  const code =
    'process.on("SIGTERM", () => process.exit(3)); console.log("ready"); setInterval(() => 0, 1000)';
  const { child, ended } = start(['-e', code]);
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: 3 });
});

test('on a platform without a package, runs the Node of the machine', async () => {
  const { ended } = start(['-p', 'process.execPath'], await alone('24.2.0'));
  expect((await ended).stdout.trim()).toBe(process.execPath);
});

test('on a platform without a package, says which Node to install if that of the machine is too old', async () => {
  const { code, stderr } = await start(['-v'], await alone('999.0.0')).ended;
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `npm has no Node for ${process.platform} on ${process.arch}. Install Node 999.0.0 or newer, and try again.\n`,
  });
});
