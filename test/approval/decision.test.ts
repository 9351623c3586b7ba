import { describe, expect, test } from 'vitest';
import { decide, isApproval } from '../../src/approval/decision.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import type { DirectAction, DirectPayload, Task } from '../../src/callback/payload.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const at = '2026-11-24T12:00:00.000Z';
const ann = { by: 'ann', user_id: 'U1', via: 'slack' } as const;

const approve: DirectAction = { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } };
const reject: DirectAction = { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' };

function approval(action: DirectAction, locale = 'en'): DirectPayload {
  return { ...plain(action), context: { surface: 'slack', locale } };
}

function plain(action: DirectAction): DirectPayload {
  return { token: 'token', action, transactionId: '00112233445566778899aabbccddeeff' };
}

function createFakeStepFunctions() {
  const completed: { task: Task; outcome: Outcome }[] = [];
  const completeTask = async (task: Task, outcome: Outcome) => void completed.push({ task, outcome });
  return { completed, completeTask };
}

async function outcomeOfDeciding(payload: DirectPayload, who: Parameters<typeof decide>[1] = ann) {
  const { completed, completeTask } = createFakeStepFunctions();
  await decide(payload, who, { completeTask, now });
  expect(completed).toMatchObject([{ task: { token: 'token' } }]);
  return completed[0]?.outcome;
}

describe('a decision on an approval', () => {
  test('becomes a part of the output', async () => {
    expect(await outcomeOfDeciding(approval(approve), { ...ann, comment: ' fine ' })).toStrictEqual({
      type: 'success',
      output: {
        name_in_output: 'Ben',
        decision: { action: 'approve', by: 'ann', user_id: 'U1', via: 'slack', at, comment: 'fine' },
      },
    });
  });

  test.each([['text'], [5], [null], [['a', 'b']]])('leaves the output %j as it is', async (output) => {
    const action: DirectAction = { name: 'approve', type: 'success', output };
    expect(await outcomeOfDeciding(approval(action))).toStrictEqual({ type: 'success', output });
  });

  test('leaves a heartbeat as it is', async () => {
    expect(await outcomeOfDeciding(approval({ name: 'ping', type: 'heartbeat' }))).toStrictEqual({
      type: 'heartbeat',
    });
  });

  test.each([
    ['who, where and why', { ...ann, comment: 'too early' }, 'Ben rejected it (by ann in Slack): too early'],
    ['no reason where none is given', { ...ann, comment: '  ' }, 'Ben rejected it (by ann in Slack)'],
    ['nobody where nobody is known', { via: 'email' } as const, 'Ben rejected it (by e-mail)'],
  ])('becomes words in the cause: %s', async (_, who, cause) => {
    expect(await outcomeOfDeciding(approval(reject), who)).toStrictEqual({
      type: 'failure',
      error: 'rejected',
      cause,
    });
  });

  test('becomes words in the language of the request', async () => {
    const german = approval({ ...reject, cause: 'Ben hat abgelehnt' } as DirectAction, 'de');
    expect(await outcomeOfDeciding(german, { ...ann, comment: 'zu früh' })).toMatchObject({
      cause: 'Ben hat abgelehnt (von ann in Slack): zu früh',
    });
  });

  test('names its action where the failure has no cause', async () => {
    expect(await outcomeOfDeciding(approval({ name: 'stop', type: 'failure' }))).toStrictEqual({
      type: 'failure',
      cause: 'stop (by ann in Slack)',
    });
  });

  test('is cut with its cause to the 32,768 characters that Step Functions takes', async () => {
    const long: DirectAction = { name: 'reject', type: 'failure', cause: 'x'.repeat(40_000) };
    expect(await outcomeOfDeciding(approval(long))).toMatchObject({
      cause: expect.stringMatching(/^x{32767}…$/),
    });
  });

  test('is returned with the moment it was taken', async () => {
    const ports = { ...createFakeStepFunctions(), now };
    expect(await decide(approval(approve), { via: 'web' }, ports)).toStrictEqual({
      action: 'approve',
      via: 'web',
      at,
    });
  });

  test('has a comment of at most 1,000 characters', async () => {
    const ports = { ...createFakeStepFunctions(), now };
    const { comment } = await decide(approval(approve), { via: 'web', comment: 'x'.repeat(2_000) }, ports);
    expect(comment).toMatch(/^x{999}…$/);
  });

  test('is none where Step Functions refuses it', async () => {
    const gone = new Refusal('StepFunctionsError', 'gone', { reason: 'TaskTimedOut' });
    const ports = { completeTask: () => Promise.reject(gone), now };
    await expect(decide(approval(approve), ann, ports)).rejects.toBe(gone);
  });
});

describe('a payload that no approval sealed', () => {
  test.each([approve, reject])('keeps its outcome to the letter: $name', async (action) => {
    const { name: _, ...outcome } = action;
    expect(await outcomeOfDeciding(plain(action), { ...ann, comment: 'why' })).toStrictEqual(outcome);
  });

  test('is told from one that an approval sealed by its surface', () => {
    expect(isApproval(approval(approve))).toBe(true);
    expect(isApproval({ ...plain(approve), context: { title: 'Deploy' } })).toBe(false);
    expect(isApproval(plain(approve))).toBe(false);
  });
});
