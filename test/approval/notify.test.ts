import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { loadingLanguages } from '../../src/approval/histories.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { LookFirstError, RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { type Tick, tick } from '../../src/approval/tick.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { ASKED_AT, approved, asked, failed, REFERENCE, tokenOf } from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const [ANN, BEN, CLEO] = ['ann@example.com', 'ben@example.com', 'cleo@example.com'];
const MINUTE = 60_000;
const OF = { execution: REFERENCE, approval: approvalId(tokenOf(1)), stage: 0 };
/** A request that reminds after 10 minutes, and escalates after 20. It expires after an hour. */
const REQUEST = {
  name: 'Ben',
  approvers: [ANN, BEN],
  remind: { after: '10m', every: '15m', before_expiry: '5m' },
  escalate: [{ after: '20m', to: [CLEO] }],
};
const MESSAGES = { slack: { message: 's' }, email: { message: 'm' } };

/** The request waits, with its messages. */
const waits = (members: object = {}, branch = 1, after = 0) =>
  asked({ ...REQUEST, ...members }, branch, { messages: MESSAGES, after });
const votes = (who: object, branch = 1) =>
  failed(branch, 'Countersign.NextRound', {
    cause: JSON.stringify({
      decision: { action: 'approve', ...who, via: 'email', at: '2026-11-24T12:05:00.000Z' },
    }),
  });
/** A round after a vote of Ann. */
const voted = (members: object) => {
  const vote = votes({ email: ANN });
  return [...waits(members), vote, ...waits(members, 2, vote.id)];
};

/** What an escalation of the timer returned before. */
const sent = (surface: string, reference: unknown): HistoryEvent => ({
  type: 'TaskSucceeded',
  taskSucceededEventDetails: { output: JSON.stringify({ Payload: { surface, reference } }) },
});

interface World {
  readonly slack?: Partial<Surface> & { failure?: Error };
  readonly email?: Partial<Surface> & { failure?: Error };
  /** What each read of the history gives; the last one again and again. */
  readonly histories?: readonly (readonly HistoryEvent[])[];
  readonly timers?: Readonly<Record<string, readonly HistoryEvent[]>>;
}

function world({ slack: inSlack, email: byMail, histories = [waits()], timers = {} }: World = {}) {
  const slack = createFakeSurface('slack', { inPlace: true, ...inSlack });
  const email = createFakeSurface('email', {
    reach: async ({ policy: { approvers = [] } }) => ({
      audiences: approvers.map((recipient) => ({ recipient })),
    }),
    ...byMail,
  });
  const payloads: Payload[] = [];
  const outcomes: unknown[] = [];
  const { lines, log } = createFakeLog();
  let reads = 0;
  /** One call of the function, this many minutes after the request. */
  const call = (event: object, minutes: number) =>
    tick(
      { ...OF, ...event },
      {
        ...DEFAULTS,
        surfaces: [slack, email],
        getHistory: loadingLanguages(async () => histories[Math.min(reads++, histories.length - 1)] ?? []),
        getTimerHistory: async (name) => {
          const history = timers[name];
          if (!history) throw new Refusal('InvalidRequest', 'This execution does not exist.');
          return history;
        },
        async seal(given) {
          payloads.push(...given);
          return given.map(({ action }) => ({
            action: action.name,
            sealed: `sealed ${action.name}`,
            url: '',
          }));
        },
        completeTask: async () => undefined,
        startOutcomeExecution: async (_, input) => void outcomes.push(input),
        now: () => ASKED_AT.getTime() + minutes * MINUTE,
        wait: forever,
        log,
      },
    );
  const from = (minutes: number) => new Date(ASKED_AT.getTime() + minutes * MINUTE).toISOString();
  return {
    slack,
    email,
    payloads,
    outcomes,
    lines,
    /** A tick, after those that were done before. */
    async ticked(minutes: number, done = 0) {
      const next = (await call({ from: from(done) }, minutes)) as Tick;
      if ('done' in next) return 'done';
      const { notices, at } = next;
      return {
        notices: notices.map(({ surface, notice }) => `${notice} on ${surface}`),
        at: (Date.parse(at) - ASKED_AT.getTime()) / MINUTE,
      };
    },
    /** @param done the notices until this minute were sent before; missing: those before this one */
    step: (
      surface: string,
      notice: string,
      minutes: number,
      { stage = 0, mayBeSent = false, done = minutes - 0.1 } = {},
    ) =>
      call(
        {
          surface,
          notice: `stage-${stage + 1}-${notice}`,
          from: from(done),
          stage,
          may_be_sent: mayBeSent,
        },
        minutes,
      ),
    call,
  };
}

