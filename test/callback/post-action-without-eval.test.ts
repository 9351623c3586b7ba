import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../support/post-action-without-eval.ts', import.meta.url));

test('Schemas and paths work when the engine forbids code generation from strings', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disallow-code-generation-from-strings',
    script,
  ]);

  expect(JSON.parse(stdout)).toEqual({
    evaluates: false,
    resolved: { action: { name: 'hook', type: 'success', output: ['ann'] }, outcome: 'done' },
  });
});
