import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { approvalId } from '../../src/approval/read-approvals.ts';
import { tick } from '../../src/approval/tick.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import {
  ASKED_AT,
  approved,
  asked,
  EXECUTION,
  failed,
  REFERENCE,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const REQUEST = { name: 'Ben', approvals: 2 };
const INPUT = { execution: REFERENCE, approval: approvalId(tokenOf(1)), at: '2026-11-24T13:00:05.000Z' };
/** The requests expire an hour after they were asked. */
const EXPIRES_AT = ASKED_AT.getTime() + 3_600_000;
const DUE_AT = EXPIRES_AT + 5_000;
const VOTE = JSON.stringify({
  decision: { action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at: '2026-11-24T12:05:00.000Z' },
});

const first = asked(REQUEST, 1);
const voted = failed(1, 'Countersign.NextRound', { cause: VOTE });
const second = asked(REQUEST, 2, { after: voted.id ?? 0 });
const stopped: HistoryEvent = { id: 90, previousEventId: 21, type: 'ExecutionAborted', timestamp: ASKED_AT };

/** One tick, by this history and at this time. */
async function ticked(history: readonly HistoryEvent[] | Error, now: number, answer?: Error) {
  const completed: { task: object; outcome: Outcome }[] = [];
  const outcomes: unknown[] = [];
  const { log } = createFakeLog();
  const next = await tick(INPUT, {
    ...DEFAULTS,
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    completeTask: async (task, outcome) => {
      completed.push({ task, outcome });
      if (answer) throw answer;
    },
    startOutcomeExecution: async (_, input) => void outcomes.push(input),
    now: () => now,
    log,
  });
  return { next, completed, outcomes };
}

const nextAt = (milliseconds: number) => ({ ...INPUT, at: new Date(milliseconds).toISOString() });

describe('a tick of ApprovalTimer', () => {
  test('fails the task of a later round whose time is over, and starts ApprovalOutcome', async () => {
    expect(await ticked([...first, voted, ...second], DUE_AT)).toEqual({
      next: {},
      completed: [
        { task: { token: tokenOf(2) }, outcome: { type: 'failure', error: 'Countersign.Expired' } },
      ],
      outcomes: [{ execution: REFERENCE, round: approvalId(tokenOf(2)) }],
    });
  });

  test.each<[string, readonly HistoryEvent[], number, object]>([
    ['a later round before its time is over', [...first, voted, ...second], EXPIRES_AT, nextAt(DUE_AT)],
    ['a first round, which Step Functions ends', first, DUE_AT, nextAt(DUE_AT + 5_000)],
    ['the time between two rounds', [...first, voted], DUE_AT, nextAt(DUE_AT + 5_000)],
    ['an approval that has ended', [...first, approved(1)], DUE_AT, {}],
    ['an execution that was stopped', [...first, voted, ...second, stopped], DUE_AT, {}],
    ['an execution that ended without the approval', [stopped], DUE_AT, {}],
  ])('does nothing in %s', async (_, history, now, next) => {
    expect(await ticked(history, now)).toEqual({ next, completed: [], outcomes: [] });
  });

  test('looks again if a vote came in the same moment', async () => {
    const gone = new Refusal('StepFunctionsError', 'gone', { reason: 'TaskTimedOut' });
    const { next, outcomes } = await ticked([...first, voted, ...second], DUE_AT, gone);
    expect({ next, outcomes }).toEqual({ next: nextAt(DUE_AT + 5_000), outcomes: [] });
  });

  test.each<[string, readonly HistoryEvent[] | Error, Error?]>([
    ['the history cannot be read', new Error('ECONNRESET')],
    ['the history does not have the approval yet', []],
    ['the answer of Step Functions was lost', [...first, voted, ...second], new Error('ECONNRESET')],
  ])('is tried again if %s', async (_, history, answer) => {
    await expect(ticked(history, DUE_AT, answer)).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });

  test.each([undefined, {}, { execution: EXECUTION }, { execution: EXECUTION, approval: 'x' }])(
    'refuses %j',
    async (event) => {
      const { log } = createFakeLog();
      const ports = {
        ...DEFAULTS,
        getHistory: async () => [],
        completeTask: async () => undefined,
        startOutcomeExecution: async () => undefined,
        now: () => DUE_AT,
        log,
      };
      await expect(tick(event, ports)).rejects.toMatchObject({ code: 'InvalidRequest' });
    },
  );
});