describe('a tick', () => {
  test.each<[number, number, readonly string[], number]>([
    [10, 0, ['stage-1-reminder-1 on slack', 'stage-1-reminder-1 on email'], 20],
    [20, 10, ['stage-1-escalation-1 on slack', 'stage-1-escalation-1 on email'], 25],
    [26, 20, ['stage-1-reminder-2 on slack', 'stage-1-reminder-2 on email'], 40],
    // After an outage, only the newest reminder.
    [
      56,
      0,
      [
        'stage-1-escalation-1 on slack',
        'stage-1-escalation-1 on email',
        'stage-1-last on slack',
        'stage-1-last on email',
      ],
      56,
    ],
    [12, 10, [], 20],
  ])('after %d minutes finds what is due since minute %d', async (minutes, done, notices, at) => {
    expect(await world().ticked(minutes, done)).toEqual({ notices, at });
    // A tick that comes twice finds the same, and sends nothing itself.
    const { slack, email, ticked } = world();
    await ticked(minutes, done);
    expect([...slack.notices, ...email.notices]).toEqual([]);
  });

  test('ends after the last notice of a request that Step Functions ends', async () => {
    expect(await world().ticked(56, 55)).toBe('done');
  });

  test('of a request that may need more votes ends it after the last notice', async () => {
    expect(await world({ histories: [waits({ approvals: 2 })] }).ticked(56, 55)).toEqual({
      notices: [],
      at: 60 + 5 / 60,
    });
  });

  test.each<[string, World, readonly string[]]>([
    ['a surface that sends no notices', { slack: { notify: undefined as never } }, ['email']],
    [
      'a chat that has no message of the request',
      { histories: [asked(REQUEST, 1, { messages: { email: 'm' } })] },
      ['email'],
    ],
    ['a surface where the request is not shown', { histories: [waits({ surfaces: ['slack'] })] }, ['slack']],
  ])('leaves out %s', async (_, given, surfaces) => {
    expect(await world(given).ticked(10)).toMatchObject({
      notices: surfaces.map((surface) => `stage-1-reminder-1 on ${surface}`),
    });
  });

  test('is tried again while the first messages are being sent', async () => {
    const ticking = world({ histories: [asked(REQUEST, 1, { messages: undefined })] }).ticked(10);
    await expect(ticking).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });

  test('ends when the request has ended', async () => {
    expect(await world({ histories: [[...waits(), approved(1)]] }).ticked(10)).toBe('done');
  });
});

