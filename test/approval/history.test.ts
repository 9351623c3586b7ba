import { describe, expect, test } from 'vitest';
import { type HistoryEvent, reaches, tellsEnd } from '../../src/approval/history.ts';
import { findTaskOfToken, findWaitingTasks, type WaitingTask } from '../../src/approval/waiting-tasks.ts';
import * as built from '../support/built-histories.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';

const AT = new Date('2026-11-24T12:01:05Z');
const sent = (ts: string) => ({
  transaction_id: '00112233445566778899aabbccddeeff',
  messages: { email: { message_id: `mail-${ts}` }, slack: { channel: 'C012', ts } },
});

/** The payload of the call of request-approval. */
const payload = {
  token: FIRST_TOKEN,
  execution: 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:7c1dba0e',
  request: { name: 'Ben' },
  timeout_seconds: 604_800,
};
/** The payload, the time of the request and its expiry. */
const asked = {
  id: 3,
  payload,
  askedAt: new Date('2026-11-24T12:00:03Z'),
  expiresAt: new Date('2026-12-01T12:00:03Z'),
};

/** The task with this token; without a token, the last task. */
function find(events: readonly HistoryEvent[], token?: string): WaitingTask | undefined {
  return token === undefined ? findWaitingTasks(events).at(-1) : findTaskOfToken(events, token);
}

/** The recorded rejection, with the cause that a vote writes. */
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

