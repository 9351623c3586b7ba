import { expect } from 'vitest';
import type { Person, Vote } from '../../../src/approval/approval.ts';
import type { GetHistory, HistoryEvent } from '../../../src/approval/history.ts';
import type { People } from '../../../src/approval/people.ts';
import { press } from '../../../src/approval/press.ts';
import type { Press, PressPorts } from '../../../src/approval/verdict.ts';
import { outcomeOfVote } from '../../../src/approval/vote.ts';
import { Refusal, type StepFunctionsReason } from '../../../src/callback/errors.ts';
import type { Outcome } from '../../../src/callback/outcome.ts';
import type { Action, Context, DirectAction, Payload } from '../../../src/callback/payload.ts';
import { formatLine } from '../../../src/log.ts';
import { createFakeLog } from '../../support/fake-surface.ts';
import { DEFAULTS } from '../../support/requests.ts';
import { ASKED_AT, EXECUTION, endOf, scheduled, TASK_TOKEN } from '../../support/web-fake-workflow.ts';

export const NOW = Date.parse('2026-11-24T12:30:00Z');
export const AT = new Date(NOW);
const TRANSACTION_ID = '0123456789abcdef0123456789abcdef';

export const ANN = { id: 'U0ANN0001', name: 'ann' };
export const BOB = { id: 'U0BOB0001', name: 'bob' };
export const APPROVE: DirectAction = { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } };
export const REJECT: DirectAction = {
  name: 'reject',
  type: 'failure',
  error: 'rejected',
  cause: 'Ben rejected it',
};
/** Only Bob may decide. */
export const BOB_ONLY = { approvers: [BOB.id] };

/** A chat that identifies each person by an id. */
const people: People = {
  isSame: async (a, b) => (a.id && b.id ? (a.id === b.id ? 'yes' : 'no') : 'cannot tell'),
  isMember: async () => 'no',
};

/** The payload that an approval seals for Slack. */
export function approval<A extends Action>(action: A, context: Context = {}): Payload & { action: A } {
  return { ...plain(action), context: { surface: 'slack', execution: EXECUTION, ...context } };
}

/** The payload that create-urls seals for another program. */
export function plain<A extends Action>(action: A): Payload & { action: A } {
  return { token: TASK_TOKEN, action, transactionId: TRANSACTION_ID };
}

export function vote(action: string, who: Person, more: Partial<Vote> = {}): Vote {
  return { action, who, via: 'slack', at: AT, ...more };
}

/** A history in which this vote ended the task. */
export function decided(
  action: DirectAction,
  { at = AT, ...cast }: Partial<Vote> = {},
): readonly HistoryEvent[] {
  const outcome = outcomeOfVote(approval(action), vote(action.name, ANN, { ...cast, at }));
  if (outcome.type === 'heartbeat') throw new TypeError('a heartbeat ends nothing');
  return [...scheduled({ name: 'Ben' }, ASKED_AT), endOf(outcome, at)];
}

/** A history in which the task still waits, and two in which it ended without a vote. */
export const waits: readonly HistoryEvent[] = scheduled({ name: 'Ben' }, ASKED_AT);
export const timedOut: readonly HistoryEvent[] = [
  ...waits,
  { id: 4, previousEventId: 3, type: 'TaskTimedOut', timestamp: AT },
];
export const stopped: readonly HistoryEvent[] = [
  ...waits,
  {
    id: 4,
    previousEventId: 3,
    type: 'ExecutionAborted',
    timestamp: AT,
    executionAbortedEventDetails: { cause: 'by hand' },
  },
];

export interface Setup extends Partial<Pick<PressPorts, 'people' | 'locale' | 'now'>> {
  readonly sealed?: Payload | Error;
  readonly press?: Partial<Press>;
  readonly toPress?: (payload: Payload) => Press;
  /** The error of Step Functions; missing when it accepts the vote. */
  readonly answer?: Error;
  /** Missing: no history is available. */
  readonly history?: readonly HistoryEvent[] | Error;
}

/** Ann presses a button in Slack. */
export async function pressed({
  sealed = approval(APPROVE),
  press: how,
  toPress,
  answer,
  history,
  ...overrides
}: Setup) {
  const completed: { task: object; outcome: Outcome }[] = [];
  const reads: string[] = [];
  const opened: string[] = [];
  const facts: Record<string, unknown> = {};
  const { lines, log } = createFakeLog();
  const getHistory: GetHistory = async (execution) => {
    reads.push(execution);
    if (history instanceof Error) throw history;
    return history ?? [];
  };
  const verdict = await press(
    '3-sealed',
    toPress ?? (() => ({ who: ANN, via: 'slack', decides: true, ...how })),
    {
      async open(text) {
        opened.push(text);
        if (sealed instanceof Error) throw sealed;
        return sealed;
      },
      async completeTask(task, outcome) {
        completed.push({ task: 'token' in task ? { token: task.token } : task, outcome });
        if (answer) throw answer;
      },
      people,
      getHistory: history && getHistory,
      ...DEFAULTS,
      nextRoundWithinMs: 0,
      pause: async () => undefined,
      now: () => NOW,
      note: (more) => void Object.assign(facts, more),
      log,
      ...overrides,
    },
  );
  expect(opened).toEqual(['3-sealed']);
  const logged = [...lines, { event: 'press', ...facts }].map((line) => formatLine(line, AT));
  expect(logged.join()).not.toContain(TASK_TOKEN);
  return { verdict, facts, completed, reads, lines };
}

/** The log facts of a press of this action after its payload is opened. */
export const openedFacts = ({ action, context }: Payload) => ({
  open_ms: 0,
  transaction_id: TRANSACTION_ID,
  execution: context?.execution,
  action: { name: action.name, type: action.type },
});

/** The refusal of Step Functions for a task that it does not complete. */
export const gone = (reason: StepFunctionsReason) => new Refusal('StepFunctionsError', 'gone', { reason });
export const refusedWith = (code: string) => expect.objectContaining({ name: code, code });
