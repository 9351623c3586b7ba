import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../src/approval/action-payloads.ts';
import type { Vote } from '../../src/approval/approval.ts';
import { resolutionOfError, resolutionOfOutcome, resolutionOfOutput } from '../../src/approval/resolution.ts';
import { outcomeOfVote } from '../../src/approval/vote.ts';
import { request } from '../support/requests.ts';

const at = new Date('2026-11-24T12:00:00Z');
const decision = { action: 'approve', via: 'slack', at: '2026-11-24T12:00:00.000Z' };
const vote = { action: 'approve', who: {}, via: 'slack', at };

/** The cause that Step Functions records when a function throws. */
const thrown = (errorType: string) =>
  JSON.stringify({ errorType, errorMessage: 'What happened.', trace: ['at handler'] });

describe('an output', () => {
  test('with a decision means approved, with its vote', () => {
    expect(resolutionOfOutput({ name_in_output: 'Ben', decision }, at)).toStrictEqual({
      status: 'approved',
      vote,
      at,
    });
  });

  test('with a decision to reject means rejected, with its vote', () => {
    const rejected = { ...decision, action: 'reject', by: 'ann', user_id: 'U1', comment: 'too early' };
    expect(resolutionOfOutput({ name_in_output: 'Ben', decision: rejected }, at)).toStrictEqual({
      status: 'rejected',
      vote: { ...vote, action: 'reject', who: { name: 'ann', id: 'U1' }, comment: 'too early' },
      at,
    });
  });

  test('with a decision via an unknown surface means approved, with its vote', () => {
    expect(resolutionOfOutput({ decision: { ...decision, via: 'pigeon' } })).toStrictEqual({
      status: 'approved',
      vote: { ...vote, via: 'pigeon' },
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
    [{ decision: { ...decision, at: 'yesterday' } }],
    [{ decision: { action: 'reject' } }],
    [[{ decision }]],
  ])('such as %j means approved, without a vote', (output) => {
    expect(resolutionOfOutput(output)).toStrictEqual({ status: 'approved' });
  });

  test.each([
    [{ by: 5 }],
    [{ user_id: {} }],
    [{ comment: 5 }],
    [{ by: null, user_id: null, comment: null }],
    [{ approver: 'eve' }],
  ])('with %j in its decision keeps only the valid members of a vote', (wrong) => {
    expect(resolutionOfOutput({ decision: { ...decision, ...wrong } }).vote).toStrictEqual(vote);
    const whole = { ...decision, by: 'ann', user_id: 'U0ANN0001', comment: 'fine' };
    expect(resolutionOfOutput({ decision: whole }).vote).toStrictEqual({
      ...vote,
      who: { name: 'ann', id: 'U0ANN0001' },
      comment: 'fine',
    });
  });
});

describe('an error', () => {
  test.each([
    ['rejected', 'rejected'],
    ['States.Timeout', 'expired'],
    ['States.HeartbeatTimeout', 'expired'],
    ['Countersign.Expired', 'expired'],
    ['NothingSent', 'failed'],
    ['', 'failed'],
    [undefined, 'failed'],
  ])('%j means %s', (error, status) => {
    expect(resolutionOfError(error, undefined)).toStrictEqual({ status });
  });

  test('keeps its cause and its time', () => {
    expect(resolutionOfError('rejected', 'Ben rejected it', at)).toStrictEqual({
      status: 'rejected',
      cause: 'Ben rejected it',
      at,
    });
  });

  test.each(['Ben rejected it', '"quoted"', '{"error": 1}', '{', '[1]', '5'])(
    'keeps the cause %j unchanged',
    (cause) => {
      expect(resolutionOfError('rejected', cause)).toStrictEqual({ status: 'rejected', cause });
    },
  );

  test.each([undefined, ''])('has no cause when the cause is %j', (cause) => {
    expect(resolutionOfError('rejected', cause)).toStrictEqual({ status: 'rejected' });
  });

  test('of a function that throws a refusal keeps the sentence', () => {
    expect(resolutionOfError('NothingSent', thrown('NothingSent'))).toStrictEqual({
      status: 'failed',
      cause: 'What happened.',
    });
  });

  test.each(['TypeError', 'Sandbox.Timedout', 'toString'])(
    'of a function that throws %s keeps no cause',
    (type) => {
      expect(resolutionOfError(type, thrown(type))).toStrictEqual({ status: 'failed' });
    },
  );

  test('with a vote in its cause keeps the vote and not the sentence, because the vote contains it all', () => {
    const cause = JSON.stringify({
      errorMessage: 'Ben rejected it (by ann in Slack): too early',
      errorType: 'rejected',
      decision: { ...decision, action: 'reject', by: 'ann', user_id: 'U1', comment: 'too early' },
    });
    expect(resolutionOfError('rejected', cause, at)).toStrictEqual({
      status: 'rejected',
      vote: { ...vote, action: 'reject', who: { name: 'ann', id: 'U1' }, comment: 'too early' },
      at,
    });
  });

  test('with a vote for another action in its cause keeps the sentence', () => {
    const cause = JSON.stringify({
      errorMessage: 'stop (in Slack)',
      decision: { ...decision, action: 'stop' },
    });
    expect(resolutionOfError(undefined, cause)).toStrictEqual({
      status: 'failed',
      cause: 'stop (in Slack)',
    });
  });

  test('with an invalid decision in its cause keeps nothing of the decision', () => {
    const cause = JSON.stringify({ errorMessage: 'x', errorType: 'rejected', decision: { by: 'eve' } });
    expect(resolutionOfError('rejected', cause)).toStrictEqual({ status: 'rejected' });
  });
});

describe('an outcome that is sent', () => {
  test('as a success or a failure has the same resolution as in the history', () => {
    const output = { name_in_output: 'Ben', decision };
    expect(resolutionOfOutcome({ type: 'success', output }, at)).toStrictEqual(
      resolutionOfOutput(output, at),
    );
    const failure = { error: 'rejected', cause: 'Ben rejected it' };
    expect(resolutionOfOutcome({ type: 'failure', ...failure }, at)).toStrictEqual(
      resolutionOfError(failure.error, failure.cause, at),
    );
    expect(resolutionOfOutcome({ type: 'failure' }, at)).toStrictEqual({ status: 'failed', at });
  });

  test('as a heartbeat has no resolution', () => {
    expect(resolutionOfOutcome({ type: 'heartbeat' }, at)).toBeUndefined();
  });
});

describe('a rejection', () => {
  const reject: Vote = {
    action: 'reject',
    who: { name: 'ann', id: 'U1' },
    via: 'slack',
    at,
    comment: 'too early',
  };

  test.each(['fail', 'return'])('with on_reject "%s" is read as a rejection', (on_reject) => {
    const [, action] = actionsOf(request({ name: 'Ben', on_reject }));
    if (!action) throw new TypeError('no rejection');
    const payload = { token: 'AAAA', action, transactionId: '00', context: { surface: 'slack' } };
    const outcome = outcomeOfVote(payload, reject);

    expect(outcome.type).toBe(on_reject === 'fail' ? 'failure' : 'success');
    expect(resolutionOfOutcome(outcome, at)).toStrictEqual({ status: 'rejected', vote: reject, at });
  });
});

test('a cause has no line break but \\n, and no change of direction', () => {
  expect(resolutionOfError('NoRoom', 'no room\u2028Approve:\u202e')).toStrictEqual({
    status: 'failed',
    cause: 'no room\nApprove: ',
  });
});
