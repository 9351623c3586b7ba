import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/* SECURITY.md promises only what a test proves: each row below "Guarantees" has a sentence, and the files and titles of tests. */
const [, section = ''] = read('SECURITY.md').split('\n## Guarantees\n');
const [tables = ''] = section.split('\n## ');
const GUARANTEES = [...tables.matchAll(/^\| (?!guarantee|---)(.+?) \| (.+) \|$/gm)].map(
  ([, guarantee = '', proof = '']) => ({ guarantee, tests: proof.split('; ') }),
);

test('SECURITY.md has guarantees', () => {
  expect(GUARANTEES.length).toBeGreaterThan(30);
});

test.each(GUARANTEES)('The tests exist that prove: $guarantee', ({ tests }) => {
  for (const named of tests) {
    expect(named).toMatch(/^`test\/[^`]+\.(test|browser)\.ts`: “[^”]+”(, “[^”]+”)*$/);
    const [, file = ''] = named.split('`');
    const source = read(file);
    const titles = [...named.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title);
    expect(titles.filter((title) => !source.includes(title))).toEqual([]);
  }
});

test('Each test in test/security proves a guarantee', () => {
  const files = globSync('test/security/*.ts', { cwd: ROOT }).filter((file) => !file.includes('guarantees'));

  expect(files.filter((file) => !tables.includes(`\`${file}\``))).toEqual([]);
});
