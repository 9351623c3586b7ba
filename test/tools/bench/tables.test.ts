import { expect, test } from 'vitest';
import { spreadOf } from '../../../src/tools/bench/spread.ts';
import { aloneTable, growthTable, sealingTable, togetherTable } from '../../../src/tools/bench/tables.ts';

const SPREAD = spreadOf([3, 1.25, 2]);

test('a spread has the middle, the least and the largest value, in any order', () => {
  expect(SPREAD).toEqual({ median: 2, least: 1.25, most: 3 });
  expect(spreadOf([1, 4, 3, 2]).median).toBe(3);
  expect(() => spreadOf([])).toThrow(TypeError);
});

test('each time in a table is a median with its range', () => {
  const times = {
    alone: { page: SPREAD },
    together: { page: [SPREAD, SPREAD] },
    atOnce: [1, 50],
    plain: {},
  };
  expect(aloneTable(times)[1]).toEqual(['page', '2.00 ms (1.25–3.00)']);
  expect(togetherTable(times)[1]).toEqual(['page', '2.00 ms (1.25–3.00)', '2.00 ms (1.25–3.00)']);
  const asked = { waiting: 5_000, ask: SPREAD, decide: SPREAD, heapBytes: 200_000_000 };
  expect(growthTable([asked])[1]).toEqual(['5,000', '2.00 ms (1.25–3.00)', '2.00 ms (1.25–3.00)', '40 KB']);
});

test('sealing is shown beside AES alone', () => {
  const seal = { ...SPREAD, bareShare: 0.684 };
  expect(sealingTable([{ kind: 'bare', name: 'jose', length: 10, seal, open: seal }])[1]).toEqual([
    'bare',
    'jose',
    '10',
    '2.0 µs (1.3–3.0)',
    '68 %',
    '2.0 µs (1.3–3.0)',
    '68 %',
  ]);
});
