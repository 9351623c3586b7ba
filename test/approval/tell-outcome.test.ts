import { beforeEach, describe, expect, test } from 'vitest';
import { resolutionOf } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { RepeatableError } from '../../src/approval/repeatable.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import { measure } from '../../src/metrics.ts';
import {
  approved,
  asked,
  ENDED_AT,
  executionEnded,
  failed,
  REFERENCE,
  rejected,
  timedOut,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog, createFakeSurface } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const round = (branch: number) => approvalId(tokenOf(branch));
const INPUT = { execution: REFERENCE, round: round(1) };
const DECIDED = [...asked('Ben', 1), approved(1)];

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** A surface that updates its message, and a surface that sends a new one and tells no person. */
const slackAndMail = (overrides: Partial<Surface> = {}) =>
  [
    createFakeSurface('slack', { inPlace: true, ...overrides }),
    createFakeSurface('email', { tell: undefined as never }),
  ] as const;

/** @param seconds since the end of the approval */
function run(
  event: unknown,
  history: readonly HistoryEvent[] | Error = DECIDED,
  surfaces: readonly Surface[] = slackAndMail(),
  seconds = 60,
) {
  const started: unknown[] = [];
  const answer = tellOutcome(event, {
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    surfaces,
    startOutcomeExecution: async (_, input) => void started.push(input),
    ...DEFAULTS,
    now: () => ENDED_AT.getTime() + seconds * 1_000,
    log,
  });
  return { answer, started };
}

describe('the steps of an outcome', () => {
  test('are an update of each message, one new mail, and one word to the requester', async () => {
    expect(await run(INPUT).answer).toEqual({
      steps: [
        { surface: 'slack', step: 'update' },
        { surface: 'slack', step: 'tell' },
        { surface: 'email', step: 'send' },
      ],
    });
  });

  test('are only on the surfaces where the request is shown', async () => {
    const history = [...asked({ name: 'Ben', surfaces: ['slack'] }, 1), approved(1)];
    expect(await run(INPUT, history).answer).toEqual({
      steps: [
        { surface: 'slack', step: 'update' },
        { surface: 'slack', step: 'tell' },
      ],
    });
  });

  test('have no update where there is no message', async () => {
    const history = [
      ...asked('Ben', 1, { messages: undefined }),
      failed(1, 'NothingSent', { isSubmitted: false }),
      executionEnded('ExecutionFailed'),
    ];
    expect(await run(INPUT, history).answer).toEqual({
      steps: [
        { surface: 'slack', step: 'tell' },
        { surface: 'email', step: 'send' },
      ],
    });
  });

  test('are none for an earlier attempt: the outcome of the last one has them', async () => {
    const history = [
      ...asked('Ben', 1, { messages: undefined }),
      failed(1, 'Lambda.Unknown', { isSubmitted: false }),
      ...asked('Ben', 2, { after: 12 }),
      approved(2),
    ];
    expect(await run(INPUT, history).answer).toEqual({ steps: [] });
    expect((await run({ ...INPUT, round: round(2) }, history).answer).steps).toHaveLength(3);
  });

  test('are none for a request that is asked again', async () => {
    const history = [...asked('Ben', 1), timedOut(1), ...asked('Ben', 2, { after: 12, messages: undefined })];
    expect(await run(INPUT, history).answer).toEqual({ steps: [] });
  });

  test('are only updates for messages that the history does not have: the rest was told before', async () => {
    const shown = { slack: 'late', email: 'late' };
    expect(await run({ ...INPUT, shown }).answer).toEqual({ steps: [{ surface: 'slack', step: 'update' }] });
  });

  test('are logged with the result and the time until the decision', async () => {
    const decision = { action: 'approve', by: 'ann', via: 'slack', at: ENDED_AT.toISOString() };
    await run(INPUT, [...asked('Ben', 1), approved(1, { decision })]).answer;
    expect(lines).toEqual([
      {
        event: 'tell_outcome',
        duration_ms: 0,
        execution: REFERENCE,
        transaction_id: round(1),
        status: 'approved',
        waited_ms: 300_000,
      },
    ]);
    expect(lines.flatMap(measure)).toMatchObject([{ name: 'TimeToDecision', value: 300 }]);
  });

  test('are logged without that time if no person decided', async () => {
    await run(INPUT, [...asked('Ben', 1), timedOut(1)]).answer;
    expect(lines[0]).toMatchObject({ status: 'expired' });
    expect(lines[0]).not.toHaveProperty('waited_ms');
  });

  test('come with the outcomes of the other requests that have ended, such as aborted branches', async () => {
    const { answer, started } = run(INPUT, [
      ...asked('Security', 1),
      rejected(1),
      ...asked('Legal', 2),
      { id: 22, previousEventId: 21, type: 'TaskStateAborted', timestamp: ENDED_AT },
      ...asked('Sales', 3),
    ]);
    await answer;
    expect(started).toContainEqual({ execution: REFERENCE, round: round(2) });
    expect(started).not.toContainEqual({ execution: REFERENCE, round: round(3) });
  });

  test('wait for the ends of other branches, which the history may have a moment later', async () => {
    const behind = [...asked('Security', 1), rejected(1), ...asked('Legal', 2)];
    await expect(run(INPUT, behind, slackAndMail(), 1).answer).rejects.toMatchObject({
      name: 'Countersign.TryAgain',
    });
    expect((await run(INPUT, behind, slackAndMail(), 10).answer).steps).toHaveLength(3);

    const later = new Date(ENDED_AT.getTime() + 1);
    const goneOn = { id: 13, previousEventId: 12, type: 'TaskStateExited', timestamp: later };
    expect((await run(INPUT, [...behind, goneOn], slackAndMail(), 1).answer).steps).toHaveLength(3);
  });
});

