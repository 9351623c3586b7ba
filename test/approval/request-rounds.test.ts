import { beforeEach, describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:Release:one';
const ASKED_AT = Date.parse('2026-11-24T12:00:00Z');
const MESSAGES = { slack: { ts: '1' }, email: { message_id: 'm' } };
const ANN = 'ann@example.com';
const BEN = 'ben@example.com';
const TWO = { name: 'Ben', approvals: 2 };
const STAGES = { name: 'Ben', stages: [{ approvers: [ANN] }, { approvers: [BEN], title: 'Legal' }] };
const ANN_APPROVES = {
  error: 'Countersign.NextRound',
  cause: {
    decision: { action: 'approve', by: 'Ann', email: ANN, via: 'slack', at: '2026-11-24T12:10:00.000Z' },
  },
};
const CRASHED = { error: 'Lambda.Unknown', cause: {}, isSubmitted: false };

interface Ended {
  readonly error: string;
  readonly cause: object;
  readonly isSubmitted?: boolean;
}

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** The history of a request with these rounds, each an hour after the one before; the last one is asked now. */
function historyOf(request: object, ended: readonly Ended[], approvals?: readonly number[]): HistoryEvent[] {
  const events: HistoryEvent[] = [{ id: 1, previousEventId: 0, type: 'ExecutionStarted' }];
  const add = (event: HistoryEvent) =>
    events.push({ ...event, id: events.length + 1, previousEventId: events.length });
  const schedule = (round: number) =>
    add({
      type: 'TaskScheduled',
      timestamp: new Date(ASKED_AT + round * 3_600_000),
      taskScheduledEventDetails: {
        resource: 'invoke.waitForTaskToken',
        parameters: JSON.stringify({ Payload: { token: `token ${round}`, execution: EXECUTION, request } }),
        timeoutInSeconds: 86_400,
      },
    });
  for (const [round, { error, cause, isSubmitted = true }] of ended.entries()) {
    schedule(round);
    if (isSubmitted) {
      const output = JSON.stringify({ Payload: { transaction_id: '1', messages: MESSAGES, approvals } });
      add({ type: 'TaskSubmitted', taskSubmittedEventDetails: { output } });
    }
    add({ type: 'TaskFailed', taskFailedEventDetails: { error, cause: JSON.stringify(cause) } });
  }
  schedule(ended.length);
  return events;
}

/** The attempt that follows these rounds. */
async function ask(
  surfaces: readonly Surface[],
  request: object,
  ended: readonly Ended[] = [],
  {
    histories = [historyOf(request, ended)],
    timers = {},
  }: {
    histories?: readonly (readonly HistoryEvent[])[];
    /** The histories of ApprovalTimer, by the names of its executions. */
    timers?: Readonly<Record<string, readonly HistoryEvent[] | Error>>;
  } = {},
) {
  const readTimers: string[] = [];
  const started: string[] = [];
  let reads = 0;
  let paused = 0;
  const asking = requestApproval(
    { token: `token ${ended.length}`, execution: EXECUTION, request, timeout_seconds: 86_400 },
    {
      ...DEFAULTS,
      seal: async () => [],
      assertSealable: () => undefined,
      surfaces,
      getHistory: async () => histories[Math.min(reads++, histories.length - 1)] ?? [],
      getTimerHistory: async (name) => {
        readTimers.push(name);
        const history = timers[name];
        if (history instanceof Error) throw history;
        return history ?? [];
      },
      startTimerExecution: async (name) => void started.push(name),
      now: () => ASKED_AT + ended.length * 3_600_000,
      wait: forever,
      pause: async (milliseconds) => {
        paused += milliseconds;
      },
      log,
    },
  );
  const sent = await asking.catch((error: unknown) => error);
  return { sent, paused, readTimers, started };
}

const chat = (more: Parameters<typeof createFakeSurface>[1] = {}) =>
  createFakeSurface('slack', { inPlace: true, ...more });
const mail = (more: Parameters<typeof createFakeSurface>[1] = {}) => createFakeSurface('email', more);
/** A surface that cannot reach these people. */
const without = (...people: readonly string[]) => ({
  reach: async () => ({
    audiences: [{}],
    unreachable: new Map(people.map((person) => [person, 'there is no such account.'])),
  }),
});

describe('a round is asked', () => {
  test('with all votes, in the same message, until the time of the first round', async () => {
    const slack = chat();
    await ask([slack], TWO, [ANN_APPROVES]);
    expect(slack.asks).toMatchObject([
      {
        approval: {
          rounds: [{ vote: { who: { name: 'Ann' } } }, {}],
          state: { needed: 1, until: new Date(ASKED_AT + 86_400_000) },
        },
        ref: MESSAGES.slack,
      },
    ]);
  });

  test.each<[string, readonly (readonly HistoryEvent[])[]]>([
    ['its own task', [historyOf(TWO, [ANN_APPROVES]).slice(0, -1)]],
    ['an earlier event', [historyOf(TWO, [ANN_APPROVES]).toSpliced(2, 1)]],
    ['any event', [[]]],
  ])('later if the history does not have %s after 3 seconds', async (_, histories) => {
    const slack = chat();
    const { sent, paused } = await ask([slack], TWO, [ANN_APPROVES], { histories });
    expect(sent).toMatchObject({ code: 'Countersign.TryAgain' });
    expect({ paused, asks: slack.asks }).toEqual({ paused: 3_000, asks: [] });
  });

  test('as soon as the history has all events', async () => {
    const whole = historyOf(TWO, [ANN_APPROVES]);
    const histories = [whole.slice(0, -1), whole.toSpliced(2, 1), whole];
    const { sent, paused } = await ask([chat()], TWO, [ANN_APPROVES], { histories });
    expect(sent).toMatchObject({ messages: { slack: { message: 'slack 1' } } });
    expect(paused).toBe(1_000);
  });

  test('not if the state gave another request to its function', async () => {
    const { sent } = await ask([chat()], TWO, [], { histories: [historyOf({ ...TWO, approvals: 3 }, [])] });
    expect(sent).toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringContaining('must be written into the state itself'),
    });
  });

  describe('with inputs, which each answer reads in the history', () => {
    const inputs = [{ name: 'why', label: 'Why', type: 'text' }];
    const request = { name: 'Ben', inputs };

    test('is asked once the history has the request', async () => {
      const slack = chat();
      const histories = [[], historyOf(request, [])];
      expect(await ask([slack], request, [], { histories })).toMatchObject({
        sent: { messages: {} },
        paused: 500,
      });
      expect(slack.asks).toMatchObject([{ approval: { request: { inputs } } }]);
    });

    test('is asked later, if the history cannot be read', async () => {
      const slack = chat();
      const { sent } = await ask([slack], request, [], { histories: [[]] });
      expect(sent).toMatchObject({ code: 'Countersign.TryAgain' });
      expect(slack.asks).toEqual([]);
    });

    test('is refused, if the state gives another request to its function', async () => {
      const histories = [historyOf({ name: 'Ben' }, [])];
      const { sent } = await ask([chat()], request, [], { histories });
      expect(sent).toMatchObject({
        code: 'InvalidRequest',
        message: expect.stringContaining('must be written into the state itself'),
      });
    });
  });

  test('also if a surface fails now: its message is still there', async () => {
    const failing = chat({ failure: new Error('channel_not_found') });
    const { sent } = await ask([failing, mail()], TWO, [ANN_APPROVES]);
    expect(sent).toMatchObject({ messages: MESSAGES });
    expect(lines[0]).toMatchObject({ event: 'ask_failed', surface: 'slack' });
  });

  test('by e-mail only when a stage begins', async () => {
    const [first, second] = [mail(), mail()];
    const { sent } = await ask([chat(), first], TWO, [ANN_APPROVES]);
    expect(first.asks).toEqual([]);
    expect(sent).toMatchObject({ messages: { email: MESSAGES.email } });
    await ask([chat(), second], STAGES, [ANN_APPROVES]);
    expect(second.asks).toMatchObject([{ approval: { request: { policy: { approvers: [BEN] } } } }]);
  });

  test('again, in the message of the round before, after its function crashed', async () => {
    const slack = chat();
    await ask([slack], TWO, [ANN_APPROVES, CRASHED]);
    expect(slack.asks).toMatchObject([{ approval: { state: { needed: 1 } }, ref: MESSAGES.slack }]);
  });

  test('with the approvers as they are counted now', async () => {
    const request = { name: 'Ben', approvers: ['S0123456789'], unanimous: true };
    const slack = chat({ peopleBehind: async () => ['U1', 'U2', 'U3'] });
    const histories = [historyOf(request, [ANN_APPROVES], [9])];
    const { sent } = await ask([slack], request, [ANN_APPROVES], { histories });
    // Ann has approved, and has left the group.
    expect(sent).toMatchObject({ approvals: [3] });
    expect(slack.asks).toMatchObject([{ approval: { state: { needed: 2 } } }]);
  });
});

