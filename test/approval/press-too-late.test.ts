import { describe, expect, test } from 'vitest';
import type { Vote } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { BY_ADDRESS } from '../../src/approval/people.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { ASKED_AT, EXECUTION, endOf, scheduled } from '../support/web-fake-workflow.ts';
import {
  ANN,
  APPROVE,
  AT,
  approval,
  BOB,
  decided,
  gone,
  NOW,
  openedFacts,
  plain,
  pressed,
  REJECT,
  type Setup,
  stopped,
  timedOut,
  vote,
  waits,
} from './support/presses.ts';

const TOO_LATE = ['TaskTimedOut', 'TaskDoesNotExist'] as const;

describe.each(TOO_LATE)('a press that is too late (%s)', (reason) => {
  const payload = approval(APPROVE);
  const answer = gone(reason);
  const facts = { ...openedFacts(payload), complete_ms: 0, outcome: 'StepFunctionsError', reason };

  test.each<[string, readonly HistoryEvent[], object]>([
    [
      'approved by another person',
      decided(APPROVE, { who: BOB }),
      { status: 'approved', vote: vote('approve', BOB), at: AT },
    ],
    [
      'rejected by another person',
      decided(REJECT, { who: BOB, comment: 'too early' }),
      { status: 'rejected', vote: vote('reject', BOB, { comment: 'too early' }), at: AT },
    ],
    ['expired', timedOut, { status: 'expired', at: AT }],
    ['cancelled', stopped, { status: 'cancelled', cause: 'by hand', at: AT }],
  ])('gets the end of the request: %s', async (_, history, resolution) => {
    const { verdict, completed, ...rest } = await pressed({ answer, history });
    expect(verdict).toStrictEqual({ kind: 'ended', payload, resolution, refusal: answer });
    expect(completed).toHaveLength(1);
    expect(rest).toStrictEqual({ facts, reads: [EXECUTION], lines: [] });
  });

  test.each<[string, Setup]>([
    ['the history does not contain the end yet', { history: waits }],
    ['no history is available', {}],
    ['the history does not contain the task', { history: scheduled({ name: 'Ben' }, ASKED_AT, 'BBBB') }],
  ])('gets the end of the request without details when %s', async (_, setup) => {
    const { verdict, ...rest } = await pressed({ answer, ...setup });
    expect(verdict).toStrictEqual({ kind: 'ended', payload, refusal: answer });
    expect(rest.facts).toStrictEqual(facts);
  });

  test('gets the end of the request without details when the history cannot be read', async () => {
    const error = new Error('throttled');
    const { verdict, lines } = await pressed({ answer, history: error });
    expect(verdict).toStrictEqual({ kind: 'ended', payload, refusal: answer });
    expect(lines).toStrictEqual([{ level: 'warn', event: 'history_failed', execution: EXECUTION, error }]);
  });

  test.each<[string, Payload]>([
    ['of another program', plain(APPROVE)],
    ['without an execution', { ...plain(APPROVE), context: { surface: 'slack' } }],
  ])('reads no history for a payload %s', async (_, sealed) => {
    const { verdict, reads } = await pressed({ sealed, answer, history: decided(APPROVE) });
    expect(verdict).toStrictEqual({ kind: 'ended', payload: sealed, refusal: answer });
    expect(reads).toEqual([]);
  });
});

test.each([
  ['InvalidOutput', gone('InvalidOutput')],
  ['InvalidToken', gone('InvalidToken')],
  [undefined, new Refusal('StepFunctionsError', 'no')],
])(
  'a vote that Step Functions refuses as %s is refused, also when the history has a decision',
  async (reason, answer) => {
    const payload = approval(APPROVE);
    const { verdict, facts, reads } = await pressed({ answer, history: decided(APPROVE) });
    expect(verdict).toStrictEqual({ kind: 'refused', payload, refusal: answer });
    expect(facts).toStrictEqual({
      ...openedFacts(payload),
      complete_ms: 0,
      outcome: 'StepFunctionsError',
      reason,
    });
    expect(reads).toEqual([]);
  },
);

