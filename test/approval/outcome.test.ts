import { expect, test } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { announceVerdict } from '../../src/approval/outcome.ts';
import type { Verdict } from '../../src/approval/verdict.ts';
import type { Payload } from '../../src/callback/payload.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

const payload: Payload = {
  token: TASK_TOKEN,
  action: { name: 'approve', type: 'success', output: {} },
  transactionId: '0f',
  context: { surface: 'email', execution: EXECUTION },
};
const TAKEN: Verdict = { kind: 'taken', payload, resolution: { status: 'approved' } };

async function announced(verdict: Verdict, failure?: Error) {
  const { lines, log } = createFakeLog();
  const started: unknown[] = [];
  await announceVerdict(verdict, {
    startOutcomeExecution: async (_, input) => {
      if (failure) throw failure;
      started.push(input);
    },
    log,
  });
  return { started, lines };
}

test('a press that ended an approval starts ApprovalOutcome', async () => {
  expect((await announced(TAKEN)).started).toEqual([{ execution: EXECUTION, round: approvalId(TASK_TOKEN) }]);
});

test.each<[string, Verdict]>([
  ['only looked', { kind: 'open', payload: payload as never }],
  ['came too late', { kind: 'ended', payload, resolution: { status: 'approved' } }],
  ['sent a heartbeat, or belongs to no approval', { kind: 'taken', payload }],
  [
    'belongs to no execution',
    { kind: 'taken', payload: { ...payload, context: {} }, resolution: { status: 'approved' } },
  ],
  [
    'completed a durable function',
    {
      kind: 'taken',
      payload: {
        callbackId: 'c',
        action: payload.action,
        transactionId: '0f',
        context: payload.context ?? {},
      },
      resolution: { status: 'approved' },
    },
  ],
])('a press that %s starts nothing', async (_, verdict) => {
  expect(await announced(verdict)).toEqual({ started: [], lines: [] });
});

test('a press is not lost when ApprovalOutcome cannot be started: the state machine starts it too', async () => {
  const error = new Error('throttled');
  expect((await announced(TAKEN, error)).lines).toEqual([
    { level: 'warn', event: 'outcome_not_started', execution: EXECUTION, error },
  ]);
});

test('a deployment without ApprovalOutcome starts nothing', async () => {
  const { lines, log } = createFakeLog();
  await announceVerdict(TAKEN, { log });
  expect(lines).toEqual([]);
});