describe('a step', () => {
  test('updates the message with the end of the request', async () => {
    const [slack, email] = slackAndMail();
    await run({ ...INPUT, surface: 'slack', step: 'update' }, DECIDED, [slack, email]).answer;
    expect(slack.endings).toMatchObject([{ ref: 'on 1', approval: { request: { name: 'Ben' } } }]);
    expect(resolutionOf(slack.endings[0]?.approval as never)).toMatchObject({ status: 'approved' });
    expect(slack.endings[0]?.approval.rounds[0]).not.toHaveProperty('token');
    expect([slack.told, email.endings]).toEqual([[], []]);
  });

  test('updates a message that the history does not have', async () => {
    const [slack] = slackAndMail();
    const shown = { slack: 'late' };
    await run({ ...INPUT, shown, surface: 'slack', step: 'update' }, DECIDED, [slack]).answer;
    expect(slack.endings).toMatchObject([{ ref: 'late' }]);
  });

  test('sends a mail', async () => {
    const surfaces = slackAndMail();
    await run({ ...INPUT, surface: 'email', step: 'send' }, DECIDED, surfaces).answer;
    expect(surfaces[1].endings).toHaveLength(1);
    expect(surfaces[0].endings).toEqual([]);
  });

  test('tells the requester, in the thread of the message', async () => {
    const history = [...asked({ name: 'Ben', requester: 'cleo', requester_id: 'U0CLEO001' }, 1), approved(1)];
    const [slack] = slackAndMail();
    await run({ ...INPUT, surface: 'slack', step: 'tell' }, history, [slack]).answer;
    expect(slack.told).toMatchObject([
      { person: { name: 'cleo', id: 'U0CLEO001' }, news: { ref: 'on 1', approval: {} } },
    ]);
    expect(slack.endings).toEqual([]);
  });

  test('does not close a message in which a later request shows itself', async () => {
    const history = [
      ...asked('Ben', 1),
      timedOut(1),
      ...asked('Ben', 2, { after: 12, messages: { slack: 'on 1' } }),
    ];
    const [slack] = slackAndMail();
    await run({ ...INPUT, surface: 'slack', step: 'update' }, history, [slack]).answer;
    expect(slack.endings).toEqual([]);
  });
});

describe('a step that fails', () => {
  const broken = new Error('socket hang up');
  const refused = new RepeatableError('busy', { cause: broken });

  test.each([
    ['update', 'slack', broken, 'Countersign.TryAgain'],
    ['update', 'slack', refused, 'Countersign.TryAgain'],
    ['tell', 'slack', refused, 'Countersign.TryAgain'],
    ['tell', 'slack', broken, 'Error'],
    ['send', 'email', refused, 'Countersign.TryAgain'],
    ['send', 'email', broken, 'Error'],
  ])(
    'is tried again only if nothing can be sent twice: %s in %s after "%s" fails with %s',
    async (step, surface, failure, name) => {
      const surfaces = [
        createFakeSurface('slack', { inPlace: true, failure }),
        createFakeSurface('email', { failure }),
      ];
      await expect(run({ ...INPUT, surface, step }, DECIDED, surfaces).answer).rejects.toMatchObject({
        name,
      });
      const isTriedAgain = name === 'Countersign.TryAgain';
      expect(lines).toMatchObject([{ level: isTriedAgain ? 'warn' : 'error', surface, step }]);
      const raisesAlarm = lines.flatMap(measure).some((one) => one.name === 'ServiceErrors');
      expect(raisesAlarm).toBe(!isTriedAgain);
    },
  );

  test.each<[string, readonly HistoryEvent[] | Error]>([
    ['cannot be read', new Error('throttled')],
    ['does not have the end yet', asked('Ben', 1)],
    ['does not have the request yet', []],
    [
      'has an attempt that is tried again',
      [...asked('Ben', 1, { messages: undefined }), failed(1, 'Lambda.Unknown', { isSubmitted: false })],
    ],
  ])('because the history %s is tried again', async (_, history) => {
    for (const event of [INPUT, { ...INPUT, surface: 'email', step: 'send' }]) {
      await expect(run(event, history).answer).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
    }
  });
});

test.each([
  undefined,
  'Ben',
  {},
  { execution: REFERENCE },
  { execution: REFERENCE, entered: 'yesterday' },
  { ...INPUT, surface: 'slack' },
  { ...INPUT, surface: 'slack', step: 'shout' },
  { ...INPUT, surface: 'fax', step: 'send' },
])('the event %j is refused as InvalidRequest', async (event) => {
  await expect(run(event).answer).rejects.toMatchObject({ name: 'InvalidRequest' });
});
