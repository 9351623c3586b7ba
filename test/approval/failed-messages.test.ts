import { expect, test } from 'vitest';
import { throwOrLog } from '../../src/approval/failed-messages.ts';
import { LookFirstError, RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import { createFakeLog } from '../support/fake-surface.ts';

const FINAL = new Error('refused');
const BUSY = new RepeatableError('busy', { cause: undefined });
const LOST = new LookFirstError('lost', { cause: undefined });
const UNCERTAIN = new UncertainError('may be there');

function report(errors: readonly Error[], isOneSent: boolean) {
  const { lines, log } = createFakeLog();
  const failures = errors.map((error) => ({ event: 'reply_failed', error }));
  try {
    throwOrLog(failures, { isOneSent, log });
    return { logged: lines.map(({ error }) => error) };
  } catch (thrown) {
    return { logged: lines.map(({ error }) => error), thrown };
  }
}

test.each<[readonly Error[], object]>([
  [[], { logged: [] }],
  [[FINAL], { logged: [], thrown: FINAL }],
  [[FINAL, FINAL], { logged: [FINAL], thrown: FINAL }],
  [[FINAL, UNCERTAIN, BUSY], { logged: [FINAL, BUSY], thrown: UNCERTAIN }],
  // All of it is tried again, so nothing has failed yet.
  [[FINAL, BUSY], { logged: [], thrown: BUSY }],
  [[BUSY, LOST, FINAL], { logged: [], thrown: LOST }],
])('where no message was sent, each failure is reported once: %#', (errors, expected) => {
  expect(report(errors, false)).toEqual(expected);
});

test('where one message was sent, each failure is logged', () => {
  const errors = [BUSY, FINAL, UNCERTAIN, LOST];
  expect(report(errors, true)).toEqual({ logged: errors });
});