describe('a reminder', () => {
  test('goes to the approvers who have not voted, with buttons of the round that waits', async () => {
    const { slack, payloads, step } = world({ histories: [voted({ approvals: 2 })] });
    expect(await step('slack', 'reminder-1', 10)).toEqual({ surface: 'slack' });
    expect(slack.notices).toMatchObject([
      {
        notice: { kind: 'reminder', id: 'stage-1-reminder-1', approvers: [BEN] },
        approval: { request: { policy: { approvers: [ANN, BEN] } }, state: { needed: 1 } },
        buttons: [{ action: 'approve' }, { action: 'reject' }],
        ref: { message: 's' },
      },
    ]);
    expect(payloads).toMatchObject([{ token: tokenOf(2) }, { token: tokenOf(2) }]);
    // A surface never gets a token.
    expect(JSON.stringify(slack.notices)).not.toContain(tokenOf(2));
  });

  test('by mail has buttons only for the people who get it', async () => {
    const { email, step } = world({ histories: [voted({ approvals: 2 })] });
    await step('email', 'reminder-1', 10);
    expect(email.notices[0]?.buttons?.map(({ recipient }) => recipient)).toEqual([BEN, BEN]);
  });

  test('also goes to the people of an escalation before it', async () => {
    const { slack, payloads, step } = world();
    await step('slack', 'reminder-2', 25);
    expect(slack.notices).toMatchObject([{ notice: { approvers: [ANN, BEN, CLEO] } }]);
    expect(payloads[0]?.context).toMatchObject({ approvers: [ANN, BEN, CLEO] });
    expect(payloads[0]?.context).not.toHaveProperty('escalate');
  });

  test('after an outage does not go to the people of an escalation that is sent now', async () => {
    const { slack, call } = world();
    const next = (await call({ from: ASKED_AT.toISOString() }, 56)) as Tick;
    for (const notice of 'done' in next ? [] : next.notices)
      await call({ ...notice, may_be_sent: false }, 56);
    expect(slack.notices).toMatchObject([
      { notice: { id: 'stage-1-escalation-1', approvers: [CLEO] } },
      { notice: { id: 'stage-1-last', approvers: [ANN, BEN] } },
    ]);
  });

  test('where each reader may decide, has no person of an escalation that is sent now', async () => {
    const { slack, step } = world({ histories: [waits({ approvers: null })] });
    await step('slack', 'reminder-2', 25, { done: 10 });
    await step('slack', 'reminder-2', 25, { done: 20 });
    expect(slack.notices.map(({ notice: { except } }) => except)).toEqual([[CLEO], undefined]);
  });

  test.each<[string, Partial<Surface>]>([['a chat', { notify: async () => undefined }]])(
    'that %s sends to no person is not sent',
    async (_, inSlack) => {
      const { lines, step } = world({ slack: inSlack });
      await step('slack', 'reminder-1', 10);
      expect(lines).toMatchObject([{ event: 'tick', outcome: 'no_person' }]);
    },
  );

  test('before an escalation has buttons with its time', async () => {
    const { payloads, step } = world();
    await step('slack', 'reminder-1', 10);
    const at = ASKED_AT.getTime() / 1000 + 20 * 60;
    expect(payloads[0]?.context).toMatchObject({ approvers: [ANN, BEN], escalate: [{ at, to: [CLEO] }] });
  });

  test('names no person where each reader may decide', async () => {
    const { slack, step } = world({ histories: [waits({ approvers: null, escalate: [] })] });
    await step('slack', 'reminder-1', 10);
    expect(slack.notices[0]?.notice).toEqual({ kind: 'reminder', id: 'stage-1-reminder-1' });
  });

  test.each<[string, readonly object[], readonly string[]]>([
    ['each recipient', [], [ANN, BEN]],
    ['the recipients who have not voted', [{ email: ANN }], [BEN]],
    ['no recipient who has voted in a chat', [{ user_id: 'U00000BEN' }], [ANN]],
    ['no person, when all have voted', [{ email: BEN }, { email: 'Ann@example.com' }], []],
  ])('by one mail a recipient, without approvers, goes to %s', async (_, voters, people) => {
    const peopleBehind = async (one: string) => (one === BEN ? ['U00000BEN'] : undefined);
    const reach = async () => ({ audiences: [ANN, BEN].map((recipient) => ({ recipient })) });
    const members = { approvers: null, escalate: [], approvals: 3 };
    const rounds = voters.flatMap((who, index) => {
      const vote = votes(who, index + 1);
      return [vote, ...waits(members, index + 2, vote.id)];
    });
    const { slack, email, step } = world({
      histories: [[...waits(members), ...rounds]],
      email: { reach },
      slack: { peopleBehind },
    });
    await step('email', 'reminder-1', 10);
    await step('slack', 'reminder-1', 10);
    const keys = [...new Set(voters.flatMap((who) => Object.values(who)))].map((key) => key.toLowerCase());
    const { except = [] } = slack.notices[0]?.notice ?? {};
    expect(except.map((key) => key.toLowerCase())).toEqual(expect.arrayContaining(keys));
    const recipients = email.notices.flatMap(({ buttons = [] }) => buttons.map((one) => one.recipient));
    expect([...new Set(recipients)]).toEqual(people);
    expect(email.notices).toHaveLength(people.length > 0 ? 1 : 0);
  });

  test('of a later stage goes to its people', async () => {
    const stages = [{ approvers: [ANN] }, { approvers: [BEN] }];
    const members = { approvers: null, escalate: null, stages };
    const { slack, step } = world({ histories: [voted(members)] });
    await step('slack', 'reminder-1', 10, { stage: 1 });
    expect(slack.notices).toMatchObject([{ notice: { id: 'stage-2-reminder-1', approvers: [BEN] } }]);
  });

  test.each<[string, World, number?]>([
    ['the request has ended', { histories: [[...waits(), approved(1)]] }],
    ['its stage is over', { histories: [voted({ approvers: null, escalate: null, stages: [{}, {}] })] }],
    ['the request has expired', {}, 60],
    ['all have voted', { histories: [voted({ approvers: [ANN], escalate: null, approvals: 2 })] }],
    ['no person can decide there', { slack: { reach: async () => ({ audiences: [], obstacle: 'no' }) } }],
  ])('is not sent if %s', async (_, given, minutes = 10) => {
    const { slack, outcomes, step } = world(given);
    expect(await step('slack', 'reminder-1', minutes)).toEqual({ surface: 'slack' });
    expect({ asks: slack.asks, notices: slack.notices, outcomes }).toEqual({
      asks: [],
      notices: [],
      outcomes: [],
    });
  });

  test.each<[string, World]>([
    ['the history cannot be read', { histories: [] }],
    ['a vote has just come', { histories: [[...waits({ approvals: 2 }), votes({ email: ANN })]] }],
    ['the messages of the round are being sent', { histories: [asked(REQUEST, 1, { messages: undefined })] }],
    ['it is not known who can decide there', { slack: { reach: () => Promise.reject(new Error('reset')) } }],
    ['nothing was sent', { slack: { failure: new RepeatableError('busy', { cause: undefined }) } }],
  ])('is tried again if %s', async (_, given) => {
    const { step } = world(given);
    await expect(step('slack', 'reminder-1', 10)).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });

  test('is looked for, and then tried again, if it may have been sent', async () => {
    const failure = new LookFirstError('lost', { cause: undefined });
    const { step } = world({ slack: { failure } });
    await expect(step('slack', 'reminder-1', 10)).rejects.toMatchObject({ code: 'Countersign.LookAgain' });
    const again = step('slack', 'reminder-1', 10, { mayBeSent: true });
    await expect(again).rejects.toMatchObject({ code: 'Countersign.TryAgain' });

    const { slack, ...later } = world();
    await later.step('slack', 'reminder-1', 10, { mayBeSent: true });
    expect(slack.notices[0]?.notice).toMatchObject({ mayBeSent: true });
  });

  test('that may have been sent is not tried again', async () => {
    const lost = new UncertainError('The answer did not come.');
    const { step } = world({ slack: { failure: lost } });
    await expect(step('slack', 'reminder-1', 10)).rejects.toBe(lost);
  });

  test.each([
    ['a notice', 'slack', 'reminder-9'],
    ['a surface', 'pager', 'reminder-1'],
  ])('of %s that does not exist is refused', async (_, surface, notice) => {
    await expect(world().step(surface, notice, 10)).rejects.toMatchObject({ code: 'InvalidRequest' });
  });

  test('that was not sent in the end is logged, for an alarm', async () => {
    const { lines, call } = world();
    const step = { surface: 'slack', notice: 'stage-1-reminder-1' };
    expect(await call({ ...step, failure: 'Lambda.Unknown' }, 15)).toEqual({ surface: 'slack' });
    expect(lines).toMatchObject([
      { level: 'error', event: 'notify_failed', ...step, error: 'Lambda.Unknown' },
      { event: 'tick' },
    ]);
  });
});

