import { describe, expect, test } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { People } from '../../src/approval/people.ts';
import type { Press, Verdict } from '../../src/approval/verdict.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { forever } from '../support/fake-surface.ts';
import { EXECUTION } from '../support/web-fake-workflow.ts';
import {
  ANN,
  APPROVE,
  AT,
  approval,
  BOB,
  BOB_ONLY,
  decided,
  gone,
  NOW,
  openedFacts,
  plain,
  pressed,
  REJECT,
  refusedWith,
  stopped,
  timedOut,
  vote,
  waits,
} from './support/presses.ts';

const EXPIRED = NOW / 1000;

describe('a payload that does not open', () => {
  const code = 'InvalidPayload';

  test('is refused', async () => {
    const refusal = new Refusal(code, 'not one of ours');
    const { verdict, ...rest } = await pressed({ sealed: refusal, history: [] });
    expect(verdict).toStrictEqual({ kind: 'refused', refusal });
    expect(rest).toStrictEqual({ facts: { open_ms: 0, outcome: code }, completed: [], reads: [], lines: [] });
  });

  test('fails the press when the reason is an internal error', async () => {
    const error = new Error('KMS is away');
    const { verdict, ...rest } = await pressed({ sealed: error, history: [] });
    expect(verdict).toStrictEqual({ kind: 'failed', error: expect.any(Error) });
    const facts = { open_ms: 0, level: 'error', outcome: 'ServiceError', error };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [], lines: [] });
  });
});

describe('the press that a surface makes from the payload', () => {
  const payload = { ...approval(APPROVE, BOB_ONLY), expiresAt: EXPIRED };

  test('is made before all other checks, and can be refused', async () => {
    const refusal = new Refusal('ActionMismatched', 'another action');
    const given: Payload[] = [];
    const toPress = (one: Payload) => {
      given.push(one);
      throw refusal;
    };
    const { verdict, ...rest } = await pressed({ sealed: payload, toPress, history: decided(REJECT) });
    expect(verdict).toStrictEqual({ kind: 'refused', payload, refusal });
    expect(given).toStrictEqual([payload]);
    const facts = { ...openedFacts(payload), outcome: 'ActionMismatched' };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [], lines: [] });
  });

  test('can fail', async () => {
    const error = new TypeError('broken');
    const toPress = () => {
      throw error;
    };
    const { verdict, facts, completed } = await pressed({ toPress });
    expect(verdict).toStrictEqual({ kind: 'failed', payload: approval(APPROVE), error: expect.any(Error) });
    expect(facts).toMatchObject({ level: 'error', outcome: 'ServiceError', error });
    expect(completed).toEqual([]);
  });
});