describe('the history shows the state of a request:', () => {
  test('the request waits', () => {
    expect(find(recordedHistory('waiting'), FIRST_TOKEN)).toStrictEqual({
      ...asked,
      submitted: sent('1795521603.000100'),
      triedAgain: false,
    });
  });

  test('approved, with the person and the time', () => {
    expect(find(recordedHistory('approved'), FIRST_TOKEN)).toStrictEqual({
      ...asked,
      submitted: sent('1795521603.000100'),
      resolution: {
        status: 'approved',
        vote: { action: 'approve', who: { id: 'U1', name: 'ann' }, via: 'slack', at: AT },
        at: AT,
      },
      triedAgain: false,
    });
  });

  test('rejected, with the person, the reason and the time', () => {
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

  test('rejected, with the cause when it contains no vote', () => {
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
  });

  test('cancelled without a vote, also when the cause looks like a vote', () => {
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

  test('approved without details when AWS omits the data', () => {
    expect(find(recordedHistory('without-data'))).toStrictEqual({
      id: 3,
      askedAt: asked.askedAt,
      expiresAt: asked.expiresAt,
      resolution: { status: 'approved', at: AT },
      triedAgain: false,
    });
  });
});

describe('of several requests in one execution', () => {
  test('all are found, in the order in which they were asked', () => {
    const tasks = findWaitingTasks(recordedHistory('two-approvals'));
    expect(tasks.map((task) => task.payload?.token)).toEqual([FIRST_TOKEN, SECOND_TOKEN]);
  });

  test('the request with the token is found', () => {
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

  test('the last request is found without a token', () => {
    expect(find(recordedHistory('two-approvals'))?.submitted).toEqual(sent('1795521700.000200'));
  });

  test('an attempt is followed by the attempt that tries it again', () => {
    const events = recordedHistory('retried');
    const [first, second] = findWaitingTasks(events);
    expect(first).toStrictEqual({
      ...asked,
      resolution: { status: 'failed', cause: 'Rate Exceeded.', at: new Date('2026-11-24T12:00:06Z') },
      triedAgain: true,
    });
    expect(second).toMatchObject({
      retryOf: 3,
      submitted: sent('1795521609.000200'),
      resolution: { status: 'approved' },
      triedAgain: false,
    });
    expect(find(events, FIRST_TOKEN)).toEqual(second);
    expect(find(events, SECOND_TOKEN)).toEqual(second);
  });
});

describe('nothing is found', () => {
  test('for an unknown token', () => {
    expect(find(recordedHistory('approved'), 'AAAA+first/token=')).toBeUndefined();
  });

  test('for a token when the history omits the payload of the task', () => {
    expect(find(recordedHistory('without-data'), FIRST_TOKEN)).toBeUndefined();
  });

  test('in an execution that asks for no approval', () => {
    expect(findWaitingTasks(recordedHistory('approved').slice(-7))).toEqual([]);
    expect(findWaitingTasks([])).toEqual([]);
  });
});

test('A task result that is not a Lambda result is returned unchanged', () => {
  const events = [
    { id: 1, type: 'TaskScheduled', taskScheduledEventDetails: { resource: 'invoke.waitForTaskToken' } },
    { id: 2, previousEventId: 1, type: 'TaskSubmitted', taskSubmittedEventDetails: { output: '"queued"' } },
  ];
  expect(find(events)).toStrictEqual({
    id: 1,
    submitted: 'queued',
    triedAgain: false,
  });
});

test.each(['5', '[]', '{', '{"Payload":"text"}', '{"Payload":null}'])(
  'A task with the parameters %s has no known payload',
  (parameters) => {
    const taskScheduledEventDetails = { resource: 'invoke.waitForTaskToken', parameters };
    const events = [{ id: 1, type: 'TaskScheduled', taskScheduledEventDetails }];
    expect(find(events)?.payload ?? {}).toEqual({});
    expect(find(events, FIRST_TOKEN)).toBeUndefined();
  },
);

test.each(['taskSubmitFailedEventDetails', 'taskStartFailedEventDetails'])(
  'a task fails when its function throws before the task waits, also when AWS writes %s',
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
  },
);

test('an open request fails when its execution fails in another state', () => {
  const at = new Date('2026-11-24T12:05:00Z');
  const events = [...recordedHistory('waiting'), { id: 99, type: 'ExecutionFailed', timestamp: at }];

  const task = find(events, FIRST_TOKEN);
  expect(task?.resolution).toStrictEqual({ status: 'failed', at });
});

describe('a request whose parallel branch ends because another branch fails', () => {
  const at = new Date('2026-11-24T12:05:00Z');

  test('waits while the history does not say whether its execution was stopped', () => {
    const aborted = { id: 98, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    expect(find([...recordedHistory('waiting'), aborted])?.resolution).toBeUndefined();
  });

  test('keeps its end when the execution goes on and is stopped later', () => {
    const aborted = { id: 98, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const goesOn = { id: 99, previousEventId: 0, type: 'ParallelStateFailed', timestamp: at };
    const stopped = { id: 100, previousEventId: 0, type: 'ExecutionAborted', timestamp: at };
    expect(find([...recordedHistory('waiting'), aborted, goesOn, stopped])?.resolution).toEqual({
      status: 'failed',
      at,
    });
  });

  test('fails when the history shows this, while the execution continues', () => {
    const aborted = { id: 99, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const goesOn = { id: 100, previousEventId: 0, type: 'ParallelStateFailed', timestamp: at };

    const task = find([...recordedHistory('waiting'), aborted, goesOn], FIRST_TOKEN);
    expect(task?.resolution).toStrictEqual({ status: 'failed', at });
  });

  test('fails when the execution succeeds without it', () => {
    const events = [...recordedHistory('waiting'), { id: 99, type: 'ExecutionSucceeded', timestamp: at }];

    expect(find(events, FIRST_TOKEN)?.resolution).toStrictEqual({ status: 'failed', at });
  });

  test('is cancelled when the execution is stopped, because a stop also ends its states', () => {
    const aborted = { id: 98, previousEventId: 5, type: 'TaskStateAborted', timestamp: at };
    const stopped = { id: 99, previousEventId: 0, type: 'ExecutionAborted', timestamp: at };

    expect(find([...recordedHistory('waiting'), aborted, stopped])?.resolution?.status).toBe('cancelled');
  });
});

test('a token is found also when the history escapes its characters', () => {
  const events = recordedHistory('approved').map((event) => {
    const scheduled = event.taskScheduledEventDetails;
    if (!scheduled?.parameters) return event;
    const parameters = scheduled.parameters.replaceAll('=', '\\u003d').replaceAll('/', '\\/');
    return { ...event, taskScheduledEventDetails: { ...scheduled, parameters } };
  });

  expect(find(events, FIRST_TOKEN)?.resolution?.status).toBe('approved');
});

describe('an attempt that failed', () => {
  const unsent = { messages: undefined };
  const isTriedAgain = (...events: HistoryEvent[]) => findWaitingTasks(events)[0]?.triedAgain;

  test.each([
    'Countersign.TryAgain',
    'Countersign.NextRound',
    'Lambda.TooManyRequestsException',
    'Lambda.Unknown',
    'Sandbox.Timedout',
    'Runtime.ExitError',
  ])('with %s goes on while nothing follows, and with the next attempt', (error) => {
    const attempt = [...built.asked('Ben', 1, unsent), built.failed(1, error, { isSubmitted: false })];
    expect(isTriedAgain(...attempt)).toBe(true);
    expect(isTriedAgain(...attempt, ...built.asked('Ben', 2, { ...unsent, after: 12 }))).toBe(true);
  });

  test.each(['rejected', 'NothingSent', 'States.Timeout', 'cancelled'])(
    'with %s has ended, also if the state tries again',
    (error) => {
      const attempt = [...built.asked('Ben', 1), built.failed(1, error)];
      expect(isTriedAgain(...attempt)).toBe(false);
      expect(isTriedAgain(...attempt, ...built.asked('Ben', 2, { after: 12 }))).toBe(false);
    },
  );

  test('has ended when the state machine caught the error, and when the execution failed', () => {
    const attempt = [
      ...built.asked('Ben', 1, unsent),
      built.failed(1, 'Countersign.TryAgain', { isSubmitted: false }),
    ];
    expect(isTriedAgain(...attempt, built.goneOn(1))).toBe(false);
    expect(isTriedAgain(...attempt, built.executionEnded('ExecutionFailed'))).toBe(false);
  });
});

test('a request that was open at the first end of an execution ended with it, also after a redrive', () => {
  const events = [
    ...built.asked('Ben', 1),
    built.executionEnded('ExecutionAborted', 30),
    { id: 31, previousEventId: 30, type: 'ExecutionRedriven' },
    ...built.asked('Ben', 4),
  ];
  const [first, second] = findWaitingTasks(events);
  expect(first?.resolution).toMatchObject({ status: 'cancelled' });
  expect(second?.resolution).toBeUndefined();
});

test('a history reaches a time when it has an event of that time or a later one', () => {
  const events = [...built.asked('Ben', 1), built.approved(1)];
  expect(reaches(events, built.ENDED_AT)).toBe(true);
  expect(reaches(events, new Date(built.ENDED_AT.getTime() + 1))).toBe(false);
  expect(reaches([], built.ENDED_AT)).toBe(false);
});

test.each([
  ['waiting', false],
  ['without-data', false],
  ['approved', true],
  ['aborted', true],
  ['execution-timed-out', true],
])('the history of %s contains the end of the execution: %s', (name, tells) => {
  expect(tellsEnd(recordedHistory(name))).toBe(tells);
});
