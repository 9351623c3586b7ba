import { beforeEach, describe, expect, test } from 'vitest';
import { announceDecision } from '../../src/approval/announce-decision.ts';
import { resolutionOf } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { approvalId } from '../../src/approval/read-approvals.ts';
import { measure } from '../../src/metrics.ts';
import { createFakeLog, createFakeSurface, forever, type Shown } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory } from '../support/histories.ts';
import { DEFAULTS } from '../support/requests.ts';
import { scheduled } from '../support/web-fake-workflow.ts';

/** The execution in log lines. */
const REFERENCE = 'ApprovalEmails:7c1dba0e';
const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:7c1dba0e';
const AT = new Date('2026-11-24T12:05:00Z');

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

/** An event of EventBridge, with the members that announce-decision reads. */
const ended = (status: string, detail: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: EXECUTION, status, ...detail },
});

/** The end of a request as a surface shows it. */
const toEnding = ({ approval, ref }: Shown) => ({
  request: approval.request,
  resolution: resolutionOf(approval),
  reference: ref,
});

/** @param histories the history for each read; the last one repeats */
async function announce(event: unknown, ...histories: (readonly HistoryEvent[] | Error)[]) {
  const waits: number[] = [];
  const surfaces = [createFakeSurface('email'), createFakeSurface('slack')] as const;
  const answer = announceDecision(event, {
    getHistory: async () => {
      const history = (histories.length > 1 ? histories.shift() : histories[0]) ?? [];
      if (history instanceof Error) throw history;
      return history;
    },
    surfaces,
    ...DEFAULTS,
    now: () => 0,
    // A wait of more than 10 seconds is the time limit of a surface. This wait never ends.
    wait: (milliseconds) =>
      milliseconds > 10_000 ? forever() : Promise.resolve(void waits.push(milliseconds)),
    log,
  });
  const [email, slack] = surfaces;
  return {
    answer: await answer,
    waits,
    email: email.endings.map(toEnding),
    slack: slack.endings.map(toEnding),
  };
}

const around = (type: string): HistoryEvent[] => [
  ...recordedHistory('waiting'),
  { id: 6, previousEventId: 0, type, timestamp: AT },
];

describe('an execution that ends while a request is open', () => {
  test.each([
    ['ABORTED', 'ExecutionAborted', 'cancelled'],
    ['TIMED_OUT', 'ExecutionTimedOut', 'expired'],
    ['FAILED', 'ExecutionFailed', 'failed'],
  ])('with the status %s is announced once on every surface', async (status, type, shown) => {
    const { answer, email, slack } = await announce(ended(status), around(type));

    expect(answer).toEqual({ status: shown });
    const announced = { request: { name: 'Ben' }, resolution: { status: shown, at: AT } };
    expect(email).toMatchObject([{ ...announced, reference: { message_id: 'mail-1795521603.000100' } }]);
    expect(slack).toMatchObject([{ ...announced, reference: { channel: 'C012', ts: '1795521603.000100' } }]);
    expect(lines).toEqual([
      {
        event: 'announce_decision',
        duration_ms: 0,
        execution: REFERENCE,
        transaction_ids: [approvalId(FIRST_TOKEN)],
        status: shown,
      },
    ]);
  });

  test('is announced with the cause of the stop', async () => {
    const { slack } = await announce(ended('ABORTED'), recordedHistory('aborted'));

    expect(slack).toMatchObject([{ resolution: { status: 'cancelled', cause: 'by hand' } }]);
  });

  test('is announced with the title and the language of its request', async () => {
    const history = [
      ...scheduled({ name: 'Ben', title: 'Freigabe', locale: 'de' }, AT),
      { id: 4, type: 'ExecutionAborted', timestamp: AT },
    ];

    const { email } = await announce(ended('ABORTED'), history);

    expect(email).toMatchObject([{ request: { title: 'Freigabe', locale: 'de' } }]);
  });

  test('throws when the history cannot be read, so that Lambda calls again', async () => {
    await expect(announce(ended('ABORTED'), new Error('throttled'))).rejects.toThrow('throttled');
    expect(lines).toMatchObject([{ level: 'error', outcome: 'ServiceError', execution: REFERENCE }]);
  });
});

