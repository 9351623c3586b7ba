import { expect, test } from 'vitest';
import { askedRequest, type DescribedExecution } from '../../src/approval/asked-request.ts';

const AT = '2026-11-28T12:00:00.000Z';
const ENDED = new Date('2026-11-28T12:00:01Z');
const ANN = { action: 'approve', by: 'Ann', email: 'ann@example.com', via: 'slack', at: AT };
const BEN = { action: 'approve', by: 'ben@example.com', via: 'email', at: AT };
const INPUT = JSON.stringify({ name: 'Ben', title: 'Release <@U012ABCDEF|ann> 1.2' });

const read = (execution: DescribedExecution) => askedRequest({ input: INPUT, endedAt: ENDED, ...execution });
const succeeded = (output: unknown) =>
  read({ status: 'SUCCEEDED', output: JSON.stringify({ name: 'Ben', output }) });

test('a running execution waits, whatever its input is', () => {
  expect(read({ status: 'RUNNING' })).toEqual({ title: 'Release @ann 1.2', votes: [] });
  expect(read({ status: 'RUNNING', input: '{"name": "Ben"}' })).toEqual({ title: 'Ben', votes: [] });
  expect(read({ status: 'RUNNING', input: '7' })).toEqual({ title: '', votes: [] });
});

test('the details are those of the input, as texts', () => {
  const details = { Reason: 'unused', Build: 7, Owner: '<@U012ABCDEF|ann>', Nothing: null };
  const input = JSON.stringify({ name: 'Ben', details });
  expect(read({ status: 'RUNNING', input }).details).toEqual({ Reason: 'unused', Build: '7', Owner: '@ann' });
});

test('a detail that is nested more deeply than the stack is left out: the request was refused for it', () => {
  const nested = '['.repeat(20_000) + ']'.repeat(20_000);
  const input = `{"name": "Ben", "details": {"Reason": "unused", "Plan": ${nested}}}`;
  expect(read({ status: 'FAILED', error: 'InvalidRequest', input })).toMatchObject({
    details: { Reason: 'unused' },
    resolution: { status: 'failed' },
  });
});

test('an approval has its votes', () => {
  const { resolution, votes } = succeeded({ name_in_output: 'Ben', decision: BEN, decisions: [ANN, BEN, 7] });
  expect(resolution).toMatchObject({
    status: 'approved',
    vote: { who: { name: 'ben@example.com' }, via: 'email' },
  });
  expect(votes.map(({ who }) => who.name)).toEqual(['Ann', 'ben@example.com']);
  expect(succeeded({ decision: ANN }).votes).toHaveLength(1);
});

test('a custom answer is neither an approval nor a rejection', () => {
  expect(succeeded({ decision: { ...ANN, action: 'hold', outcome: 'other' } }).resolution?.status).toBe(
    'answered',
  );
});

test('members of the output of an answer are no error', () => {
  for (const error of ['States.Timeout', 'rejected', 'E12']) {
    const { resolution } = succeeded({
      Error: error,
      Cause: 'the disk is full',
      decision: ANN,
      decisions: [ANN],
    });
    expect(resolution).toMatchObject({ status: 'approved', vote: { who: { name: 'Ann' } } });
  }
});

test('a rejection is caught, or an output', () => {
  const decision = { ...ANN, action: 'reject', comment: 'too early' };
  const cause = { errorMessage: 'Ben rejected it', errorType: 'rejected', decision, decisions: [decision] };
  const caught = { Error: 'rejected', Cause: JSON.stringify(cause) };
  for (const { resolution, votes } of [succeeded(caught), succeeded({ decision })]) {
    expect(resolution).toMatchObject({ status: 'rejected', vote: { comment: 'too early' } });
    expect(votes).toHaveLength(1);
  }
});

test.each(['States.Timeout', 'Countersign.Expired'])('%s is an expiry', (error) => {
  expect(succeeded({ Error: error, Cause: '' }).resolution?.status).toBe('expired');
  expect(read({ status: 'TIMED_OUT' }).resolution).toEqual({ status: 'expired', at: ENDED });
});

test('a stopped execution is cancelled, and a failed one has failed', () => {
  const stopped = read({ status: 'ABORTED', cause: 'no longer needed' });
  expect(stopped.resolution).toEqual({ status: 'cancelled', cause: 'no longer needed', at: ENDED });
  const cause = JSON.stringify({ errorMessage: 'Slack: not in the channel.', errorType: 'NothingSent' });
  const failed = read({ status: 'FAILED', error: 'NothingSent', cause });
  expect(failed.resolution).toMatchObject({ status: 'failed', cause: 'Slack: not in the channel.' });
});

test.each([[{ name_in_output: 'Ben' }], [undefined], ['approved'], [{ decision: { action: 'approve' } }]])(
  'an execution that succeeded without a decision is no approval: %j',
  (output) => {
    expect(succeeded(output).resolution).toMatchObject({
      status: 'failed',
      cause: expect.stringMatching(/no decision/),
    });
  },
);