describe.each([true, false])('a press with decides %s', (decides) => {
  const how = { decides };
  const refused = (payload: Payload, code: string) => ({
    verdict: { kind: 'refused', payload, refusal: refusedWith(code) },
    facts: { ...openedFacts(payload), outcome: code },
    completed: [],
    lines: [],
  });

  describe('is expired', () => {
    const payload = { ...approval(APPROVE), expiresAt: EXPIRED };

    test.each([
      ['and the request has not ended', waits],
      ['and no history is available', undefined],
    ])('%s', async (_, history) => {
      const { reads, ...rest } = await pressed({ sealed: payload, press: how, ...(history && { history }) });
      expect(rest).toStrictEqual(refused(payload, 'ExpiredPayload'));
      expect(reads).toEqual(history ? [EXECUTION] : []);
    });

    test('and the history cannot be read, which is logged', async () => {
      const error = new Error('throttled');
      const { verdict, lines } = await pressed({ sealed: payload, press: how, history: error });
      expect(verdict).toStrictEqual({ kind: 'refused', payload, refusal: refusedWith('ExpiredPayload') });
      expect(lines).toStrictEqual([{ level: 'warn', event: 'history_failed', execution: EXECUTION, error }]);
    });

    test('also when this person may not decide, and no person is looked up', async () => {
      const excluded = { ...approval(APPROVE, BOB_ONLY), expiresAt: EXPIRED };
      const unasked: People = { isSame: forever, isMember: forever };
      const { verdict } = await pressed({ sealed: excluded, press: how, people: unasked, history: waits });
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'ExpiredPayload' } });
    });

    test('and the request was decided in time', async () => {
      const ending = decided(REJECT, { who: BOB, comment: 'too early' });
      const { verdict, facts, completed, reads } = await pressed({
        sealed: payload,
        press: how,
        history: ending,
      });
      expect(verdict).toStrictEqual({
        kind: 'ended',
        payload,
        resolution: { status: 'rejected', vote: vote('reject', BOB, { comment: 'too early' }), at: AT },
        refusal: refusedWith('ExpiredPayload'),
      });
      expect(facts).toStrictEqual({ ...openedFacts(payload), outcome: 'ExpiredPayload' });
      expect(completed).toEqual([]);
      expect(reads).toEqual([EXECUTION]);
    });

    test.each<[string, readonly HistoryEvent[], Resolution]>([
      ['the request was cancelled', stopped, { status: 'cancelled', cause: 'by hand', at: AT }],
      ['the task timed out', timedOut, { status: 'expired', at: AT }],
    ])('and %s', async (_, history, resolution) => {
      const { verdict } = await pressed({ sealed: payload, press: how, history });
      expect(verdict).toStrictEqual({
        kind: 'ended',
        payload,
        resolution,
        refusal: refusedWith('ExpiredPayload'),
      });
    });

    test('also when its action cannot be resolved', async () => {
      const resolve = () => Promise.reject(new Refusal('ParametersDisabled', 'not here'));
      const { verdict } = await pressed({ sealed: payload, press: { ...how, resolve } });
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'ExpiredPayload' } });
    });

    test('and belongs to another program, so no history is read', async () => {
      const other = { ...plain(APPROVE), expiresAt: EXPIRED };
      const { reads, ...rest } = await pressed({ sealed: other, press: how, history: decided(REJECT) });
      expect(rest).toStrictEqual(refused(other, 'ExpiredPayload'));
      expect(reads).toEqual([]);
    });
  });

  test('is in time until the last millisecond', async () => {
    const payload = { ...approval(APPROVE), expiresAt: EXPIRED };
    const { verdict } = await pressed({ sealed: payload, press: how, now: () => NOW - 1, history: waits });
    expect(verdict.kind).toBe(decides ? 'taken' : 'open');
  });

  describe('comes from a person who may not decide', () => {
    const payload = approval(APPROVE, BOB_ONLY);

    test.each([
      ['and the request has not ended', waits],
      ['and no history is available', undefined],
    ])('%s', async (_, history) => {
      const { reads, ...rest } = await pressed({ sealed: payload, press: how, ...(history && { history }) });
      expect(rest).toStrictEqual(refused(payload, 'NotAllowed'));
      expect(reads).toEqual(history ? [EXECUTION] : []);
    });

    test.each([
      ['Ann may not decide her own request', { self_approval: false, requester_id: ANN.id }, ANN],
      ['an unknown person may not decide', { approvers: [ANN.id] }, {}],
    ])('because %s', async (_, policy, who) => {
      const { verdict } = await pressed({ sealed: approval(APPROVE, policy), press: { ...how, who } });
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
    });

    test('and gets the decision of another person', async () => {
      const resolution = { status: 'approved', vote: vote('approve', BOB), at: AT };
      const { verdict, facts, completed, reads } = await pressed({
        sealed: payload,
        press: how,
        history: decided(APPROVE, { who: BOB }),
      });
      expect(verdict).toStrictEqual(
        decides
          ? { kind: 'ended', payload, resolution, refusal: refusedWith('NotAllowed') }
          : { kind: 'ended', payload, resolution },
      );
      expect(facts).toStrictEqual({
        ...openedFacts(payload),
        outcome: decides ? 'NotAllowed' : 'already_decided',
      });
      expect(completed).toEqual([]);
      expect(reads).toEqual([EXECUTION]);
    });

    test.each([
      ['the request expired', timedOut, 'expired'],
      ['the request was cancelled', stopped, 'cancelled'],
    ])('and gets the end of the request when %s', async (_, history, status) => {
      const { verdict } = await pressed({ sealed: payload, press: how, history });
      expect(verdict).toMatchObject({ kind: 'ended', resolution: { status } });
    });

    test('and belongs to another program, so no history is read', async () => {
      const other = { ...plain(APPROVE), context: { ...BOB_ONLY, execution: EXECUTION } };
      const { reads, ...rest } = await pressed({ sealed: other, press: how, history: decided(APPROVE) });
      expect(rest).toStrictEqual(refused(other, 'NotAllowed'));
      expect(reads).toEqual([]);
    });

    test.each([
      ['the language of the payload', { locale: 'de' }, 'en'],
      ['the default language when the payload has none', {}, 'de'],
    ])('and gets the refusal in %s', async (_, context, locale) => {
      const { verdict } = await pressed({
        sealed: approval(APPROVE, { ...BOB_ONLY, ...context }),
        press: how,
        locale,
      });
      expect(verdict).toMatchObject({
        refusal: {
          message:
            'Sie sind kein Genehmiger dieser Anfrage. Bitte einen Genehmiger um die Entscheidung bitten.',
        },
      });
    });
  });

  test('fails when the lookup of the person fails', async () => {
    const error = new Error('Slack is away');
    const away: People = { isSame: async () => 'no', isMember: () => Promise.reject(error) };
    const payload = approval(APPROVE, { approvers: ['S0LEADS01'] });
    const { verdict, facts, completed } = await pressed({
      sealed: payload,
      press: how,
      people: away,
      history: waits,
    });
    expect(verdict).toStrictEqual({ kind: 'failed', payload, error: expect.any(Error) });
    expect(facts).toStrictEqual({ ...openedFacts(payload), level: 'error', outcome: 'ServiceError', error });
    expect(completed).toEqual([]);
  });

  test.each<[string, Partial<Payload>]>([
    ['templates', { outputParameters: true }],
    ['a post action', { action: { name: 'answer', type: 'post', outcomes: [] } }],
  ])('is refused when a button has %s, because a button sends no parameters and no body', async (_, more) => {
    const payload = { ...approval(APPROVE), ...more };
    const { reads, ...rest } = await pressed({ sealed: payload, press: how, history: waits });
    expect(rest).toStrictEqual(refused(payload, 'InvalidPayload'));
    expect(reads).toEqual([]);
  });
});

