import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { replaceMachine, replaceTable } from '../../../src/tools/bench/page.ts';
import {
  aloneTable,
  callsTable,
  coldStartTable,
  growthTable,
  lengthsTable,
  originalTable,
  sealingTable,
  togetherTable,
} from '../../../src/tools/bench/tables.ts';

const PAGE = `# Page

This run: 1 × old, Node 20, May 2020.

| characters of | a button | a link | the same link in \`2-\` |
| --- | --- | --- | --- |
| old | 1 | 2 | 3 |
| older | 1 | 2 | 3 |

Text with a | in it.

| other | table |
| --- | --- |
| stays | here |
`;
const LENGTHS = lengthsTable([{ kind: 'new', button: 10, link: 20, legacyLink: 30 }]);

describe('the page of the benchmarks', () => {
  it('gets new rows in the table with the same columns', () => {
    expect(replaceTable(PAGE, LENGTHS)).toBe(
      PAGE.replace('| old | 1 | 2 | 3 |\n| older | 1 | 2 | 3 |', '| new | 10 | 20 | 30 |'),
    );
  });

  it('does not change if the table has the same rows', () => {
    const changed = replaceTable(PAGE, LENGTHS);
    expect(replaceTable(changed, LENGTHS)).toBe(changed);
  });

  it.each([
    ['no table with the columns', PAGE.replace('a button', 'a key')],
    ['two of them', `${PAGE}\n${PAGE}`],
  ])('is refused if it has %s', (_, page) => {
    expect(() => replaceTable(page, LENGTHS)).toThrow(TypeError);
  });

  it('names the machine', () => {
    expect(replaceMachine(PAGE, '2 × $1, Node 24')).toBe(
      PAGE.replace('1 × old, Node 20, May 2020', '2 × $1, Node 24'),
    );
    expect(() => replaceMachine('', 'any')).toThrow(TypeError);
  });

  it('has the tables that the bench measures', async () => {
    const page = await readFile(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8');
    const times = { alone: {}, together: {}, atOnce: [1, 50, 200], plain: {} };
    const tables = [
      LENGTHS,
      callsTable([]),
      sealingTable([]),
      coldStartTable([], new Map()),
      aloneTable(times),
      togetherTable(times),
      originalTable(1, 1, 'a machine'),
      growthTable([]),
    ];
    for (const table of tables) expect(() => replaceTable(page, table)).not.toThrow();
    expect(() => replaceMachine(page, 'any')).not.toThrow();
  });
});
