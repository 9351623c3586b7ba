import { describe, expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { loadingLanguages } from '../../src/approval/histories.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { tick } from '../../src/approval/tick.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { parseJson } from '../../src/callback/json.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import {
  ASKED_AT,
  approved,
  asked,
  EXECUTION,
  failed,
  REFERENCE,
  timedOut,
  tokenOf,
} from '../support/built-histories.ts';
import { createFakeLog, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const REQUEST = { name: 'Ben', approvals: 2 };
const OF = { execution: REFERENCE, approval: approvalId(tokenOf(1)), stage: 0 };
const INPUT = { ...OF, from: ASKED_AT.toISOString(), at: '2026-11-24T13:00:05.000Z' };
/** The requests expire an hour after they were asked. */
const EXPIRES_AT = ASKED_AT.getTime() + 3_600_000;
const DUE_AT = EXPIRES_AT + 5_000;
const VOTE = JSON.stringify({
  decision: { action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at: '2026-11-24T12:05:00.000Z' },
});

const first = asked(REQUEST, 1);
const voted = failed(1, 'Countersign.NextRound', { cause: VOTE });
const second = asked(REQUEST, 2, { after: voted.id ?? 0 });
const crashed = failed(1, 'Lambda.Unknown');
const DELEGATION = {
  from: { by: 'ann', user_id: 'U1' },
  to: 'U2',
  via: 'slack',
  at: '2026-11-24T12:05:00.000Z',
};
const delegated = failed(1, 'Countersign.NextRound', { cause: JSON.stringify({ delegation: DELEGATION }) });
const expired = (branch: number) => failed(branch, 'Countersign.Expired');
const askedAgain = asked(REQUEST, 2, { after: expired(1).id ?? 0 });
const stopped: HistoryEvent = { id: 90, previousEventId: 21, type: 'ExecutionAborted', timestamp: ASKED_AT };

const LOST = new Error('ECONNRESET');

/** What Step Functions answers. */
interface Failures {
  readonly complete?: Error;
  readonly start?: Error;
}

/** One tick, by this history and at this time. */
async function ticked(
  history: readonly HistoryEvent[] | Error,
  now: number,
  failures: Failures = {},
  input: object = INPUT,
) {
  const completed: { task: object; outcome: Outcome }[] = [];
  const outcomes: unknown[] = [];
  const { log } = createFakeLog();
  const next = await tick(input, {
    ...DEFAULTS,
    surfaces: [],
    seal: async () => [],
    wait: forever,
    getHistory: loadingLanguages(async () => {
      if (history instanceof Error) throw history;
      return history;
    }),
    completeTask: async (task, outcome) => {
      completed.push({ task, outcome });
      if (failures.complete) throw failures.complete;
    },
    startOutcomeExecution: async (_, input) => {
      if (failures.start) throw failures.start;
      outcomes.push(input);
    },
    now: () => now,
    log,
  });
  return { next, completed, outcomes };
}

/** What a tick returns that is done now, and sends nothing. */
const nextAt = (at: number, now = DUE_AT) => ({
  ...OF,
  from: new Date(now).toISOString(),
  at: new Date(at).toISOString(),
  notices: [],
});
const SECOND = 1_000;
const DONE = { done: true };

describe('a tick of ApprovalTimer', () => {
  const STAGES = {
    name: 'Ben',
    stages: [{ approvers: ['ann@example.com'] }, { approvers: ['ben@example.com'] }],
  };
  const inSecond = [...asked(STAGES, 1), voted, ...asked(STAGES, 2, { after: voted.id ?? 0 })];

  test('ends when its stage is over: another timer goes on', async () => {
    expect(await ticked(inSecond, DUE_AT)).toEqual({ next: DONE, completed: [], outcomes: [] });
    const { completed } = await ticked(inSecond, DUE_AT, {}, { ...INPUT, stage: 1 });
    expect(completed).toHaveLength(1);
  });

  test('is tried again if the history does not have the vote yet that began its stage', async () => {
    const ticking = ticked(asked(STAGES, 1), DUE_AT, {}, { ...INPUT, stage: 1 });
    await expect(ticking).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });

  test('leaves an approval to the timer of its first round, if it was started by a later one', async () => {
    const later = { ...INPUT, approval: approvalId(tokenOf(2)) };
    const { next, completed } = await ticked([...first, voted, ...second], DUE_AT, {}, later);
    expect({ next, completed }).toEqual({ next: DONE, completed: [] });
  });

  test.each<[string, readonly HistoryEvent[]]>([
    ['a vote', [...first, voted, ...second]],
    ['a crash of the function', [...first, crashed, ...second]],
    ['a delegation', [...first, delegated, ...second]],
  ])('fails the task of a round after %s, once its time is over', async (_, history) => {
    const { next, completed, outcomes } = await ticked(history, DUE_AT);
    expect(completed).toEqual([
      {
        task: { token: tokenOf(2) },
        outcome: { type: 'failure', error: 'Countersign.Expired', cause: expect.any(String) },
      },
    ]);
    // It tells the end when the history has it.
    expect({ next, outcomes }).toEqual({ next: nextAt(DUE_AT + 5 * SECOND), outcomes: [] });
  });

  test('tells people in the cause what happened, and programs which votes were given', async () => {
    const german = { ...REQUEST, locale: 'de' };
    const history = [...asked(german, 1), voted, ...asked(german, 2, { after: voted.id ?? 0 })];
    const { completed } = await ticked(history, DUE_AT);
    const causes = completed.map(({ outcome }) => outcome.type === 'failure' && parseJson(outcome.cause));
    expect(causes).toEqual([
      {
        errorMessage: 'Die Anfrage ist abgelaufen, bevor genug Personen abgestimmt haben.',
        errorType: 'Countersign.Expired',
        decisions: [JSON.parse(VOTE).decision],
      },
    ]);
  });

  test.each<[string, readonly HistoryEvent[], number, object]>([
    [
      'a later round before its time is over',
      [...first, voted, ...second],
      EXPIRES_AT,
      nextAt(DUE_AT, EXPIRES_AT),
    ],
    ['a first round, which Step Functions ends', first, DUE_AT, nextAt(DUE_AT + 5 * SECOND)],
    ['the time between two rounds', [...first, voted], DUE_AT, nextAt(DUE_AT + 5 * SECOND)],
    ['an execution that ended without the approval', [stopped], DUE_AT, DONE],
  ])('does nothing in %s', async (_, history, now, next) => {
    expect(await ticked(history, now)).toEqual({ next, completed: [], outcomes: [] });
  });

  test('ends for an approval that is asked again, and other programs learn that the earlier one has ended', async () => {
    const { next, completed, outcomes } = await ticked([...first, expired(1), ...askedAgain], DUE_AT);
    expect({ next, completed }).toEqual({ next: DONE, completed: [] });
    expect(outcomes).toHaveLength(1);
  });

  test.each<[string, readonly HistoryEvent[], string]>([
    ['was approved', [...first, voted, ...second, approved(2)], tokenOf(2)],
    ['timed out in its first round', [...first, timedOut(1)], tokenOf(1)],
    ['was expired by an earlier tick', [...first, voted, ...second, expired(2)], tokenOf(2)],
    ['was stopped', [...first, voted, ...second, stopped], tokenOf(2)],
  ])('ends the timer of an approval that %s, and starts ApprovalOutcome', async (_, history, token) => {
    expect(await ticked(history, DUE_AT)).toEqual({
      next: DONE,
      completed: [],
      outcomes: [{ execution: REFERENCE, round: approvalId(token) }],
    });
  });

  test.each([
    [1, 5],
    [5, 5],
    [20, 20],
    [59, 59],
    [3600, 60],
  ])('%d seconds after the end, looks again in %d seconds', async (late, pause) => {
    const now = DUE_AT + late * SECOND;
    expect((await ticked([...first, voted], now)).next).toEqual(nextAt(now + pause * SECOND, now));
  });

  test('looks again if a vote came in the same moment', async () => {
    const gone = new Refusal('StepFunctionsError', 'gone', { reason: 'TaskTimedOut' });
    const { next, outcomes } = await ticked([...first, voted, ...second], DUE_AT, { complete: gone });
    expect({ next, outcomes }).toEqual({ next: nextAt(DUE_AT + 5 * SECOND), outcomes: [] });
  });

  test.each<[string, readonly HistoryEvent[] | Error, Failures?]>([
    ['the history cannot be read', new Error('ECONNRESET')],
    ['the history does not have the approval yet', []],
    ['the answer of Step Functions was lost', [...first, voted, ...second], { complete: LOST }],
    ['ApprovalOutcome cannot be started', [...first, timedOut(1)], { start: LOST }],
  ])('is tried again if %s', async (_, history, failures) => {
    await expect(ticked(history, DUE_AT, failures)).rejects.toMatchObject({ code: 'Countersign.TryAgain' });
  });

  test.each([
    {},
    { execution: EXECUTION, approval: 'x' },
    OF,
    { ...OF, from: 'now' },
    { ...OF, surface: 'x' },
  ])('refuses %j', async (event) => {
    await expect(ticked([], DUE_AT, {}, event)).rejects.toMatchObject({ code: 'InvalidRequest' });
  });

  test('refuses an event that is not an object', async () => {
    await expect(ticked([], DUE_AT, {}, 'x' as never)).rejects.toMatchObject({ code: 'InvalidRequest' });
  });
});
