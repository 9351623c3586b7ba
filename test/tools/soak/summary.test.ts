import { expect, test } from 'vitest';
import { percentile, summaryOf } from '../../../src/tools/soak/summary.ts';

test('a summary has a row for each kind and one for all', () => {
  const played = [
    { kind: 'approves in Slack', askMs: 20, endMs: 80, lost: [] },
    { kind: 'approves in Slack', askMs: 40, endMs: 120, lost: [] },
    { kind: 'stops the execution', askMs: 30, endMs: 60, lost: [] },
  ];
  const memory = [40, 60, 60, 60].map((megabytes, index) => ({
    heapBytes: megabytes * 1024 * 1024,
    ended: index,
  }));
  expect(
    summaryOf({ played, failures: [], memory, leftOpen: [] }, 2, []),
  ).toBe(`3 approvals in 2 s: 1.5 a second.

| what people do | approvals | until it is asked, p50 | p99 | until all show the end, p50 | p99 |
| --- | --- | --- | --- | --- | --- |
| approves in Slack | 2 | 20 ms | 40 ms | 80 ms | 120 ms |
| stops the execution | 1 | 30 ms | 30 ms | 60 ms | 60 ms |
| all | 3 | 30 ms | 40 ms | 80 ms | 120 ms |

Memory after a garbage collection: 40.0 MB before the load, 60.0 MB at its end. Too few approvals to tell whether it grows.

Nothing was lost, no answer failed, and nothing stayed open.
`);
});

test('a summary lists what is wrong', () => {
  const soak = { played: [], failures: ['A page answered with 500.'], memory: [], leftOpen: [] };
  expect(summaryOf(soak, 1, ['A page answered with 500.'])).toContain('\n- A page answered with 500.\n');
});

test('a percentile is the nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([50, 99, 100].map((percent) => percentile(values, percent))).toEqual([50, 99, 100]);
  expect(percentile([], 50)).toBe(0);
});