describe('a request that escalates', () => {
  const CLEO = 'cleo@example.com';
  const escalate = [{ after: '90m', to: [CLEO] }];
  const request = { name: 'Ben', approvers: [ANN, BEN], approvals: 2, escalate };
  /** The approval is named by its first token. */
  const [first, second] = [approvalId('token 0'), `${approvalId('token 0')}-2`];
  const ANN_APPROVES_TOO = structuredClone(ANN_APPROVES);
  const added = (reference: unknown): HistoryEvent => ({
    type: 'TaskSucceeded',
    taskSucceededEventDetails: { output: JSON.stringify({ Payload: { surface: 'slack', reference } }) },
  });
  const shown = ({ asks }: ReturnType<typeof chat>) =>
    asks.map(({ approval, ref }) => ({ approvers: approval.request.policy.approvers, ref }));

  test('shows the people as approvers from their time on', async () => {
    const [now, later] = [chat(), chat()];
    const { readTimers, started } = await ask([now], request, [ANN_APPROVES]);
    expect(shown(now)).toEqual([{ approvers: [ANN, BEN], ref: MESSAGES.slack }]);
    // The same timer in each round, which starts nothing again.
    expect({ readTimers, started }).toEqual({ readTimers: [first], started: [first] });
    await ask([later], request, [ANN_APPROVES, ANN_APPROVES_TOO]);
    expect(shown(later)).toEqual([{ approvers: [ANN, BEN, CLEO], ref: MESSAGES.slack }]);
  });

  test('brings the messages up to date that the escalation added, and keeps them', async () => {
    const slack = chat();
    const timers = { [first]: [added({ cleo: '1' }), added({ dan: '2' })] };
    await ask([slack, mail()], request, [ANN_APPROVES], { timers });
    expect(shown(slack)).toMatchObject([{ ref: { ...MESSAGES.slack, cleo: '1', dan: '2' } }]);
  });

  test('brings those of each stage up to date', async () => {
    const stages = [
      { approvers: [ANN], escalate },
      { approvers: [BEN], escalate },
    ];
    const timers = { [first]: [added({ cleo: '1' })], [second]: [added({ dan: '2' })] };
    const slack = chat();
    const { started } = await ask([slack], { name: 'Ben', stages }, [ANN_APPROVES], { timers });
    expect(shown(slack)).toMatchObject([{ ref: { ...MESSAGES.slack, cleo: '1', dan: '2' } }]);
    expect(started).toEqual([second]);
  });

  test('reads no timer for a new request, or without an escalation', async () => {
    expect((await ask([chat()], request)).readTimers).toEqual([]);
    expect((await ask([chat()], TWO, [ANN_APPROVES])).readTimers).toEqual([]);
  });

  test('is asked also if the timer cannot be read: its messages are closed at the end', async () => {
    const slack = chat();
    await ask([slack], request, [ANN_APPROVES], { timers: { [first]: new Error('throttled') } });
    expect(shown(slack)).toMatchObject([{ ref: MESSAGES.slack }]);
    expect(lines).toMatchObject([{ level: 'warn', event: 'history_failed' }, { outcome: 'asked' }]);
  });

  test.each([request, { ...request, approvals: 1 }])(
    'tells the requester at once whom it cannot reach later: %j',
    async (asking) => {
      const slack = chat(without(CLEO));
      await ask([slack], asking);
      expect(slack.told).toMatchObject([
        { news: { sentence: expect.stringContaining(`${CLEO} cannot be reached`) } },
      ]);
      const later = chat(without(CLEO));
      await ask([later], asking, [ANN_APPROVES]);
      expect(later.told).toEqual([]);
    },
  );
});

