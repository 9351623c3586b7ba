import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { en } from '../../src/wording/languages/en.ts';

const WORDING = new URL('../../src/wording/index.ts', import.meta.url).href;

/** Runs code in a process of its own: in this one, all languages are loaded (test/support/languages.ts). */
function run(code: string) {
  const imports = `import { loadLanguage, wordingFor } from ${JSON.stringify(WORDING)};`;
  return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', `${imports} ${code}`]);
}

test('A language that is loaded later has its own texts', async () => {
  const { stdout, stderr } = await run(
    `await loadLanguage('de-AT'); await loadLanguage('zh'); console.log(wordingFor('de').approve, wordingFor('zh').approve);`,
  );
  expect(stdout).toBe('Genehmigen 批准\n');
  expect(stderr).toBe('');
});

test.each(['undefined', "'tlh'"])('The language %s loads English', async (locale) => {
  const { stdout, stderr } = await run(
    `await loadLanguage('de'); await loadLanguage(${locale}); console.log(wordingFor(${locale}).approve);`,
  );
  expect(stdout).toBe(`${en.approve}\n`);
  expect(stderr).toBe('');
});

test('Of a language that is not loaded, texts are in that of the deployment, with a warning', async () => {
  const { stdout, stderr } = await run(
    `await loadLanguage('de'); await loadLanguage('zh'); console.log(wordingFor('en').approve);`,
  );
  expect(stdout).toBe('Genehmigen\n');
  expect(stderr).toContain('The language en is not loaded.');
});

test('Without any language, there are no texts', async () => {
  await expect(run("wordingFor('en');")).rejects.toThrow('TypeError: No language is loaded.');
});
