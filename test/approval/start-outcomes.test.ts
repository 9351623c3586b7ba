import { beforeEach, describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { tellOutcome } from '../../src/approval/tell-outcome.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { measure } from '../../src/metrics.ts';
import {
  approved,
  asked,
  ENDED_AT,
  EXECUTION,
  executionEnded,
  failed,
  goneOn,
  REFERENCE,
  rejected,
  timedOut,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** From an EventBridge rule. */
const ENDED = { execution: EXECUTION, ended: true };
/** From the state SendConfirmation. */
const CONFIRMS = { execution: EXECUTION, entered: ENDED_AT.toISOString() };

/** One branch was rejected, so Step Functions stopped the other one. */
const ABORTED = [
  ...asked('Security', 1),
  rejected(1),
  ...asked('Legal', 2),
  { id: 22, previousEventId: 21, type: 'TaskStateAborted', timestamp: ENDED_AT },
  { id: 98, previousEventId: 12, type: 'ParallelStateFailed', timestamp: ENDED_AT },
];

async function announce(event: unknown, history: readonly HistoryEvent[] | Error) {
  const started: { name: string; input: unknown }[] = [];
  const answer = tellOutcome(event, {
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    startOutcomeExecution: async (name, input) => {
      if (!started.some((one) => one.name === name)) started.push({ name, input });
    },
    surfaces: [],
    ...DEFAULTS,
    now: () => ENDED_AT.getTime(),
    log,
  });
  return { answer: await answer, started, rounds: started.map(({ input }) => roundIn(input)) };
}

const roundIn = (input: unknown) => (input as { round: string }).round;
const round = (branch: number) => approvalId(tokenOf(branch));

describe('ApprovalOutcome is started', () => {
  test.each([
    ['by the state SendConfirmation', CONFIRMS],
    ['by EventBridge', ENDED],
  ])('%s, with the execution and the round that ended', async (_, event) => {
    const { answer, started } = await announce(event, [
      ...asked('Ben', 1),
      approved(1),
      executionEnded('ExecutionSucceeded'),
    ]);

    expect(answer).toEqual({ steps: [] });
    expect(started).toEqual([
      {
        name: expect.stringMatching(/^[0-9a-f]{32}$/),
        input: { execution: REFERENCE, round: round(1) },
      },
    ]);
    expect(lines).toEqual([
      { event: 'tell_outcome', duration_ms: 0, execution: REFERENCE, transaction_ids: [round(1)] },
    ]);
  });

  test('once: its name is the same, also while the execution goes on', async () => {
    const history = [...asked('Ben', 1), approved(1)];
    const [first, second] = [
      await announce(CONFIRMS, history),
      await announce(ENDED, [...history, goneOn(1), executionEnded('ExecutionFailed')]),
    ];

    expect(second.started).toEqual(first.started);
  });

  test('under another name for another result', async () => {
    const [yes, no] = [
      await announce(CONFIRMS, [...asked('Ben', 1), approved(1)]),
      await announce(CONFIRMS, [...asked('Ben', 1), rejected(1)]),
    ];

    expect(yes.started[0]?.name).not.toBe(no.started[0]?.name);
  });

  test('for each request that has ended, and for no request that waits', async () => {
    const history = [...asked('Ann', 1), approved(1), ...asked('Ben', 2), ...asked('Cem', 3), timedOut(3)];

    expect((await announce(CONFIRMS, history)).rounds).toEqual([round(1), round(3)]);
  });

  test.each(['ExecutionAborted', 'ExecutionTimedOut', 'ExecutionFailed', 'ExecutionSucceeded'])(
    'for a request that was open at %s',
    async (type) => {
      expect((await announce(ENDED, [...asked('Ben', 1), executionEnded(type)])).rounds).toEqual([round(1)]);
    },
  );

  test('for the branch that was aborted when another one was rejected, while the execution goes on', async () => {
    expect((await announce(CONFIRMS, ABORTED)).rounds).toEqual([round(1), round(2)]);
  });

  test.each([new Error('throttled'), new Refusal('NotPermitted', 'The deployment may not do this.')])(
    'also for the others, when one cannot be started, and then it is tried again (%s)',
    async (error) => {
      const history = [...asked('Ann', 1), timedOut(1), ...asked('Ben', 2), approved(2)];
      const rounds: string[] = [];
      const answer = tellOutcome(CONFIRMS, {
        getHistory: async () => history,
        startOutcomeExecution: async (_, input) => {
          if (roundIn(input) === round(1)) throw error;
          rounds.push(roundIn(input));
        },
        surfaces: [],
        ...DEFAULTS,
        now: () => ENDED_AT.getTime(),
        log,
      });
      await expect(answer).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
      expect(rounds).toEqual([round(2)]);
    },
  );

  test('under the same name for a branch that was aborted, before and after the execution is stopped', async () => {
    const before = await announce(CONFIRMS, ABORTED);
    const after = await announce(ENDED, [...ABORTED, executionEnded('ExecutionAborted')]);
    expect(after.started).toEqual(before.started);
  });

  test('for a request that reached no person, so that its requester hears of it', async () => {
    const history = [
      ...asked('Ben', 1, { messages: undefined }),
      failed(1, 'NothingSent', { isSubmitted: false }),
      executionEnded('ExecutionFailed'),
    ];

    expect((await announce(ENDED, history)).rounds).toEqual([round(1)]);
  });
});

test('ApprovalOutcome is started also for a request that is asked again: other programs learn its end', async () => {
  const history = [...asked('Ben', 1), timedOut(1), ...asked('Ben', 2, { after: 12 })];
  expect((await announce(CONFIRMS, history)).rounds).toEqual([round(1)]);
  expect((await announce(CONFIRMS, [...history, approved(2)])).rounds).toEqual([round(1), round(2)]);
});

describe('nothing is started', () => {
  test.each<[string, readonly HistoryEvent[]]>([
    ['for an execution that asks for no approval', []],
    ['for the task of another program', asked({ ticket: 4711 }, 1)],
    ['for a request that is not valid', asked('', 1)],
    [
      'for a request that ended 81 days ago: the name may have been used',
      [
        ...asked('Ben', 1),
        { ...approved(1), timestamp: new Date(ENDED_AT.getTime() - 81 * 24 * 60 * 60 * 1000) },
      ],
    ],
  ])('%s', async (_, history) => {
    const { answer, started } = await announce(ENDED, [...history, executionEnded('ExecutionFailed')]);

    expect(answer).toEqual({ steps: [] });
    expect(started).toEqual([]);
  });

  test.each(['Countersign.TryAgain', 'Countersign.NextRound', 'Lambda.Unknown', 'Sandbox.Timedout'])(
    'between an attempt that failed with %s and the next one',
    async (error) => {
      const history = [...asked('Ben', 1, { messages: undefined }), failed(1, error, { isSubmitted: false })];

      expect((await announce(CONFIRMS, history)).started).toEqual([]);
    },
  );
});

describe('a history without the last events', () => {
  const waiting = asked('Ben', 1);

  test.each([
    ['that is behind', waiting],
    ['that cannot be read', new Error('throttled')],
  ])('%s fails with Countersign.TryAgain, which raises no alarm', async (_, history) => {
    for (const event of [ENDED, CONFIRMS]) {
      await expect(announce(event, history)).rejects.toMatchObject({ name: 'Countersign.TryAgain' });
    }
    const line = { level: 'warn', execution: REFERENCE, outcome: 'Countersign.TryAgain' };
    expect(lines).toMatchObject([line, line]);
    expect(new Set(lines.flatMap(measure).map(({ name }) => name))).toEqual(new Set(['Refusals']));
  });
});

describe('an event is refused as InvalidRequest', () => {
  test.each([undefined, 5, ['one']])('whose execution is %j', async (execution) => {
    const refusal = { name: 'InvalidRequest', message: 'The event names no execution.' };
    await expect(announce({ ended: true, execution }, [])).rejects.toMatchObject(refusal);
    await expect(announce({ ...CONFIRMS, execution }, [])).rejects.toMatchObject(refusal);
  });

  test.each([undefined, 5, 'yesterday'])('whose time is %j', async (entered) => {
    await expect(announce({ ...CONFIRMS, entered }, [])).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('"entered"'),
    });
  });

  test.each([undefined, 'ABORTED', [], { ended: true }])('that is %j', async (event) => {
    await expect(announce(event, [])).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