describe('a request that reminds', () => {
  test('starts its timer before its first message', async () => {
    const { started } = await ask([chat()], { name: 'Ben', remind: { after: '1h' } });
    expect(started).toEqual([approvalId('token 0')]);
  });
});

describe('the approvers whom no surface reaches', () => {
  test('are told to the requester once, also those of later stages', async () => {
    const request = { name: 'Ben', stages: [{ approvers: [ANN] }, { approvers: [BEN, ANN] }] };
    const slack = chat(without(BEN));
    await ask([slack], request);
    expect(slack.told).toMatchObject([
      {
        news: {
          sentence: `The request did not reach all approvers. ${BEN} cannot be reached. Slack: there is no such account.`,
        },
      },
    ]);
  });

  test('are told once where one is missing in several stages, and not again in a later round', async () => {
    const stage = { approvers: [ANN, BEN], approvals: 1, rejections: 2 };
    const request = { name: 'Ben', stages: [stage, stage] };
    const slack = chat(without(BEN));
    await ask([slack], request);
    expect(slack.told.map(({ news }) => news.sentence?.split('cannot be reached').length)).toEqual([2]);
    const rejects = structuredClone(ANN_APPROVES);
    rejects.cause.decision.action = 'reject';
    const later = chat(without(BEN));
    await ask([later], request, [rejects]);
    expect(later.told).toEqual([]);
  });

  test.each<[string, object, readonly string[]]>([
    ['all approvers of a later stage', STAGES, [BEN]],
    ['one of two who must approve', { ...TWO, approvers: [ANN, BEN] }, [BEN]],
    ['one of all', { name: 'Ben', approvers: [ANN, BEN], unanimous: true }, [ANN]],
  ])('refuse the request before it is sent if they are %s', async (_, request, people) => {
    const slack = chat(without(...people));
    const { sent } = await ask([slack], request);
    expect(sent).toMatchObject({
      code: 'NothingSent',
      message: expect.stringContaining(`${people[0]} cannot be reached. Slack: there is no such account.`),
    });
    expect(slack.asks).toEqual([]);
  });

  test.each<[string, Surface[], object]>([
    ['another surface reaches them', [chat(without(BEN)), mail()], STAGES],
    [
      'a surface does not answer',
      [chat(without(BEN)), mail({ reach: () => Promise.reject(new Error('not_authed')) })],
      STAGES,
    ],
    ['a group has enough people', [chat(without(BEN))], { ...TWO, approvers: ['S0123456789', BEN] }],
  ])('do not refuse the request if %s', async (_, surfaces, request) => {
    const { sent } = await ask(surfaces, request);
    expect(sent).toMatchObject({ messages: { slack: { message: 'slack 1' } } });
  });

  test('do not end a request that runs', async () => {
    const { sent } = await ask([chat(without(ANN, BEN)), mail()], STAGES, [ANN_APPROVES]);
    expect(sent).toMatchObject({ messages: {} });
  });
});