describe('a press that is delivered twice', () => {
  const answer = gone('TaskTimedOut');
  const ago = (milliseconds: number) => new Date(NOW - milliseconds);
  const byMail = {
    sealed: approval(APPROVE, { surface: 'email' }),
    people: BY_ADDRESS,
    press: { who: { email: 'ann@example.com' }, via: 'email' },
  };

  test.each<[string, Setup, Partial<Vote>]>([
    ['in Slack', {}, { at: ago(0) }],
    ['in Slack, within ten seconds', {}, { at: ago(9_999) }],
    ['in Slack, under another name', {}, { who: { ...ANN, name: 'ann.lee' } }],
    ['in Slack, with another comment', { press: { comment: 'fine' } }, { comment: 'well' }],
    ['by mail', byMail, { who: { email: 'Ann@Example.com' }, via: 'email' }],
  ])('is accepted: %s', async (_, setup, cast) => {
    const { verdict, facts, completed } = await pressed({
      ...setup,
      answer,
      history: decided(APPROVE, cast),
    });
    const payload = setup.sealed instanceof Error ? undefined : (setup.sealed ?? approval(APPROVE));
    expect(verdict).toMatchObject({ kind: 'taken', payload, resolution: { status: 'approved' } });
    expect(facts).toStrictEqual({
      ...openedFacts(payload ?? approval(APPROVE)),
      complete_ms: 0,
      outcome: 'repeated',
      reason: 'TaskTimedOut',
    });
    expect(completed).toHaveLength(1);
  });

  test('is accepted with the first vote', async () => {
    const at = ago(2_000);
    const { verdict } = await pressed({
      answer,
      history: decided(APPROVE, { at, comment: 'well' }),
      press: { comment: 'fine' },
    });
    expect(verdict).toStrictEqual({
      kind: 'taken',
      payload: approval(APPROVE),
      resolution: { status: 'approved', vote: vote('approve', ANN, { at, comment: 'well' }), at },
    });
  });

  test.each<[string, Setup]>([
    ['of the same person, ten seconds later', { history: decided(APPROVE, { at: ago(10_000) }) }],
    [
      'of the same link, of which no vote says who it is from',
      {
        history: decided(APPROVE, { who: {}, via: 'web' }),
        people: BY_ADDRESS,
        press: { who: {}, via: 'web' },
      },
    ],
  ])('gets the decision without a refusal, as it is its own: %s', async (_, setup) => {
    const { verdict, facts } = await pressed({ answer, ...setup });
    expect(verdict).toStrictEqual({
      kind: 'ended',
      payload: approval(APPROVE),
      resolution: expect.objectContaining({ status: 'approved' }),
    });
    expect(facts).toMatchObject({ outcome: 'already_decided', reason: 'TaskTimedOut' });
    expect(facts).not.toHaveProperty('decided');
  });

  test('is accepted when both reject', async () => {
    const { verdict } = await pressed({ sealed: approval(REJECT), answer, history: decided(REJECT) });
    expect(verdict).toMatchObject({ kind: 'taken', resolution: { status: 'rejected' } });
  });

  test.each<[string, Setup]>([
    ['by another person', { history: decided(APPROVE, { who: BOB }) }],
    ['by another person with the same name', { history: decided(APPROVE, { who: { ...BOB, name: 'ann' } }) }],
    ['with another answer', { history: decided(REJECT) }],
    ['after the same decision by mail', { history: decided(APPROVE, { via: 'email' }) }],
    ['after a decision of an unknown person', { history: decided(APPROVE, { who: {} }) }],
    [
      'by mail to another address',
      { ...byMail, history: decided(APPROVE, { who: { email: 'bob@example.com' }, via: 'email' }) },
    ],
    ['when the task timed out', { history: timedOut }],
    [
      'when another program completed the task',
      { history: [...waits, endOf({ type: 'success', output: { name_in_output: 'Ben' } }, AT)] },
    ],
  ])('is too late, and not a repetition, %s', async (_, setup) => {
    const { verdict, facts } = await pressed({ answer, ...setup });
    expect(verdict).toMatchObject({ kind: 'ended', resolution: { at: expect.any(Date) }, refusal: answer });
    expect(facts).toMatchObject({ outcome: 'StepFunctionsError', reason: 'TaskTimedOut' });
    expect(facts).not.toHaveProperty('decided');
  });
});

