import { describe, expect, test } from 'vitest';
import { findTask } from '../../src/approval/history.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';
import { scheduled } from '../support/web-fake-workflow.ts';

const ann = {
  action: 'approve',
  by: 'ann',
  user_id: 'U1',
  via: 'slack',
  at: '2026-11-24T12:01:05.000Z',
};
const sent = (ts: string) => ({
  transaction_id: '00112233445566778899aabbccddeeff',
  messages: { email: { message_id: `mail-${ts}` }, slack: { channel: 'C012', ts } },
});

/** What request-approval was called with, and when. */
const asked = {
  token: FIRST_TOKEN,
  input: { name: 'Ben' },
  askedAt: new Date('2026-11-24T12:00:03Z'),
  expiresAt: new Date('2026-12-01T12:00:03Z'),
};

describe('the history tells how a request ended:', () => {
  test('it still waits', () => {
    expect(findTask(recordedHistory('waiting'), FIRST_TOKEN)).toStrictEqual({
      ...asked,
      submitted: sent('1795521603.000100'),
    });
  });

  test('approved, by whom and when', () => {
    expect(findTask(recordedHistory('approved'), FIRST_TOKEN)).toStrictEqual({
      ...asked,
      submitted: sent('1795521603.000100'),
      resolution: { status: 'approved', decision: ann, at: new Date('2026-11-24T12:01:05Z') },
      wentOn: true,
    });
  });

  test('rejected, why and when', () => {
    expect(findTask(recordedHistory('rejected'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'rejected',
      at: new Date('2026-11-24T12:01:05Z'),
      decision: {
        action: 'reject',
        at: '2026-11-24T12:01:05.000Z',
        via: 'slack',
        comment: 'too early',
        by: 'ann',
      },
    });
  });

  test('rejected, by whom, also where the name was too long', () => {
    const name = 'N'.repeat(300);
    const cause = `${'N'.repeat(255)}… rejected it (by ann in Slack)`;
    const at = new Date('2026-11-24T12:01:05Z');
    const rejected = { id: 4, previousEventId: 3, type: 'TaskFailed', timestamp: at };
    const history = [
      ...scheduled({ name }, at),
      { ...rejected, taskFailedEventDetails: { error: 'rejected', cause } },
    ];
    expect(findTask(history)?.resolution?.decision).toMatchObject({ via: 'slack', by: 'ann' });
  });

  test('expired when the task timed out', () => {
    expect(findTask(recordedHistory('timed-out'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'expired',
      at: new Date('2026-12-01T12:00:05Z'),
    });
  });

  test('expired when the execution timed out', () => {
    expect(findTask(recordedHistory('execution-timed-out'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'expired',
      at: new Date('2026-11-24T12:01:05Z'),
    });
  });

  test('cancelled when the execution was stopped', () => {
    expect(findTask(recordedHistory('aborted'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'cancelled',
      cause: 'by hand',
      at: new Date('2026-11-24T12:01:05Z'),
    });
  });

  test('approved, and no more than that, where AWS leaves the data out', () => {
    expect(findTask(recordedHistory('without-data'))).toStrictEqual({
      askedAt: asked.askedAt,
      expiresAt: asked.expiresAt,
      resolution: { status: 'approved', at: new Date('2026-11-24T12:01:05Z') },
    });
  });
});

describe('of several requests in one execution', () => {
  test('the one that was handed the token is found', () => {
    const events = recordedHistory('two-approvals');
    expect(findTask(events, FIRST_TOKEN)).toMatchObject({
      submitted: sent('1795521603.000100'),
      resolution: { status: 'rejected' },
    });
    expect(findTask(events, SECOND_TOKEN)).toMatchObject({
      submitted: sent('1795521700.000200'),
      resolution: { status: 'approved', decision: { by: 'cleo' } },
    });
  });

  test('the last one is found without a token', () => {
    expect(findTask(recordedHistory('two-approvals'))?.submitted).toEqual(sent('1795521700.000200'));
  });

  test('a retried one is another request, with a token and messages of its own', () => {
    const events = recordedHistory('retried');
    expect(findTask(events, FIRST_TOKEN)).toStrictEqual({
      ...asked,
      resolution: { status: 'failed', cause: 'Rate Exceeded.', at: new Date('2026-11-24T12:00:06Z') },
      wentOn: true,
    });
    expect(findTask(events, SECOND_TOKEN)).toMatchObject({
      submitted: sent('1795521609.000200'),
      resolution: { status: 'approved' },
    });
  });
});

describe('nothing is found', () => {
  test('for a token that no task was handed', () => {
    expect(findTask(recordedHistory('approved'), 'AAAA+first/token=')).toBeUndefined();
  });

  test('in an execution that asks for no approval', () => {
    expect(findTask(recordedHistory('approved').slice(-7))).toBeUndefined();
    expect(findTask([])).toBeUndefined();
  });
});

test('A task that returned something else than a Lambda result is told as it is', () => {
  const events = [
    { id: 1, type: 'TaskScheduled', taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken' } },
    { id: 2, previousEventId: 1, type: 'TaskSubmitted', taskSubmittedEventDetails: { output: '"queued"' } },
  ];
  expect(findTask(events)).toStrictEqual({ submitted: 'queued' });
});

test.each(['taskSubmitFailedEventDetails', 'taskStartFailedEventDetails'])(
  'a function that threw before its task waited failed it, also where AWS calls that %s',
  (details) => {
    const at = new Date('2026-11-24T12:00:05Z');
    const thrown = { error: 'NothingSent', cause: 'Nobody was asked.' };
    const events = [
      ...recordedHistory('waiting').slice(0, 4),
      { id: 5, previousEventId: 4, timestamp: at, [details]: thrown },
      { id: 6, previousEventId: 5, type: 'ExecutionFailed', timestamp: at },
    ];

    const task = findTask(events, FIRST_TOKEN);
    expect(task?.resolution).toStrictEqual({ status: 'failed', cause: 'Nobody was asked.', at });
    expect(task).not.toHaveProperty('takenAlong');
  },
);

test('a request that was open when its execution failed elsewhere failed with it', () => {
  const at = new Date('2026-11-24T12:05:00Z');
  const events = [...recordedHistory('waiting'), { id: 99, type: 'ExecutionFailed', timestamp: at }];

  expect(findTask(events, FIRST_TOKEN)?.resolution).toStrictEqual({ status: 'failed', at });
});

describe('a request whose branch was ended with another failed', () => {
  const at = new Date('2026-11-24T12:05:00Z');

  test('while the execution goes on, where the history says so', () => {
    const aborted = { id: 99, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const goesOn = { id: 100, previousEventId: 0, type: 'ParallelStateFailed', timestamp: at };

    expect(findTask([...recordedHistory('waiting'), aborted, goesOn], FIRST_TOKEN)?.resolution).toStrictEqual(
      {
        status: 'failed',
        at,
      },
    );
  });

  test('where the execution succeeded without it', () => {
    const events = [...recordedHistory('waiting'), { id: 99, type: 'ExecutionSucceeded', timestamp: at }];

    expect(findTask(events, FIRST_TOKEN)?.resolution).toStrictEqual({ status: 'failed', at });
  });

  test('is cancelled where the execution was stopped: that ends its states too', () => {
    const aborted = { id: 98, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const stopped = { id: 99, previousEventId: 0, type: 'ExecutionAborted', timestamp: at };

    expect(findTask([...recordedHistory('waiting'), aborted, stopped])?.resolution?.status).toBe('cancelled');
  });
});

test('a token is found however its letters are escaped in the history', () => {
  const events = recordedHistory('approved').map((event) => {
    const scheduled = event.taskScheduledEventDetails;
    if (!scheduled?.parameters) return event;
    const parameters = scheduled.parameters.replaceAll('=', '\\u003d').replaceAll('/', '\\/');
    return { ...event, taskScheduledEventDetails: { ...scheduled, parameters } };
  });

  expect(findTask(events, FIRST_TOKEN)?.resolution?.status).toBe('approved');
});
