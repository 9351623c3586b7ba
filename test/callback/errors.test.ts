import { expect, test } from 'vitest';
import { isTaskGone, Refusal, type StepFunctionsReason } from '../../src/callback/errors.ts';

test('The name of a refusal is its code, so that a Catch in a state machine can match it', () => {
  const refusal = new Refusal('NothingSent', 'Every surface failed.');
  expect(refusal).toMatchObject({
    name: 'NothingSent',
    code: 'NothingSent',
    message: 'Every surface failed.',
  });
  expect(String(refusal)).toBe('NothingSent: Every surface failed.');
});

test('A refusal keeps its cause, and has no cause when none is given', () => {
  const cause = new Error('why');
  expect(new Refusal('ServiceError', 'what', { cause }).cause).toBe(cause);
  expect('cause' in new Refusal('ServiceError', 'what')).toBe(false);
});

test.each<[StepFunctionsReason, boolean]>([
  ['TaskTimedOut', true],
  ['TaskDoesNotExist', true],
  ['InvalidToken', false],
  ['InvalidOutput', false],
])('After %s the task is gone: %s', (reason, gone) => {
  expect(isTaskGone(new Refusal('StepFunctionsError', 'what', { reason }))).toBe(gone);
});

test.each([new Error('TaskTimedOut'), { reason: 'TaskTimedOut' }, undefined])(
  'An error that is not a refusal does not show that the task is gone',
  (error) => {
    expect(isTaskGone(error)).toBe(false);
  },
);
