import { describe, expect, test } from 'vitest';
import {
  findTaskOfToken,
  findWaitingTasks,
  type HistoryEvent,
  tellsEnd,
  type WaitingTask,
} from '../../src/approval/history.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';

const AT = new Date('2026-11-24T12:01:05Z');
const sent = (ts: string) => ({
  transaction_id: '00112233445566778899aabbccddeeff',
  messages: { email: { message_id: `mail-${ts}` }, slack: { channel: 'C012', ts } },
});

/** What request-approval was called with. */
const payload = {
  token: FIRST_TOKEN,
  execution: 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:7c1dba0e',
  request: { name: 'Ben' },
  timeout_seconds: 604_800,
};
/** The same, and when. */
const asked = {
  payload,
  askedAt: new Date('2026-11-24T12:00:03Z'),
  expiresAt: new Date('2026-12-01T12:00:03Z'),
};

/** The task that was given the token, or the last one. */
function find(events: readonly HistoryEvent[], token?: string): WaitingTask | undefined {
  return token === undefined ? findWaitingTasks(events).at(-1) : findTaskOfToken(events, token);
}

/** The recorded rejection, its cause as a vote writes it. */
function rejectedByVote(): HistoryEvent[] {
  const decision = {
    action: 'reject',
    by: 'ann',
    user_id: 'U1',
    via: 'slack',
    at: AT.toISOString(),
    comment: 'too early',
  };
  const errorMessage = 'Ben rejected it (by ann in Slack): too early';
  const cause = JSON.stringify({ errorMessage, errorType: 'rejected', decision });
  return recordedHistory('rejected').map((event) =>
    event.taskFailedEventDetails
      ? { ...event, taskFailedEventDetails: { ...event.taskFailedEventDetails, cause } }
      : event,
  );
}

