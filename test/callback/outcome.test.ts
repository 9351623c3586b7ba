import { expect, test } from 'vitest';
import { outcomeOf } from '../../src/callback/outcome.ts';

test('A success sends its output', () => {
  expect(
    outcomeOf({ name: 'a', type: 'success', output: { b: 1 }, confirm: true, response: {} }),
  ).toStrictEqual({
    type: 'success',
    output: { b: 1 },
  });
});

test('A failure sends its error and cause', () => {
  expect(outcomeOf({ name: 'a', type: 'failure', error: 'e', cause: 'c' })).toStrictEqual({
    type: 'failure',
    error: 'e',
    cause: 'c',
  });
});

test('A failure without error and cause sends neither', () => {
  expect(outcomeOf({ name: 'a', type: 'failure' })).toStrictEqual({ type: 'failure' });
});

test('A heartbeat sends nothing', () => {
  expect(outcomeOf({ name: 'a', type: 'heartbeat' })).toStrictEqual({ type: 'heartbeat' });
});
