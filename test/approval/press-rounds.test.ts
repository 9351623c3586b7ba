import { describe, expect, test } from 'vitest';
import type { Person } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { BY_ADDRESS, type People } from '../../src/approval/people.ts';
import { press } from '../../src/approval/press.ts';
import type { Press } from '../../src/approval/verdict.ts';
import { Refusal } from '../../src/callback/errors.ts';
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

const voteOf = (who: Person, action = 'approve', at = NOW - 60_000) => ({
  decision: {
    action,
    by: who.name,
    ...(who.id && { user_id: who.id }),
    ...(who.email && { email: who.email }),
    via: 'slack',
    at: new Date(at).toISOString(),
  },
});

/** Presses the button of the first round, by this history. */
async function pressed(
  who: Person,
  rounds: readonly RoundOptions[],
  {
    request = { name: 'Ben', approvals: 2 },
    answers = [],
    histories,
    payload = {},
    ...how
  }: {
    request?: object;
    /** What Step Functions answers to each call; by default, it accepts. */
    answers?: readonly (Error | undefined)[];
    /** The histories that are read one after the other; by default, always the same. */
    histories?: readonly (readonly HistoryEvent[] | Error)[];
    payload?: Partial<Payload>;
  } & Partial<Press> = {},
) {
  const outcomes: { token: string; outcome: Outcome }[] = [];
  const { log } = createFakeLog();
  let reads = 0;
  let now = NOW;
  const sealed = {
    token: 'AAAA/0=',
    action: { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
    transactionId: '0'.repeat(32),
    since: 2,
    context: { surface: 'slack', execution: EXECUTION, rounds: true },
    ...payload,
  } as Payload;
  const verdict = await press('3-AAAA', () => ({ who, via: 'slack', decides: true, ...how }), {
    ...DEFAULTS,
    open: async () => sealed,
    completeTask: async (task, outcome) => {
      outcomes.push({ token: 'token' in task ? task.token : '', outcome });
      const answer = answers[outcomes.length - 1];
      if (answer) throw answer;
    },
    people,
    getHistory: async () => {
      const history = histories?.[Math.min(reads, histories.length - 1)] ?? historyOf(rounds, request);
      reads += 1;
      if (history instanceof Error) throw history;
      return history;
    },
    nextRoundWithinMs: 5_000,
    pause: async (milliseconds) => {
      now += milliseconds;
    },
    now: () => now,
    note: () => undefined,
    log,
  });
  return { verdict, outcomes, reads };
}

const gone = new Refusal('StepFunctionsError', 'gone', { reason: 'TaskTimedOut' });

describe('a press on a request that needs two approvals', () => {
  test('completes the task with the error and the vote, if it is the first one', async () => {
    const { verdict, outcomes } = await pressed(ANN, [{}], { comment: ' fine ' });
    expect(verdict).toMatchObject({
      kind: 'counted',
      approval: { state: { needed: 1, votes: [{ who: ANN }] } },
    });
    const [{ token, outcome } = {}] = outcomes;
    expect(token).toBe('AAAA/0=');
    expect(outcome).toMatchObject({ type: 'failure', error: 'Countersign.NextRound' });
    expect(JSON.parse((outcome?.type === 'failure' && outcome.cause) || '')).toStrictEqual({
      errorMessage: expect.stringContaining('no Retry for the error Countersign.NextRound'),
      errorType: 'Countersign.NextRound',
      decision: {
        action: 'approve',
        by: 'Ann',
        user_id: 'U00000ANN',
        email: 'ann@example.com',
        via: 'slack',
        at: '2026-11-24T12:30:00.000Z',
        comment: 'fine',
      },
    });
    expect(JSON.stringify(verdict)).not.toMatch(/"rounds":\[[^\]]*"token"/);
  });

  test('completes the task of the round that waits, with all votes, if it is the second one', async () => {
    const { verdict, outcomes } = await pressed(BOB, [{ cause: voteOf(ANN) }, {}]);
    expect(verdict).toMatchObject({
      kind: 'taken',
      payload: { token: 'AAAA/1=' },
      resolution: { status: 'approved' },
    });
    expect(outcomes).toMatchObject([
      {
        token: 'AAAA/1=',
        outcome: { type: 'success', output: { decisions: [{ by: 'Ann' }, { by: 'Bob' }] } },
      },
    ]);
  });

  test.each<[string, readonly RoundOptions[], object]>([
    ['of the same person', [{ cause: voteOf(ANN) }, {}], { kind: 'counted', unchanged: true }],
    [
      'of the same person on another surface',
      [{ cause: voteOf({ email: 'ann@example.com', name: 'ann@example.com' }) }, {}],
      { kind: 'counted', unchanged: true },
    ],
  ])('changes nothing with the same vote again %s', async (_, rounds, expected) => {
    const { verdict, outcomes } = await pressed(ANN, rounds);
    expect(verdict).toMatchObject(expected);
    expect(outcomes).toEqual([]);
  });

  test('is refused, with the reason, if it cannot be told whether the person has voted', async () => {
    const { verdict, outcomes } = await pressed({ email: 'ann@example.com' }, [
      { cause: voteOf({ id: 'U00000BOB', name: 'Bob' }) },
      {},
    ]);
    expect(verdict).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'NotAllowed',
        message: expect.stringContaining('Bob (U00000BOB) has voted in Slack.'),
      },
    });
    expect(outcomes).toEqual([]);
  });

  test('is refused if the person is not known: each person has one vote', async () => {
    const { verdict } = await pressed({}, [{}]);
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'NotAllowed' } });
  });

  test('says which vote it changes', async () => {
    const rounds = [{ cause: voteOf(BOB) }, { cause: voteOf(ANN, 'reject') }, {}];
    const request = { name: 'Ben', approvals: 3, rejections: 2 };
    const { verdict, outcomes } = await pressed(ANN, rounds, { request });
    expect(verdict).toMatchObject({ kind: 'counted', approval: { state: { needed: 1 } } });
    expect(outcomes).toMatchObject([{ outcome: { cause: expect.stringContaining('"replaces":2') } }]);
  });

  test('goes into the next round if another vote ends this one in the same moment', async () => {
    const { verdict, outcomes } = await pressed(BOB, [], {
      answers: [gone],
      histories: [
        historyOf([{}], { name: 'Ben', approvals: 3 }),
        historyOf([{ cause: voteOf(ANN) }], { name: 'Ben', approvals: 3 }),
        historyOf([{ cause: voteOf(ANN) }, { isAsked: false }], { name: 'Ben', approvals: 3 }),
        historyOf([{ cause: voteOf(ANN) }, {}], { name: 'Ben', approvals: 3 }),
      ],
    });
    expect(verdict).toMatchObject({ kind: 'counted', approval: { state: { needed: 1 } } });
    expect(outcomes.map(({ token }) => token)).toEqual(['AAAA/0=', 'AAAA/1=']);
  });

  test.each<[string, readonly HistoryEvent[]]>([
    ['no round waits', historyOf([{ cause: voteOf(ANN) }], { name: 'Ben', approvals: 2 })],
    ['request-approval has not returned', historyOf([{ isAsked: false }], { name: 'Ben', approvals: 2 })],
    [
      'an event is missing',
      historyOf([{ cause: voteOf(ANN) }, {}], { name: 'Ben', approvals: 2 }).toSpliced(3, 1),
    ],
    ['the history is empty', []],
  ])('is given later if %s: nothing is sent', async (_, history) => {
    const { verdict, outcomes, reads } = await pressed(BOB, [], { histories: [history] });
    expect(verdict).toMatchObject({ kind: 'later', refusal: { code: 'NextRoundPending' } });
    expect(outcomes).toEqual([]);
    // At once, and then each second for 5 seconds.
    expect(reads).toBe(6);
  });

  test('is refused for the moment if the history cannot be read', async () => {
    const { verdict, outcomes } = await pressed(ANN, [], { histories: [new Error('ECONNRESET')] });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'HistoryUnavailable' } });
    expect(outcomes).toEqual([]);
  });

  test('counts, if the answer of Step Functions was lost and the history has the vote', async () => {
    const request = { name: 'Ben', approvals: 2 };
    const voted = [{ cause: voteOf(ANN, 'approve', NOW) }];
    const { verdict } = await pressed(ANN, [], {
      answers: [new Error('ECONNRESET')],
      histories: [historyOf([{}], request), historyOf(voted, request)],
    });
    expect(verdict).toMatchObject({ kind: 'counted' });
  });

  test('counted, if the answer was lost and another vote has ended the approval since', async () => {
    const request = { name: 'Ben', approvals: 2 };
    const ended = [
      ...historyOf([{ cause: voteOf(ANN, 'approve', NOW) }, {}], request),
      {
        id: 7,
        previousEventId: 6,
        type: 'TaskSucceeded',
        timestamp: new Date(NOW + 1_000),
        taskSucceededEventDetails: { output: JSON.stringify(voteOf(BOB, 'approve', NOW + 1_000)) },
      },
    ];
    for (const answer of [new Error('ECONNRESET'), gone]) {
      const { verdict } = await pressed(ANN, [], {
        answers: [answer],
        histories: [historyOf([{}], request), ended],
      });
      expect(verdict).toMatchObject({
        kind: 'ended',
        resolution: { status: 'approved', vote: { who: BOB } },
        approval: { rounds: [{ vote: { who: ANN } }, { vote: { who: BOB } }] },
      });
      expect(verdict).not.toHaveProperty('refusal');
    }
  });

  test('is refused after the end, with the reason, if it is another vote of the same person', async () => {
    const request = { name: 'Ben', approvals: 2, rejections: 1 };
    const history = historyOf([{ cause: voteOf(ANN) }, { cause: voteOf(BOB, 'reject') }], request).map(
      (event) =>
        event.id === 7
          ? { ...event, taskFailedEventDetails: { ...event.taskFailedEventDetails, error: 'rejected' } }
          : event,
    );
    const { verdict, outcomes } = await pressed(ANN, [], { histories: [history] });
    expect(verdict).toMatchObject({ kind: 'ended', refusal: {}, resolution: { status: 'rejected' } });
    expect(outcomes).toEqual([]);
  });

  test('is not known to count, if the answer was lost and the history does not have the vote', async () => {
    const { verdict } = await pressed(ANN, [{}], { answers: [new Error('ECONNRESET')] });
    expect(verdict).toMatchObject({ kind: 'unsure' });
  });

  test('needs a comment if the request does', async () => {
    const context = { surface: 'slack', execution: EXECUTION, rounds: true, comment: 'required' } as const;
    const { verdict } = await pressed(ANN, [{}], { payload: { context } });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'CommentRequired' } });
  });

  test('comes too late after the time of the first round', async () => {
    const { verdict, outcomes } = await pressed(ANN, [{}], { payload: { expiresAt: NOW / 1000 } });
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'ExpiredPayload' } });
    expect(outcomes).toEqual([]);
  });

  test('may not change a vote after 60 votes; other people may still vote', async () => {
    const request = { name: 'Ben', approvals: 39, rejections: 1 };
    const rounds = Array.from({ length: 60 }, (_, index) => ({
      cause: {
        decision: {
          ...voteOf(ANN, 'ok').decision,
          ...(index > 0 && { replaces: index }),
        },
      },
    }));
    const changing = await pressed(ANN, [...rounds, {}], { request });
    expect(changing.verdict).toMatchObject({ kind: 'refused', refusal: { code: 'TooManyRounds' } });
    const { verdict } = await pressed(BOB, [...rounds, {}], { request });
    expect(verdict).toMatchObject({ kind: 'counted', approval: { state: { needed: 37 } } });
  });

  test('only looks: says whether the person may vote, and what the person has voted', async () => {
    const { verdict, outcomes, reads } = await pressed(ANN, [{ cause: voteOf(ANN) }, {}], { decides: false });
    expect(verdict).toMatchObject({
      kind: 'open',
      own: { action: 'approve' },
      approval: { state: { needed: 1 } },
    });
    expect({ outcomes, reads }).toEqual({ outcomes: [], reads: 1 });
  });
});