describe('a press that does not decide', () => {
  const press: Partial<Press> = { decides: false };

  test.each([
    ['who may decide', {}],
    ['who is one of the approvers', { approvers: [ANN.id] }],
  ])('of a person %s shows that the request is open', async (_, policy) => {
    const payload = approval(APPROVE, policy);
    const { verdict, ...rest } = await pressed({ sealed: payload, press, history: waits });
    expect(verdict).toStrictEqual({ kind: 'open', payload });
    const facts = { ...openedFacts(payload), outcome: 'asked' };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [EXECUTION], lines: [] });
  });

  test('shows that the request is open when the history cannot be read', async () => {
    const { verdict, lines } = await pressed({ press, history: new Error('throttled') });
    expect(verdict).toStrictEqual({ kind: 'open', payload: approval(APPROVE) });
    expect(lines).toMatchObject([{ level: 'warn', event: 'history_failed' }]);
  });

  test.each<[string, readonly HistoryEvent[], object]>([
    ['approved', decided(APPROVE, { who: BOB }), { status: 'approved', vote: vote('approve', BOB), at: AT }],
    ['expired', timedOut, { status: 'expired', at: AT }],
    ['cancelled', stopped, { status: 'cancelled', cause: 'by hand', at: AT }],
  ])('shows that the request has ended: %s', async (_, history, resolution) => {
    const payload = approval(APPROVE);
    const { verdict, ...rest } = await pressed({ sealed: payload, press, history });
    expect(verdict).toStrictEqual({ kind: 'ended', payload, resolution });
    const facts = { ...openedFacts(payload), outcome: 'already_decided' };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [EXECUTION], lines: [] });
  });

  test.each<[string, Payload]>([
    ['without an execution', { ...plain(APPROVE), context: { surface: 'slack' } }],
    ['that was not sealed by an approval', { ...plain(APPROVE), context: { execution: EXECUTION } }],
    ['with only its action', plain(APPROVE)],
  ])('reads no history for a payload %s', async (_, payload) => {
    const { verdict, reads } = await pressed({ sealed: payload, press, history: decided(APPROVE) });
    expect(verdict).toStrictEqual({ kind: 'open', payload });
    expect(reads).toEqual([]);
  });
});

test.each([{ outcome: 'approve' }, { outcome: 'reject' }, { outcome: 'other' }] as const)(
  'an answer with the outcome $outcome needs the comment that its request needs',
  async ({ outcome }) => {
    const sealed = approval(APPROVE, { outcome, label: 'Own', comment: 'required' });

    expect((await pressed({ sealed })).verdict).toMatchObject({ refusal: refusedWith('CommentRequired') });
    expect((await pressed({ sealed, press: { comment: 'fine' } })).completed).toHaveLength(1);
  },
);

test('all kinds of verdict occur', async () => {
  const kinds: Verdict['kind'][] = [];
  for (const setup of [
    { press: { decides: false } },
    {},
    { answer: gone('TaskTimedOut') },
    { sealed: new Refusal('InvalidPayload', 'not one of ours') },
    { sealed: new Error('away') },
    { answer: new Error('away') },
  ]) {
    kinds.push((await pressed(setup)).verdict.kind);
  }
  expect(kinds).toEqual(['open', 'taken', 'ended', 'refused', 'failed', 'unsure']);
});
