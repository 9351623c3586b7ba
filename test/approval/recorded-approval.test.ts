import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { recordedApproval } from '../../src/approval/recorded-approval.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';
import { scheduled } from '../support/web-fake-workflow.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:one';

function read(events: readonly HistoryEvent[] | Error, execution = ARN) {
  const { lines, log } = createFakeLog();
  const getHistory = async () => {
    if (events instanceof Error) throw events;
    return events;
  };
  return { lines, approval: recordedApproval(execution, { getHistory, locale: 'en', log }) };
}

describe('an approval is read from its history', () => {
  test('with what was asked, where, and until when', async () => {
    expect(await read(recordedHistory('waiting')).approval).toMatchObject({
      name: 'one',
      execution: ARN,
      token: FIRST_TOKEN,
      request: { name: 'Ben', title: 'Approval for Ben', requester: 'the workflow ApprovalEmails' },
      askedAt: new Date('2026-11-24T12:00:03Z'),
      expiresAt: new Date('2026-12-01T12:00:03Z'),
      submitted: { messages: { slack: { channel: 'C012' } } },
    });
  });

  test('by a reference, too', async () => {
    const { approval } = read(recordedHistory('waiting'), 'ApprovalEmails:one');
    expect(await approval).toMatchObject({ name: 'one', execution: 'ApprovalEmails:one' });
  });

  test('with its end', async () => {
    expect((await read(recordedHistory('rejected')).approval)?.resolution).toMatchObject({
      status: 'rejected',
    });
  });

  test('the last one, where there were several', async () => {
    expect((await read(recordedHistory('two-approvals')).approval)?.token).toBe(SECOND_TOKEN);
  });
});

describe('there is no approval', () => {
  test.each<[string, object]>([
    ['asks with something else', { ticket: 4711 }],
    ['asks for what we would refuse', { name: 'Ben', approvers: [] }],
  ])('in an execution of another program that %s', async (_, request) => {
    const { lines, approval } = read(scheduled(request, new Date('2026-11-24T12:00:00Z')));
    expect(await approval).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test('in an execution whose task waits without a request', async () => {
    const parameters = JSON.stringify({ Payload: { token: 'AAAA' } });
    const details = { resource: 'invoke.waitForTaskToken', parameters };
    const events = [{ id: 1, type: 'TaskScheduled', taskScheduledEventDetails: details }];
    expect(await read(events).approval).toBeUndefined();
  });

  test.each([
    ['that waits for nobody', []],
    ['whose data is left out', recordedHistory('without-data')],
  ])('in an execution %s', async (_, events) => {
    expect(await read(events).approval).toBeUndefined();
  });

  test('where the history cannot be read, and that is logged', async () => {
    const { lines, approval } = read(new Error('throttled'));
    expect(await approval).toBeUndefined();
    expect(lines).toMatchObject([
      { level: 'warn', event: 'history_failed', execution: 'ApprovalEmails:one' },
    ]);
  });
});