/** The history of an execution whose request-approval task fails with this error and cause. */
const failedToAsk = (error: string, cause: string): HistoryEvent[] => [
  ...recordedHistory('waiting').slice(0, 4),
  {
    id: 5,
    previousEventId: 4,
    type: 'TaskFailed',
    timestamp: AT,
    taskFailedEventDetails: { error, cause },
  },
  { id: 6, previousEventId: 5, type: 'ExecutionFailed', timestamp: AT },
];

describe('a request that no surface shows', () => {
  const sentence = 'The approval request could not be sent. Slack: The app is not in its channel.';
  const thrown = (errorType: string, errorMessage: string) =>
    JSON.stringify({ errorType, errorMessage, trace: ['at requestApproval'] });

  test('is announced with the sentence that gives the reason, and without the stack trace', async () => {
    const { answer, email, slack } = await announce(
      ended('FAILED'),
      failedToAsk('NothingSent', thrown('NothingSent', sentence)),
    );

    expect(answer).toEqual({ status: 'failed' });
    const shown = { request: { name: 'Ben' }, resolution: { status: 'failed', cause: sentence, at: AT } };
    expect(email).toMatchObject([shown]);
    expect(slack).toMatchObject([{ ...shown, reference: undefined }]);
  });

  test.each([
    ['throws an unexpected error', 'TypeError', thrown('TypeError', 'cannot read properties of undefined')],
    ['runs out of time', 'Sandbox.Timedout', thrown('Sandbox.Timedout', 'Task timed out after 30 seconds')],
  ])('is announced without internal details when the function %s', async (_, error, cause) => {
    const { slack } = await announce(ended('FAILED'), failedToAsk(error, cause));

    expect(slack).toMatchObject([{ resolution: { status: 'failed' } }]);
    expect(slack[0]?.resolution).not.toHaveProperty('cause');
  });

  test('is announced once when a retry of the task fails too', async () => {
    const first = failedToAsk('Lambda.TooManyRequestsException', 'Rate Exceeded.').slice(0, -1);
    const again = failedToAsk('NothingSent', thrown('NothingSent', sentence)).slice(2);
    const later = again.map((event) => ({
      ...event,
      id: Number(event.id) + 3,
      previousEventId: Number(event.previousEventId) + 3,
    }));

    const { slack } = await announce(ended('FAILED'), [...first, ...later]);

    expect(slack).toMatchObject([{ resolution: { cause: sentence } }]);
  });

  test('is ignored when the task asks for something else', async () => {
    const history = failedToAsk('NothingSent', 'another queue').map((event) =>
      event.type === 'TaskScheduled' ? scheduled({ ticket: 4711 }, AT)[1] : event,
    ) as HistoryEvent[];

    expect((await announce(ended('FAILED'), history)).answer).toEqual({ status: 'ignored' });
  });
});

describe('an execution that is stopped between the decision and its announcement', () => {
  const stopped = (history: readonly HistoryEvent[]): HistoryEvent[] => [
    ...history,
    { id: 99, previousEventId: 0, type: 'ExecutionAborted', timestamp: AT },
  ];

  const sentence = 'Ben rejected it (by ann in Slack): too early';
  const at = '2026-11-24T12:01:05.000Z';
  const decision = { action: 'reject', by: 'ann', user_id: 'U1', via: 'slack', at, comment: 'too early' };
  const cause = JSON.stringify({ errorMessage: sentence, errorType: 'rejected', decision });
  const rejected = recordedHistory('rejected').map((event) =>
    event.taskFailedEventDetails
      ? { ...event, taskFailedEventDetails: { ...event.taskFailedEventDetails, cause } }
      : event,
  );

  test.each([
    [
      'approved',
      recordedHistory('approved'),
      { status: 'approved', vote: { who: { id: 'U1', name: 'ann' }, via: 'slack' } },
    ],
    [
      'rejected',
      rejected,
      {
        status: 'rejected',
        vote: { who: { id: 'U1', name: 'ann' }, via: 'slack', comment: 'too early' },
      },
    ],
    ['rejected in plain words', recordedHistory('rejected'), { status: 'rejected', cause: sentence }],
    ['timed-out', recordedHistory('timed-out'), { status: 'expired' }],
  ])('is announced with the end of the request: %s', async (_, whole, resolution) => {
    for (const events of [6, 7, 8]) {
      const history = stopped(whole.slice(0, events));
      const { answer, slack } = await announce(ended('ABORTED'), history);

      expect(answer).toEqual({ status: resolution.status });
      expect(slack).toMatchObject([{ resolution, reference: { channel: 'C012' } }]);
    }
  });

  test('is not announced again when SendConfirmation was called', async () => {
    const { answer, slack } = await announce(
      ended('ABORTED'),
      stopped(recordedHistory('approved').slice(0, 9)),
    );

    expect(answer).toEqual({ status: 'ignored' });
    expect(slack).toEqual([]);
  });
});

