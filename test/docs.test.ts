import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.dirname(import.meta.dirname);
const PAGES = ['README.md', ...globSync('docs/**/*.md', { cwd: ROOT })];

test.each(PAGES)('Every file of the project that %s names is there', (page) => {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const named = [...text.matchAll(/`((?:src|infra|test)\/[\w./-]+\.\w+)`/g)].map(([, file]) => String(file));

  const missing = named.filter((file) => globSync(file, { cwd: ROOT }).length === 0);

  expect(missing).toEqual([]);
});
