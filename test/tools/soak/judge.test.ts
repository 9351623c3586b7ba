import { expect, test } from 'vitest';
import { judge, type Sample, type Soak } from '../../../src/tools/soak/judge.ts';

const MB = 1024 * 1024;
const PLAYED = { kind: 'approves in Slack', askMs: 20, endMs: 80, lost: [] };

/** Samples of 4,000 approvals. `bytes` is the memory in use when so many have ended. */
function samples(bytes: (ended: number) => number): Sample[] {
  return Array.from({ length: 41 }, (_, index) => ({ ended: index * 100, heapBytes: bytes(index * 100) }));
}

/** It warms up, and then goes up and down. */
const STEADY = samples((ended) => 60 * MB + Math.min(ended, 1_000) * 20_000 + (ended % 300) * 10_000);
const GOOD: Soak = { played: [PLAYED], failures: [], memory: STEADY, leftOpen: [] };

test('a run in which nothing is wrong is good', () => {
  expect(judge(GOOD)).toEqual([]);
});

test('a run that played nothing proves nothing', () => {
  expect(judge({ ...GOOD, played: [] })).toEqual(['No approval was played.']);
});

test('a lost approval is a violation', () => {
  const lost = { ...PLAYED, lost: ['The execution did not end.', 'Slack does not show the end.'] };
  expect(judge({ ...GOOD, played: [PLAYED, lost] })).toEqual([
    'approves in Slack: The execution did not end.',
    'approves in Slack: Slack does not show the end.',
  ]);
});

test('an answer that failed is a violation, and of many only ten are said', () => {
  const failures = Array.from({ length: 12 }, (_, index) => `A page answered with 50${index}.`);
  const said = judge({ ...GOOD, failures });
  expect(said).toHaveLength(11);
  expect(said.at(-1)).toBe('And 2 more of these.');
});

test('what stays open is a violation', () => {
  const said = judge({ ...GOOD, leftOpen: ['TCPSocketWrap', 'Timeout'] });
  expect(said).toEqual(['After the end, these are still open: TCPSocketWrap, Timeout.']);
});

test('memory that grows with each approval after the warm-up is a violation', () => {
  const memory = samples((ended) => 60 * MB + ended * 10 * 1024 + (ended % 300) * 1_000);
  expect(judge({ ...GOOD, memory })).toEqual([
    expect.stringMatching(
      /^Memory grows after the warm-up: by 1\d\.\d KB for each approval, 2\d\.\d MB in all\.$/,
    ),
  ]);
});

test('memory that grows only during the warm-up does not count, and neither does a short run', () => {
  const warms = samples((ended) => 60 * MB + Math.min(ended, 1_200) * 50 * 1024);
  expect(judge({ ...GOOD, memory: warms })).toEqual([]);
  const short = samples((ended) => 60 * MB + ended * 100 * 1024).slice(0, 6);
  expect(judge({ ...GOOD, memory: short })).toEqual([]);
});
