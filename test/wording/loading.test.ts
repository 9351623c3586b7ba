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

test('The warning about a language comes once, however many texts are read', async () => {
  const { stderr } = await run(
    `await loadLanguage('de'); for (const locale of ['en', 'zh', 'en', 'zh', 'en']) wordingFor(locale);`,
  );
  expect(stderr.match(/The language \w+ is not loaded/g)).toEqual([
    'The language en is not loaded',
    'The language zh is not loaded',
  ]);
});

test('Two requests that need a language at the same time both get it', async () => {
  const { stdout, stderr } = await run(
    `await loadLanguage('de');
     const read = async (locale) => { await loadLanguage(locale); return wordingFor(locale).approve; };
     console.log(...(await Promise.all(['zh', 'en', 'zh', 'de'].map(read))));`,
  );
  expect(stdout).toBe('批准 Approve 批准 Genehmigen\n');
  expect(stderr).toBe('');
});

test('Without any language, there are no texts', async () => {
  await expect(run("wordingFor('en');")).rejects.toThrow('TypeError: No language is loaded.');
});