describe('the history tells how a request ended:', () => {
  test('it still waits', () => {
    expect(find(recordedHistory('waiting'), FIRST_TOKEN)).toStrictEqual({
      ...asked,
      submitted: sent('1795521603.000100'),
      takenAlong: false,
      wentOn: false,
    });
  });

  test('approved, by whom and when', () => {
    expect(find(recordedHistory('approved'), FIRST_TOKEN)).toStrictEqual({
      ...asked,
      submitted: sent('1795521603.000100'),
      resolution: {
        status: 'approved',
        vote: { action: 'approve', who: { id: 'U1', name: 'ann' }, via: 'slack', at: AT },
        at: AT,
      },
      takenAlong: false,
      wentOn: true,
    });
  });

  test('rejected, by whom, why and when', () => {
    expect(find(rejectedByVote(), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'rejected',
      vote: {
        action: 'reject',
        who: { id: 'U1', name: 'ann' },
        via: 'slack',
        at: AT,
        comment: 'too early',
      },
      at: AT,
    });
  });

  test('rejected in the words of its cause, where that tells no vote', () => {
    expect(find(recordedHistory('rejected'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'rejected',
      cause: 'Ben rejected it (by ann in Slack): too early',
      at: AT,
    });
  });

  test('expired when the task timed out', () => {
    expect(find(recordedHistory('timed-out'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'expired',
      at: new Date('2026-12-01T12:00:05Z'),
    });
  });

  test('expired when the execution timed out', () => {
    expect(find(recordedHistory('execution-timed-out'), FIRST_TOKEN)?.resolution).toStrictEqual({
      status: 'expired',
      at: AT,
    });
  });

  test('cancelled when the execution was stopped', () => {
    const task = find(recordedHistory('aborted'), FIRST_TOKEN);
    expect(task?.resolution).toStrictEqual({ status: 'cancelled', cause: 'by hand', at: AT });
    expect(task).toMatchObject({ takenAlong: true, wentOn: false });
  });

  test('cancelled by no vote, also where the cause looks like one', () => {
    const decision = { action: 'reject', via: 'slack', at: AT.toISOString() };
    const cause = JSON.stringify({ errorMessage: 'x', errorType: 'rejected', decision });
    const stopped = {
      id: 99,
      type: 'ExecutionAborted',
      timestamp: AT,
      executionAbortedEventDetails: { cause },
    };
    const task = find([...recordedHistory('waiting'), stopped], FIRST_TOKEN);
    expect(task?.resolution).toStrictEqual({ status: 'cancelled', cause, at: AT });
  });

  test('approved, and no more than that, where AWS leaves the data out', () => {
    expect(find(recordedHistory('without-data'))).toStrictEqual({
      askedAt: asked.askedAt,
      expiresAt: asked.expiresAt,
      resolution: { status: 'approved', at: AT },
      takenAlong: false,
      wentOn: false,
    });
  });
});

describe('of several requests in one execution', () => {
  test('all are found, in the order in which they were asked', () => {
    const tasks = findWaitingTasks(recordedHistory('two-approvals'));
    expect(tasks.map((task) => task.payload?.token)).toEqual([FIRST_TOKEN, SECOND_TOKEN]);
  });

  test('the one that was given the token is found', () => {
    const events = recordedHistory('two-approvals');
    expect(find(events, FIRST_TOKEN)).toMatchObject({
      submitted: sent('1795521603.000100'),
      resolution: { status: 'rejected' },
    });
    expect(find(events, SECOND_TOKEN)).toMatchObject({
      submitted: sent('1795521700.000200'),
      resolution: { status: 'approved', vote: { who: { name: 'cleo' } } },
    });
  });

  test('the last one is found without a token', () => {
    expect(find(recordedHistory('two-approvals'))?.submitted).toEqual(sent('1795521700.000200'));
  });

  test('a retried one is another request, with a token and messages of its own', () => {
    const events = recordedHistory('retried');
    expect(find(events, FIRST_TOKEN)).toStrictEqual({
      ...asked,
      resolution: { status: 'failed', cause: 'Rate Exceeded.', at: new Date('2026-11-24T12:00:06Z') },
      takenAlong: false,
      wentOn: true,
    });
    expect(find(events, SECOND_TOKEN)).toMatchObject({
      submitted: sent('1795521609.000200'),
      resolution: { status: 'approved' },
    });
  });
});

describe('nothing is found', () => {
  test('for a token that no task was given', () => {
    expect(find(recordedHistory('approved'), 'AAAA+first/token=')).toBeUndefined();
  });

  test('for a token where the history does not tell what the task was given', () => {
    expect(find(recordedHistory('without-data'), FIRST_TOKEN)).toBeUndefined();
  });

  test('in an execution that asks for no approval', () => {
    expect(findWaitingTasks(recordedHistory('approved').slice(-7))).toEqual([]);
    expect(findWaitingTasks([])).toEqual([]);
  });
});

test('A task that returned something else than a Lambda result is told as it is', () => {
  const events = [
    { id: 1, type: 'TaskScheduled', taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken' } },
    { id: 2, previousEventId: 1, type: 'TaskSubmitted', taskSubmittedEventDetails: { output: '"queued"' } },
  ];
  expect(find(events)).toStrictEqual({ submitted: 'queued', takenAlong: false, wentOn: false });
});

test.each(['5', '[]', '{', '{"Payload":"text"}', '{"Payload":null}'])(
  'A task that was given %s has no payload that is known',
  (parameters) => {
    const taskScheduledEventDetails = { resource: 'invoke.waitForTaskToken', parameters };
    const events = [{ id: 1, type: 'TaskScheduled', taskScheduledEventDetails }];
    expect(find(events)?.payload ?? {}).toEqual({});
    expect(find(events, FIRST_TOKEN)).toBeUndefined();
  },
);

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

    const task = find(events, FIRST_TOKEN);
    expect(task?.resolution).toStrictEqual({ status: 'failed', cause: 'Nobody was asked.', at });
    expect(task?.takenAlong).toBe(false);
  },
);

test('a request that was open when its execution failed elsewhere failed with it', () => {
  const at = new Date('2026-11-24T12:05:00Z');
  const events = [...recordedHistory('waiting'), { id: 99, type: 'ExecutionFailed', timestamp: at }];

  const task = find(events, FIRST_TOKEN);
  expect(task?.resolution).toStrictEqual({ status: 'failed', at });
  expect(task?.takenAlong).toBe(true);
});

describe('a request whose branch was ended with another failed', () => {
  const at = new Date('2026-11-24T12:05:00Z');

  test('while the execution goes on, where the history says so', () => {
    const aborted = { id: 99, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const goesOn = { id: 100, previousEventId: 0, type: 'ParallelStateFailed', timestamp: at };

    const task = find([...recordedHistory('waiting'), aborted, goesOn], FIRST_TOKEN);
    expect(task?.resolution).toStrictEqual({ status: 'failed', at });
    expect(task?.takenAlong).toBe(true);
  });

  test('where the execution succeeded without it', () => {
    const events = [...recordedHistory('waiting'), { id: 99, type: 'ExecutionSucceeded', timestamp: at }];

    expect(find(events, FIRST_TOKEN)?.resolution).toStrictEqual({ status: 'failed', at });
  });

  test('is cancelled where the execution was stopped: that ends its states too', () => {
    const aborted = { id: 98, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const stopped = { id: 99, previousEventId: 0, type: 'ExecutionAborted', timestamp: at };

    expect(find([...recordedHistory('waiting'), aborted, stopped])?.resolution?.status).toBe('cancelled');
  });
});

test('a token is found however its letters are escaped in the history', () => {
  const events = recordedHistory('approved').map((event) => {
    const scheduled = event.taskScheduledEventDetails;
    if (!scheduled?.parameters) return event;
    const parameters = scheduled.parameters.replaceAll('=', '\\u003d').replaceAll('/', '\\/');
    return { ...event, taskScheduledEventDetails: { ...scheduled, parameters } };
  });

  expect(find(events, FIRST_TOKEN)?.resolution?.status).toBe('approved');
});

test.each([
  ['waiting', false],
  ['without-data', false],
  ['approved', true],
  ['aborted', true],
  ['execution-timed-out', true],
])('the history of %s tells the end of the execution: %s', (name, tells) => {
  expect(tellsEnd(recordedHistory(name))).toBe(tells);
});
