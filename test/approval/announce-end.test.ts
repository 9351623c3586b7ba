import { beforeEach, describe, expect, test } from 'vitest';
import { announceDecision } from '../../src/approval/announce-decision.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { createFakeLog, createFakeSurface } from '../support/fake-surface.ts';
import { recordedHistory } from '../support/histories.ts';
import { scheduled } from '../support/web-fake-workflow.ts';

/** As it is logged. */
const REFERENCE = 'ApprovalEmails:7c1dba0e';
const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:7c1dba0e';
const AT = new Date('2026-11-24T12:05:00Z');

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** EventBridge's event, as far as the rule lets it through. */
const ended = (status: string, detail: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: EXECUTION, status, ...detail },
});

async function announce(event: unknown, history: readonly HistoryEvent[] | Error) {
  const surfaces = [createFakeSurface('email'), createFakeSurface('slack')] as const;
  const answer = announceDecision(event, {
    getHistory: async () => {
      if (history instanceof Error) throw history;
      return history;
    },
    surfaces,
    locale: 'en',
    now: () => 0,
    log,
  });
  const [email, slack] = surfaces;
  return { answer: await answer, email: email.announcements, slack: slack.announcements };
}

const around = (type: string): HistoryEvent[] => [
  ...recordedHistory('waiting'),
  { id: 6, previousEventId: 0, type, timestamp: AT },
];

describe('an execution that ended around an open request', () => {
  test.each([
    ['ABORTED', 'ExecutionAborted', 'cancelled'],
    ['TIMED_OUT', 'ExecutionTimedOut', 'expired'],
    ['FAILED', 'ExecutionFailed', 'failed'],
  ])('as %s is told to every surface once', async (status, type, told) => {
    const { answer, email, slack } = await announce(ended(status), around(type));

    expect(answer).toEqual({ status: told });
    const announced = { request: { name: 'Ben' }, resolution: { status: told, at: AT } };
    expect(email).toMatchObject([{ ...announced, reference: { message_id: 'mail-1795521603.000100' } }]);
    expect(slack).toMatchObject([{ ...announced, reference: { channel: 'C012', ts: '1795521603.000100' } }]);
    expect(lines).toEqual([
      {
        event: 'announce_decision',
        duration_ms: 0,
        execution: REFERENCE,
        transaction_ids: ['00112233445566778899aabbccddeeff'],
        status: told,
      },
    ]);
  });

  test('is told with the cause that whoever stopped it gave', async () => {
    const { slack } = await announce(ended('ABORTED'), recordedHistory('aborted'));

    expect(slack).toMatchObject([{ resolution: { status: 'cancelled', cause: 'by hand' } }]);
  });

  test('is told in the words of its request', async () => {
    const history = [
      ...scheduled({ name: 'Ben', title: 'Freigabe', locale: 'de' }, AT),
      { id: 4, type: 'ExecutionAborted', timestamp: AT },
    ];

    const { email } = await announce(ended('ABORTED'), history);

    expect(email).toMatchObject([{ request: { title: 'Freigabe', locale: 'de' } }]);
  });

  test('is not given up where the history cannot be read: Lambda calls again', async () => {
    await expect(announce(ended('ABORTED'), new Error('throttled'))).rejects.toThrow('throttled');
    expect(lines).toMatchObject([{ level: 'error', outcome: 'ServiceError', execution: REFERENCE }]);
  });
});

describe('an execution is ignored', () => {
  const failed = { id: 99, previousEventId: 98, type: 'ExecutionFailed', timestamp: AT };
  const another = scheduled({ ticket: 4711 }, AT).map((event) =>
    event.type === 'TaskSubmitted' ? { ...event, taskSubmittedEventDetails: { output: '"queued"' } } : event,
  );

  test.each<[string, readonly HistoryEvent[]]>([
    ['whose request was decided before', [...recordedHistory('approved'), failed]],
    ['whose request expired before', [...recordedHistory('timed-out'), failed]],
    ['whose request is still open', recordedHistory('waiting')],
    ['that asked nobody', [failed]],
    ['that failed before anybody was asked', [...recordedHistory('waiting').slice(0, 4), failed]],
    ['of another program', [...another, failed]],
  ])('%s', async (_, history) => {
    const { answer, email, slack } = await announce(ended('FAILED'), history);

    expect(answer).toEqual({ status: 'ignored' });
    expect([email, slack]).toEqual([[], []]);
    expect(lines).toMatchObject([{ event: 'announce_decision', execution: REFERENCE, status: 'ignored' }]);
  });
});

test.each([undefined, 5, ['one']])('An event whose execution is %j is refused', async (executionArn) => {
  await expect(announce(ended('ABORTED', { executionArn }), [])).rejects.toMatchObject({
    name: 'InvalidRequest',
    message: 'The event names no execution.',
  });
});

test('An event whose detail is no object is no event of ours', async () => {
  await expect(announce({ detail: 'ABORTED' }, [])).rejects.toMatchObject({ name: 'InvalidRequest' });
});
