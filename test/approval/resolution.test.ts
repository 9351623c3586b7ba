import { describe, expect, test } from 'vitest';
import type { Vote } from '../../src/approval/approval.ts';
import { actionsOf } from '../../src/approval/request.ts';
import { resolutionOfError, resolutionOfOutcome, resolutionOfOutput } from '../../src/approval/resolution.ts';
import { tally } from '../../src/approval/tally.ts';
import { outcomeOfVote } from '../../src/approval/vote.ts';
import { request } from '../support/requests.ts';

const at = new Date('2026-11-24T12:00:00Z');
const decision = { action: 'approve', via: 'slack', at: '2026-11-24T12:00:00.000Z' };
const vote = { action: 'approve', who: {}, via: 'slack', at };

/** What a function threw, as Step Functions tells it. */
const thrown = (errorType: string) =>
  JSON.stringify({ errorType, errorMessage: 'What happened.', trace: ['at handler'] });

describe('an output', () => {
  test('with a decision is approved by that vote', () => {
    expect(resolutionOfOutput({ name_in_output: 'Ben', decision }, at)).toStrictEqual({
      status: 'approved',
      vote,
      at,
    });
  });

  test('with a decision to reject is rejected by that vote', () => {
    const rejected = { ...decision, action: 'reject', by: 'ann', user_id: 'U1', comment: 'too early' };
    expect(resolutionOfOutput({ name_in_output: 'Ben', decision: rejected }, at)).toStrictEqual({
      status: 'rejected',
      vote: { ...vote, action: 'reject', who: { name: 'ann', id: 'U1' }, comment: 'too early' },
      at,
    });
  });

  test('with a decision via a surface that is not known is approved by that vote, too', () => {
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
  ])('such as %j is approved, by no person that is known', (output) => {
    expect(resolutionOfOutput(output)).toStrictEqual({ status: 'approved' });
  });

  test.each([
    [{ by: 5 }],
    [{ user_id: {} }],
    [{ comment: 5 }],
    [{ by: null, user_id: null, comment: null }],
    [{ approver: 'eve' }],
  ])('with a decision with %j keeps only what is a vote\u2019s', (wrong) => {
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
    ['NothingSent', 'failed'],
    ['', 'failed'],
    [undefined, 'failed'],
  ])('%j is %s', (error, status) => {
    expect(resolutionOfError(error, undefined)).toStrictEqual({ status });
  });

  test('keeps its sentence and when it was', () => {
    expect(resolutionOfError('rejected', 'Ben rejected it', at)).toStrictEqual({
      status: 'rejected',
      cause: 'Ben rejected it',
      at,
    });
  });

  test.each(['Ben rejected it', '"quoted"', '{"error": 1}', '{', '[1]', '5'])(
    'has the cause %j as it is',
    (cause) => {
      expect(resolutionOfError('rejected', cause)).toStrictEqual({ status: 'rejected', cause });
    },
  );

  test.each([undefined, ''])('has no cause where that is %j', (cause) => {
    expect(resolutionOfError('rejected', cause)).toStrictEqual({ status: 'rejected' });
  });

  test('of a refusal that a function threw keeps its sentence', () => {
    expect(resolutionOfError('NothingSent', thrown('NothingSent'))).toStrictEqual({
      status: 'failed',
      cause: 'What happened.',
    });
  });

  test.each(['TypeError', 'Sandbox.Timedout', 'toString'])('of a function’s %s keeps nothing', (type) => {
    expect(resolutionOfError(type, thrown(type))).toStrictEqual({ status: 'failed' });
  });

  test('with a vote in its cause keeps that, and no sentence: the vote says it all', () => {
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

  test('of another name keeps the sentence, which names who', () => {
    const cause = JSON.stringify({
      errorMessage: 'stop (in Slack)',
      decision: { ...decision, action: 'stop' },
    });
    expect(resolutionOfError(undefined, cause)).toStrictEqual({
      status: 'failed',
      cause: 'stop (in Slack)',
    });
  });

  test('with a decision that is none keeps nothing of it', () => {
    const cause = JSON.stringify({ errorMessage: 'x', errorType: 'rejected', decision: { by: 'eve' } });
    expect(resolutionOfError('rejected', cause)).toStrictEqual({ status: 'rejected' });
  });
});

describe('what is sent', () => {
  test('as a success or a failure ends the task as the history will tell it', () => {
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

  test('as a heartbeat ends nothing', () => {
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

  test.each(['fail', 'return'])('where on_reject is "%s" is read as what it is', (on_reject) => {
    const [, action] = actionsOf(request({ name: 'Ben', on_reject }));
    if (!action) throw new TypeError('no rejection');
    const payload = { token: 'AAAA', action, transactionId: '00', context: { surface: 'slack' } };
    const outcome = outcomeOfVote(payload, reject);

    expect(outcome.type).toBe(on_reject === 'fail' ? 'failure' : 'success');
    expect(resolutionOfOutcome(outcome, at)).toStrictEqual({ status: 'rejected', vote: reject, at });
  });
});

describe('the votes on a request', () => {
  const approve: Vote = vote;
  const reject: Vote = { ...vote, action: 'reject' };

  test.each<[readonly Vote[], ReturnType<typeof tally>]>([
    [[], 'more'],
    [[approve], 'approved'],
    [[reject], 'rejected'],
    [[approve, reject], 'rejected'],
    [[approve, approve], 'approved'],
  ])('%j make it %s', (votes, outcome) => {
    expect(tally(votes)).toBe(outcome);
  });
});