test('a press is too late when the surface cannot tell whether it is the same person', async () => {
  const error = new Error('slack is away');
  const { verdict, lines } = await pressed({
    answer: gone('TaskTimedOut'),
    history: decided(APPROVE),
    people: { isSame: () => Promise.reject(error), isMember: async () => 'no' },
  });
  expect(verdict).toMatchObject({ kind: 'ended', resolution: { status: 'approved' } });
  expect(lines).toContainEqual({ level: 'warn', event: 'person_unknown', error });
});

describe('when the answer of Step Functions is lost,', () => {
  const answer = new Error('socket hang up');
  const payload = approval(APPROVE);
  const lost = { ...openedFacts(payload), complete_ms: 0, error: answer };

  test('the press is accepted if the history contains this vote', async () => {
    const { verdict, facts } = await pressed({ answer, history: decided(APPROVE) });
    expect(verdict).toStrictEqual({
      kind: 'taken',
      payload,
      resolution: { status: 'approved', vote: vote('approve', ANN), at: AT },
    });
    expect(facts).toStrictEqual({
      ...lost,
      level: 'info',
      outcome: 'accepted',
      decided: { via: 'slack', action: 'approve' },
    });
  });

  test('the press is accepted on the web too', async () => {
    const { verdict } = await pressed({
      sealed: approval(APPROVE, { surface: 'email' }),
      people: BY_ADDRESS,
      press: { who: { email: 'ann@example.com' }, via: 'email' },
      answer,
      history: decided(APPROVE, { who: { email: 'ann@example.com' }, via: 'email' }),
    });
    expect(verdict).toMatchObject({ kind: 'taken', resolution: { vote: { via: 'email' } } });
  });

  test.each<[string, readonly HistoryEvent[], string]>([
    ['the vote of another person', decided(APPROVE, { who: BOB }), 'approved'],
    ['another vote of this person', decided(REJECT), 'rejected'],
    ['a timeout', timedOut, 'expired'],
    ['a cancellation', stopped, 'cancelled'],
  ])('the press is too late if the history contains %s', async (_, history, status) => {
    const { verdict, facts } = await pressed({ answer, history });
    expect(verdict).toMatchObject({
      kind: 'ended',
      payload,
      resolution: { status },
      refusal: { code: 'StepFunctionsError', reason: undefined },
    });
    expect(facts).toStrictEqual({ ...lost, level: 'error', outcome: 'ServiceError' });
  });

  test.each<[string, Setup]>([
    ['contains no end', { history: waits }],
    ['cannot be read', { history: new Error('throttled') }],
    ['is not available', {}],
  ])('the result of the press is unknown if the history %s', async (_, setup) => {
    const { verdict, facts } = await pressed({ answer, ...setup });
    expect(verdict).toStrictEqual({ kind: 'unsure', payload });
    expect(facts).toStrictEqual({ ...lost, level: 'error', outcome: 'ServiceError' });
  });

  test('the press is accepted by its time, although nobody can tell who presses', async () => {
    const { verdict } = await pressed({
      people: { isSame: () => Promise.reject(new Error('away')), isMember: async () => 'no' },
      press: { who: {}, via: 'email' },
      sealed: approval(APPROVE, { surface: 'email' }),
      answer,
      history: decided(APPROVE, { who: {}, via: 'email' }),
    });
    expect(verdict).toMatchObject({ kind: 'taken' });
  });

  test('the result of the press is unknown if the recorded output cannot contain a vote', async () => {
    const { verdict } = await pressed({
      answer,
      history: [...waits, endOf({ type: 'success', output: 'yes' }, AT)],
    });
    expect(verdict).toStrictEqual({ kind: 'unsure', payload });
  });

  test('the result of the press is unknown for the task of another program', async () => {
    const { verdict, reads } = await pressed({ sealed: plain(APPROVE), answer, history: decided(APPROVE) });
    expect(verdict).toStrictEqual({ kind: 'unsure', payload: plain(APPROVE) });
    expect(reads).toEqual([]);
  });
});