describe('a history that does not contain the end yet', () => {
  const nothingSent = failedToAsk(
    'NothingSent',
    JSON.stringify({ errorType: 'NothingSent', errorMessage: 'No.' }),
  );

  test.each([
    ['of a request that no surface shows', nothingSent.slice(0, 4), nothingSent, 'failed'],
    ['of an execution that was stopped', recordedHistory('waiting'), around('ExecutionAborted'), 'cancelled'],
  ])('%s is read again after one second', async (_, behind, whole, status) => {
    const { answer, slack, waits } = await announce(ended('FAILED'), behind, whole);

    expect(answer).toEqual({ status });
    expect(slack).toMatchObject([{ resolution: { status } }]);
    expect(waits).toEqual([1_000]);
  });

  test.each([
    [recordedHistory('waiting')],
    [nothingSent.slice(0, 4)],
    [recordedHistory('approved').slice(0, 7)],
  ])(
    'causes a warning and a retry by Lambda when the second read does not contain the end either',
    async (behind) => {
      await expect(announce(ended('ABORTED'), behind)).rejects.toThrow('does not contain the end');
      expect(lines).toMatchObject([{ level: 'warn', execution: REFERENCE, outcome: 'history_behind' }]);
      expect(lines.flatMap(measure)).toEqual([]);
    },
  );
});

test('A request in a parallel branch that ends with a failed branch is announced, also after later states', async () => {
  const history = [
    ...recordedHistory('waiting'),
    { id: 6, previousEventId: 5, type: 'TaskStateAborted', timestamp: AT },
    { id: 7, previousEventId: 6, type: 'ParallelStateFailed', timestamp: AT },
    { id: 8, previousEventId: 7, type: 'TaskScheduled', taskScheduledEventDetails: { resource: 'invoke' } },
    { id: 9, previousEventId: 8, type: 'ExecutionFailed', timestamp: AT },
  ];

  expect((await announce(ended('FAILED'), history)).slack).toMatchObject([
    { resolution: { status: 'failed' }, reference: { channel: 'C012' } },
  ]);
});

describe('an execution is ignored', () => {
  const failed = { id: 99, previousEventId: 98, type: 'ExecutionFailed', timestamp: AT };
  const submits = (output: object) =>
    scheduled({ name: 'order 66' }, AT).map((event) =>
      event.type === 'TaskSubmitted'
        ? { ...event, taskSubmittedEventDetails: { output: JSON.stringify(output) } }
        : event,
    );

  test.each<[string, readonly HistoryEvent[]]>([
    ['when its request was decided before', [...recordedHistory('approved'), failed]],
    ['when its request expired before', [...recordedHistory('timed-out'), failed]],
    ['when it asks for no approval', [failed]],
    [
      'when it failed before a surface showed the request',
      [...recordedHistory('waiting').slice(0, 4), failed],
    ],
    ['when it belongs to another program', [...submits({ queued: true }), failed]],
    [
      'when it belongs to another program that sends messages',
      [...submits({ messages: { queue: 'orders' } }), failed],
    ],
    ['when its request is not valid', [...scheduled({ name: 'Ben', approvers: [] }, AT), failed]],
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

test('An event whose detail is not an object is refused', async () => {
  await expect(announce({ detail: 'ABORTED' }, [])).rejects.toMatchObject({ name: 'InvalidRequest' });
});
