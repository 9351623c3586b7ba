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

  test('for another reason fails the press', async () => {
    const error = new Error('KMS is away');
    const { verdict, ...rest } = await pressed({ sealed: error, history: [] });
    expect(verdict).toStrictEqual({ kind: 'failed' });
    const facts = { open_ms: 0, level: 'error', outcome: 'ServiceError', error };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [], lines: [] });
  });
});

describe('what the surface makes of the payload', () => {
  const payload = { ...approval(APPROVE, BOB_ONLY), expiresAt: EXPIRED };

  test('is asked before anything else, and may refuse', async () => {
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

  test('may fail', async () => {
    const error = new TypeError('broken');
    const toPress = () => {
      throw error;
    };
    const { verdict, facts, completed } = await pressed({ toPress });
    expect(verdict).toStrictEqual({ kind: 'failed', payload: approval(APPROVE) });
    expect(facts).toMatchObject({ level: 'error', outcome: 'ServiceError', error });
    expect(completed).toEqual([]);
  });
});

describe.each([true, false])('a press that decides (%s)', (decides) => {
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
      ['and has not ended', waits],
      ['and the history is not there', undefined],
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

    test('also where this person may not decide, and no person is looked up', async () => {
      const excluded = { ...approval(APPROVE, BOB_ONLY), expiresAt: EXPIRED };
      const unasked: People = { isSame: forever, isMember: forever };
      const { verdict } = await pressed({ sealed: excluded, press: how, people: unasked, history: waits });
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'ExpiredPayload' } });
    });

    test('and was decided in time', async () => {
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
      ['was cancelled', stopped, { status: 'cancelled', cause: 'by hand', at: AT }],
      ['its task timed out', timedOut, { status: 'expired', at: AT }],
    ])('and %s', async (_, history, resolution) => {
      const { verdict } = await pressed({ sealed: payload, press: how, history });
      expect(verdict).toStrictEqual({
        kind: 'ended',
        payload,
        resolution,
        refusal: refusedWith('ExpiredPayload'),
      });
    });

    test('which is said first where its action cannot be made, too', async () => {
      const resolve = () => Promise.reject(new Refusal('ParametersDisabled', 'not here'));
      const { verdict } = await pressed({ sealed: payload, press: { ...how, resolve } });
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'ExpiredPayload' } });
    });

    test('and is of another program: no history is read', async () => {
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

  describe('is of a person who may not decide', () => {
    const payload = approval(APPROVE, BOB_ONLY);

    test.each([
      ['and it has not ended', waits],
      ['and the history is not there', undefined],
    ])('%s', async (_, history) => {
      const { reads, ...rest } = await pressed({ sealed: payload, press: how, ...(history && { history }) });
      expect(rest).toStrictEqual(refused(payload, 'NotAllowed'));
      expect(reads).toEqual(history ? [EXECUTION] : []);
    });

    test.each([
      ['Ann may not decide her own request', { self_approval: false, requester_id: ANN.id }, ANN],
      ['a person who is not known may not', { approvers: [ANN.id] }, {}],
    ])('because %s', async (_, policy, who) => {
      const { verdict } = await pressed({ sealed: approval(APPROVE, policy), press: { ...how, who } });
      expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
    });

    test('and another person has decided: that is said', async () => {
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
      ['its time ran out', timedOut, 'expired'],
      ['it was cancelled', stopped, 'cancelled'],
    ])('and %s: that is said', async (_, history, status) => {
      const { verdict } = await pressed({ sealed: payload, press: how, history });
      expect(verdict).toMatchObject({ kind: 'ended', resolution: { status } });
    });

    test('and it is of another program: no history is read', async () => {
      const other = { ...plain(APPROVE), context: { ...BOB_ONLY, execution: EXECUTION } };
      const { reads, ...rest } = await pressed({ sealed: other, press: how, history: decided(APPROVE) });
      expect(rest).toStrictEqual(refused(other, 'NotAllowed'));
      expect(reads).toEqual([]);
    });

    test.each([
      ['the payload’s language', { locale: 'de' }, 'en'],
      ['the language here where the payload has none', {}, 'de'],
    ])('which is said in %s', async (_, context, locale) => {
      const { verdict } = await pressed({
        sealed: approval(APPROVE, { ...BOB_ONLY, ...context }),
        press: how,
        locale,
      });
      expect(verdict).toMatchObject({
        refusal: { message: 'Sie gehören nicht zu denen, die hierüber entscheiden dürfen.' },
      });
    });
  });

  test('fails where it cannot be looked up whether this person may decide', async () => {
    const error = new Error('Slack is away');
    const away: People = { isSame: async () => 'no', isMember: () => Promise.reject(error) };
    const payload = approval(APPROVE, { approvers: ['S0LEADS01'] });
    const { verdict, facts, completed } = await pressed({
      sealed: payload,
      press: how,
      people: away,
      history: waits,
    });
    expect(verdict).toStrictEqual({ kind: 'failed', payload });
    expect(facts).toStrictEqual({ ...openedFacts(payload), level: 'error', outcome: 'ServiceError', error });
    expect(completed).toEqual([]);
  });

  test.each<[string, Partial<Payload>]>([
    ['templates', { outputParameters: true }],
    ['a post action', { action: { name: 'answer', type: 'post', outcomes: [] } }],
  ])('is refused where %s is on a button, which brings nothing along', async (_, more) => {
    const payload = { ...approval(APPROVE), ...more };
    const { reads, ...rest } = await pressed({ sealed: payload, press: how, history: waits });
    expect(rest).toStrictEqual(refused(payload, 'InvalidPayload'));
    expect(reads).toEqual([]);
  });
});

