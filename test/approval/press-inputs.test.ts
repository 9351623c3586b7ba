import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import { InvalidInputs } from '../../src/approval/invalid-inputs.ts';
import { BY_ADDRESS, type People } from '../../src/approval/people.ts';
import { press } from '../../src/approval/press.ts';
import type { Press } from '../../src/approval/verdict.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';
import { ANN, BOB, EXECUTION, historyOf, NOW, type RoundOptions } from './support/rounds.ts';

const people: People = {
  async isSame(a, b) {
    if (a.id && b.id) return a.id === b.id ? 'yes' : 'no';
    return BY_ADDRESS.isSame(a, b);
  },
  isMember: async (group, { id }) => (group === id ? 'yes' : 'no'),
};

const INPUTS = [
  { name: 'hours', label: 'Hours', type: 'number', required: true },
  { name: 'why', label: 'Why', type: 'text' },
];
const ACTIONS = [
  { name: 'approve_1h', label: 'Approve for some hours', outcome: 'approve', output: { kind: 'short' } },
  { name: 'no', label: 'No', outcome: 'reject' },
  { name: 'hold', label: 'Hold', outcome: 'other', inputs: ['why'] },
];
const REQUEST = { name: 'Ben', inputs: INPUTS, actions: ACTIONS };

interface PressOptions extends Partial<Press> {
  readonly request?: object;
  readonly rounds?: readonly RoundOptions[];
  /** The name of the action that is pressed. */
  readonly action?: string;
  readonly outcome?: 'approve' | 'reject' | 'other';
  readonly context?: Payload['context'];
  readonly now?: number;
}

/** Presses the button of the first round, whose answer asks for inputs. */
async function pressed(who: Person, options: PressOptions = {}) {
  const { request = REQUEST, rounds = [{}], action = 'approve_1h', context, now = NOW, ...how } = options;
  const { outcome: meant = 'approve', ...rest } = how;
  const outcomes: Outcome[] = [];
  const sealed = {
    token: 'AAAA/0=',
    action: { name: action, type: 'success', output: { name_in_output: 'Ben' } },
    transactionId: '0'.repeat(32),
    since: 2,
    context: {
      surface: 'slack',
      execution: EXECUTION,
      inputs: true,
      outcome: meant,
      label: 'It',
      ...context,
    },
  } as Payload;
  let clock = now;
  const verdict = await press('3-AAAA', () => ({ who, via: 'slack', decides: true, ...rest }), {
    ...DEFAULTS,
    open: async () => sealed,
    completeTask: async (_, outcome) => void outcomes.push(outcome),
    people,
    getHistory: async () => historyOf(rounds, request),
    nextRoundWithinMs: 2_000,
    pause: async (milliseconds) => {
      clock += milliseconds;
    },
    now: () => clock,
    note: () => undefined,
    log: createFakeLog().log,
  });
  return { verdict, outcomes };
}

