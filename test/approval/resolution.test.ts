import { expect, test } from 'vitest';
import { resolutionOfError, resolutionOfOutput } from '../../src/approval/resolution.ts';

const at = new Date('2026-11-24T12:00:00Z');
const decision = { action: 'approve', via: 'slack', at: '2026-11-24T12:00:00.000Z' };

test('An output with a decision is approved by it', () => {
  expect(resolutionOfOutput({ name_in_output: 'Ben', decision }, at)).toStrictEqual({
    status: 'approved',
    decision,
    at,
  });
});

test.each([
  [undefined],
  [null],
  ['text'],
  [{}],
  [{ decision: 'yes' }],
  [{ decision: { action: 'approve' } }],
  [{ decision: { ...decision, action: 5 } }],
  [{ decision: { ...decision, via: undefined } }],
  [{ decision: { ...decision, via: 'pigeon' } }],
  [{ decision: { ...decision, via: 'constructor' } }],
  [{ decision: { ...decision, at: 'yesterday' } }],
])('The output %j is approved, by nobody that is known', (output) => {
  expect(resolutionOfOutput(output)).toStrictEqual({ status: 'approved' });
});

test.each([
  [{ by: 5 }],
  [{ user_id: {} }],
  [{ comment: 5 }],
  [{ by: null, user_id: null, comment: null }],
  [{ approver: 'eve' }],
])('Of a decision with %j only what is a decision\u2019s is kept', (wrong) => {
  expect(resolutionOfOutput({ decision: { ...decision, ...wrong } }).decision).toStrictEqual(decision);
  const whole = { ...decision, by: 'ann', user_id: 'U0ANN0001', comment: 'fine' };
  expect(resolutionOfOutput({ decision: whole }).decision).toStrictEqual(whole);
});

test.each([
  ['rejected', 'rejected'],
  ['States.Timeout', 'expired'],
  ['States.HeartbeatTimeout', 'expired'],
  ['NothingSent', 'failed'],
  ['', 'failed'],
  [undefined, 'failed'],
])('The error %j is %s', (error, status) => {
  expect(resolutionOfError(error, undefined)).toStrictEqual({ status });
});

test('A failure keeps its cause and when it was', () => {
  expect(resolutionOfError('rejected', 'Ben rejected it', at)).toStrictEqual({
    status: 'rejected',
    cause: 'Ben rejected it',
    at,
  });
});