describe('a look', () => {
  const press: Partial<Press> = { decides: false };

  test.each([
    ['who may decide', {}],
    ['who is one of the approvers', { approvers: [ANN.id] }],
  ])('of a person %s finds it open', async (_, policy) => {
    const payload = approval(APPROVE, policy);
    const { verdict, ...rest } = await pressed({ sealed: payload, press, history: waits });
    expect(verdict).toStrictEqual({ kind: 'open', payload });
    const facts = { ...openedFacts(payload), outcome: 'asked' };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [EXECUTION], lines: [] });
  });

  test('finds it open where the history cannot be read', async () => {
    const { verdict, lines } = await pressed({ press, history: new Error('throttled') });
    expect(verdict).toStrictEqual({ kind: 'open', payload: approval(APPROVE) });
    expect(lines).toMatchObject([{ level: 'warn', event: 'history_failed' }]);
  });

  test.each<[string, readonly HistoryEvent[], object]>([
    ['approved', decided(APPROVE, { who: BOB }), { status: 'approved', vote: vote('approve', BOB), at: AT }],
    ['expired', timedOut, { status: 'expired', at: AT }],
    ['cancelled', stopped, { status: 'cancelled', cause: 'by hand', at: AT }],
  ])('finds it ended: %s', async (_, history, resolution) => {
    const payload = approval(APPROVE);
    const { verdict, ...rest } = await pressed({ sealed: payload, press, history });
    expect(verdict).toStrictEqual({ kind: 'ended', payload, resolution });
    const facts = { ...openedFacts(payload), outcome: 'already_decided' };
    expect(rest).toStrictEqual({ facts, completed: [], reads: [EXECUTION], lines: [] });
  });

  test.each<[string, Payload]>([
    ['that names no execution', { ...plain(APPROVE), context: { surface: 'slack' } }],
    ['that no approval sealed', { ...plain(APPROVE), context: { execution: EXECUTION } }],
    ['without anything but its action', plain(APPROVE)],
  ])('at a payload %s reads no history', async (_, payload) => {
    const { verdict, reads } = await pressed({ sealed: payload, press, history: decided(APPROVE) });
    expect(verdict).toStrictEqual({ kind: 'open', payload });
    expect(reads).toEqual([]);
  });
});

test('each verdict was met', async () => {
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