describe('an escalation', () => {
  const timer = OF.approval;

  test('asks its people, who may decide from now on, and keeps where their messages are', async () => {
    const { slack, payloads, step } = world();
    const reference = { message: 's', 'stage-1-escalation-1': 'slack 1' };
    expect(await step('slack', 'escalation-1', 20)).toEqual({ surface: 'slack', reference });
    expect(slack.notices).toMatchObject([
      {
        notice: { kind: 'escalation', approvers: [CLEO] },
        approval: { request: { policy: { approvers: [ANN, BEN, CLEO] } } },
      },
    ]);
    expect(payloads[0]?.context).toMatchObject({ approvers: [ANN, BEN, CLEO] });
  });

  test('by mail asks only its people, and keeps nothing: a mail is not brought up to date', async () => {
    const { email, step } = world();
    expect(await step('email', 'escalation-1', 20)).toEqual({ surface: 'email' });
    expect(email.notices[0]?.buttons?.map(({ recipient }) => recipient)).toEqual([CLEO, CLEO]);
  });

  test('brings the messages of an earlier escalation up to date too', async () => {
    const escalate = [...REQUEST.escalate, { after: '30m', to: ['dan@example.com'] }];
    const { slack, step } = world({
      histories: [waits({ escalate })],
      timers: { [timer]: [sent('slack', { message: 's', cleo: 1 }), sent('email', 'm'), { type: 'Other' }] },
    });
    expect(await step('slack', 'escalation-2', 30)).toMatchObject({ reference: { message: 's', cleo: 1 } });
    expect(slack.notices).toMatchObject([
      { notice: { approvers: ['dan@example.com'] }, ref: { message: 's', cleo: 1 } },
    ]);
  });

  test('shows in a chat where no person can decide who may decide now', async () => {
    const { slack, step } = world({ slack: { reach: async () => ({ audiences: [], obstacle: 'no' }) } });
    await step('slack', 'escalation-1', 20);
    expect(slack.asks).toMatchObject([
      { approval: { request: { policy: { approvers: [ANN, BEN, CLEO] } } }, ref: { message: 's' } },
    ]);
    expect(slack.asks[0]?.buttons).toBeUndefined();
  });

  test('whose request ended meanwhile tells ApprovalOutcome of its messages', async () => {
    const ended = [...waits(), approved(1)];
    const { outcomes, step } = world({ histories: [waits(), ended] });
    const { reference } = (await step('slack', 'escalation-1', 20)) as { reference: unknown };
    expect(outcomes).toEqual([
      { execution: REFERENCE, round: approvalId(tokenOf(1)), shown: { slack: reference } },
    ]);
  });

  test('whose request ended in a later round tells ApprovalOutcome by that round', async () => {
    const two = { approvals: 2 };
    const { outcomes, step } = world({ histories: [waits(two), [...voted(two), approved(2)]] });
    await step('slack', 'escalation-1', 20);
    expect(outcomes).toMatchObject([{ round: approvalId(tokenOf(2)) }]);
  });

  test('is not sent if its people have decided before', async () => {
    const members = { approvals: 2, escalate: [{ after: '20m', to: ['Ann@example.com'] }] };
    const { slack, step } = world({ histories: [voted(members)] });
    await step('slack', 'escalation-1', 20);
    expect(slack.notices).toEqual([]);
  });

  test('is tried again if the history of the timer cannot be read', async () => {
    const timers = {
      get [timer](): never {
        throw new Error('throttled');
      },
    };
    const failing = world({ timers }).step('slack', 'escalation-1', 20);
    await expect(failing).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });
});