describe('an answer that asks for inputs', () => {
  test('is looked at with the request, which says what to ask', async () => {
    const { verdict, outcomes } = await pressed(ANN, { decides: false });
    expect(verdict).toMatchObject({
      kind: 'open',
      approval: { request: { inputs: [{ name: 'hours' }, {}] } },
    });
    expect(JSON.stringify(verdict)).not.toMatch(/"rounds":\[[^\]]*"token"/);
    expect(outcomes).toEqual([]);
  });

  test.each([
    [true, { kind: 'later' }],
    [false, { kind: 'refused', refusal: { code: 'HistoryUnavailable' } }],
  ])(
    'is not asked, and not taken, if the history does not have the request (decides: %s)',
    async (decides, expected) => {
      const { verdict, outcomes } = await pressed(ANN, { decides, rounds: [], inputs: { hours: '2' } });
      expect(verdict).toMatchObject(expected);
      expect(outcomes).toEqual([]);
    },
  );

  test('completes the task with what the person gave, its label and its meaning', async () => {
    const { verdict, outcomes } = await pressed(ANN, { inputs: { hours: ' 2 ', why: '', other: 'x' } });
    expect(verdict).toMatchObject({
      kind: 'taken',
      resolution: { status: 'approved', vote: { label: 'It', inputs: { hours: 2 } } },
    });
    expect(outcomes).toMatchObject([
      {
        type: 'success',
        output: {
          name_in_output: 'Ben',
          decision: { action: 'approve_1h', outcome: 'approve', label: 'It', inputs: { hours: 2 } },
          decisions: [{ inputs: { hours: 2 } }],
        },
      },
    ]);
  });

  test('that is neither an approval nor a rejection answers the request', async () => {
    const { verdict } = await pressed(ANN, { action: 'hold', outcome: 'other', inputs: { why: 'later' } });
    expect(verdict).toMatchObject({
      kind: 'taken',
      resolution: { status: 'answered', vote: { inputs: { why: 'later' } } },
    });
  });

  test.each<[Press['inputs'], string]>([
    [undefined, 'An answer is missing'],
    [{}, 'An answer is missing'],
    [{ hours: 'two' }, 'This is not a number'],
  ])('is refused with %j, and the form can be shown again', async (inputs, problem) => {
    const { verdict, outcomes } = await pressed(ANN, { ...(inputs && { inputs }) });
    expect(outcomes).toEqual([]);
    expect(verdict).toMatchObject({
      kind: 'refused',
      refusal: { code: 'InvalidInputs', message: expect.stringContaining(`Hours: ${problem}`) },
      approval: { request: { inputs: [{ name: 'hours' }, {}] } },
    });
    const { refusal } = verdict as { refusal?: unknown };
    expect(refusal instanceof InvalidInputs && refusal.problems.get('hours')).toContain(problem);
  });

  test('of another person is refused before what they gave is checked', async () => {
    const { verdict } = await pressed(BOB, { request: { ...REQUEST, approvers: [ANN.id] } });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
  });

  test('that the request in the history does not have is refused: it is not known what it asks for', async () => {
    const { verdict, outcomes } = await pressed(ANN, { action: 'gone' });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'InvalidPayload' } });
    expect(outcomes).toEqual([]);
  });

  test('after the end says how it ended', async () => {
    const rounds = [{ cause: { errorMessage: 'no' }, error: 'rejected' }];
    const { verdict, outcomes } = await pressed(ANN, { rounds, inputs: { hours: '2' } });
    expect(verdict).toMatchObject({ kind: 'ended', resolution: { status: 'rejected' } });
    expect(outcomes).toEqual([]);
  });
});

describe('an answer with inputs to a request that needs two approvals', () => {
  const request = { ...REQUEST, approvals: 2, rejections: 2 };
  const context = { rounds: true } as const;
  const voted = (who: Person, hours: number, more: object = {}) => ({
    cause: {
      decision: {
        action: 'approve_1h',
        outcome: 'approve',
        label: 'It',
        by: who.name,
        user_id: who.id,
        via: 'slack',
        at: new Date(NOW - 60_000).toISOString(),
        inputs: { hours },
        ...more,
      },
    },
  });
  const ask = (who: Person, rounds: readonly RoundOptions[], options: PressOptions = {}) =>
    pressed(who, { request, context, rounds: [...rounds, {}], inputs: { hours: '2' }, ...options });
  const causes = (outcomes: readonly Outcome[]) =>
    outcomes.map((one) => JSON.parse((one.type === 'failure' && one.cause) || '{}'));

  test('counts, and the history has what the person gave', async () => {
    const { verdict, outcomes } = await ask(ANN, []);
    expect(verdict).toMatchObject({ kind: 'counted', approval: { state: { needed: 1 } } });
    expect(causes(outcomes)).toMatchObject([
      { errorType: 'Countersign.NextRound', decision: { inputs: { hours: 2 } } },
    ]);
  });

  test('is the last one, and the output has what each person gave', async () => {
    const { outcomes } = await ask(BOB, [voted(ANN, 1)]);
    expect(outcomes).toMatchObject([
      {
        output: {
          decision: { inputs: { hours: 2 } },
          decisions: [{ inputs: { hours: 1 } }, { inputs: { hours: 2 } }],
        },
      },
    ]);
  });

  test('changes nothing, if the same person gives the same again', async () => {
    const { verdict, outcomes } = await ask(ANN, [voted(ANN, 2)]);
    expect(verdict).toMatchObject({ kind: 'counted', unchanged: true });
    expect(outcomes).toEqual([]);
  });

  test('changes the vote, if the same person gives something else', async () => {
    const { verdict, outcomes } = await ask(ANN, [voted(ANN, 1)]);
    expect(verdict).toMatchObject({ kind: 'counted', approval: { state: { needed: 1 } } });
    expect(causes(outcomes)).toMatchObject([{ decision: { inputs: { hours: 2 }, replaces: 1 } }]);
  });

  test('changes nothing, if it is tried again after a later vote of the same person', async () => {
    const later = voted(ANN, 3, { at: new Date(NOW + 1_000).toISOString() });
    const { verdict, outcomes } = await ask(ANN, [later], { at: new Date(NOW) });
    expect(verdict).toMatchObject({ kind: 'counted', unchanged: true });
    expect(outcomes).toEqual([]);
  });

  test('changes an approval into a rejection, which asks for nothing', async () => {
    const { verdict, outcomes } = await ask(ANN, [voted(ANN, 1)], {
      action: 'no',
      outcome: 'reject',
      context: { rounds: true },
    });
    expect(verdict).toMatchObject({ kind: 'counted', approval: { state: { needed: 2 } } });
    expect(causes(outcomes)).toMatchObject([{ decision: { action: 'no', replaces: 1 } }]);
  });
});

