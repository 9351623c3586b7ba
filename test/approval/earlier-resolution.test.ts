import { expect, test } from 'vitest';
import { earlierResolution } from '../../src/approval/earlier-resolution.ts';
import type { Context, Payload } from '../../src/callback/payload.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';

const approval = { surface: 'slack', execution: 'ApprovalEmails:one' };
const payload = (context: Context, token = FIRST_TOKEN): Payload => ({
  token,
  action: { name: 'approve', type: 'heartbeat' },
  transactionId: '00112233445566778899aabbccddeeff',
  context,
});

function history(name: string) {
  const asked: string[] = [];
  const getHistory = async (execution: string) => {
    asked.push(execution);
    return recordedHistory(name);
  };
  return { asked, getHistory, ...createFakeLog() };
}

test('A request that ended is found by the token in its link', async () => {
  const ports = history('two-approvals');
  expect(await earlierResolution(payload(approval, SECOND_TOKEN), ports)).toMatchObject({
    status: 'approved',
    decision: { by: 'cleo' },
  });
  expect(await earlierResolution(payload(approval), ports)).toMatchObject({ status: 'rejected' });
  expect(ports.asked).toEqual(['ApprovalEmails:one', 'ApprovalEmails:one']);
});

test('A request that waits has not ended', async () => {
  expect(await earlierResolution(payload(approval), history('waiting'))).toBeUndefined();
});

test.each<[string, Context]>([
  ['that names no execution', { surface: 'slack' }],
  ['that no approval sealed', { execution: 'ApprovalEmails:one' }],
])('The history is not read for a link %s', async (_, context) => {
  const ports = history('approved');
  expect(await earlierResolution(payload(context), ports)).toBeUndefined();
  expect(ports.asked).toEqual([]);
});

test('A history that cannot be read is logged, and the end is not known', async () => {
  const { lines, log } = createFakeLog();
  const error = new Error('throttled');
  const getHistory = () => Promise.reject(error);
  expect(await earlierResolution(payload(approval), { getHistory, log })).toBeUndefined();
  expect(lines).toStrictEqual([
    { level: 'warn', event: 'history_failed', execution: 'ApprovalEmails:one', error },
  ]);
});