describe('a person of an escalation', () => {
  const BOSS: Person = { id: 'U0000BOSS', name: 'Boss' };
  const AFTER = 3_600_000;
  /** When the request was asked. */
  const ASKED = NOW - AFTER;
  const sealed = { approvers: [ANN.id ?? ''], escalate: [{ at: NOW / 1000, to: [BOSS.id ?? ''] }] };
  const request = { name: 'Ben', approvers: [ANN.id], escalate: [{ after: '1h', to: [BOSS.id] }] };

  test.each<[string, number, 'taken' | 'refused']>([
    ['a millisecond before', NOW - 1, 'refused'],
    ['at', NOW, 'taken'],
    ['a day after', NOW + 86_400_000, 'taken'],
  ])('decides by the sealed times: %s the time', async (_, now, kind) => {
    const context = { surface: 'slack', execution: EXECUTION, ...sealed };
    const payload = { context, decides: true, now } as const;
    const { verdict } = await pressed(BOSS, {
      ...payload,
      action: 'approve',
      context: { ...context, inputs: undefined as never },
    });
    expect(verdict.kind).toBe(kind);
    const { verdict: own } = await pressed(ANN, {
      ...payload,
      context: { ...context, inputs: undefined as never },
    });
    expect(own.kind).toBe('taken');
  });

  test.each<[string, number, 'counted' | 'refused']>([
    ['a millisecond before', NOW - 1, 'refused'],
    ['at', NOW, 'counted'],
    ['a day after', NOW + 80_000_000, 'counted'],
  ])('votes by the history, from when the first round was asked: %s the time', async (_, now, kind) => {
    const { verdict } = await pressed(BOSS, {
      request: { ...request, approvers: [ANN.id, BOB.id], approvals: 2 },
      context: { rounds: true, approvers: [ANN.id ?? ''] },
      rounds: [{ at: ASKED }],
      action: 'approve',
      now,
    });
    expect(verdict.kind).toBe(kind);
  });

  test('votes by the first round of the stage, not of the request', async () => {
    const { name: _, ...second } = request;
    const stages = [{ approvers: [BOB.id] }, second];
    const bob = {
      decision: { action: 'approve', user_id: BOB.id, via: 'slack', at: new Date(ASKED).toISOString() },
    };
    const rounds = [{ at: ASKED, cause: bob }, { at: ASKED + 600_000 }];
    const voteAt = (now: number) =>
      pressed(BOSS, {
        request: { name: 'Ben', stages },
        context: { rounds: true },
        rounds,
        action: 'approve',
        now,
      });
    expect((await voteAt(NOW)).verdict.kind).toBe('refused');
    expect((await voteAt(NOW + 600_000)).verdict.kind).toBe('taken');
  });
});
