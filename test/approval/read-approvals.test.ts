import { describe, expect, test } from 'vitest';
import { resolutionOf, waitsUntil } from '../../src/approval/approval.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import {
  approvalAskedWith,
  approvalId,
  approvalOfToken,
  historyOrNone,
  readApprovals,
  resolutionOfToken,
} from '../../src/approval/read-approvals.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';
import { DEFAULTS, request } from '../support/requests.ts';
import { scheduled, TASK_TOKEN } from '../support/web-fake-workflow.ts';

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:one';
const AT = new Date('2026-11-24T12:01:05Z');
const ASKED_AT = new Date('2026-11-24T12:00:03Z');
const UNTIL = new Date('2026-12-01T12:00:03Z');
const MESSAGES = {
  email: { message_id: 'mail-1795521603.000100' },
  slack: { channel: 'C012', ts: '1795521603.000100' },
};

const read = (events: readonly HistoryEvent[], execution = ARN) => readApprovals(events, execution, DEFAULTS);

/** The history of a task that waits for a token and has this payload. */
function given(payload: object): HistoryEvent[] {
  const parameters = JSON.stringify({ Payload: payload });
  const details = { resource: 'invoke.waitForTaskToken', parameters };
  return [{ id: 1, type: 'TaskScheduled', taskScheduledEventDetails: details }];
}

/** The history of a request that waits and whose function returned this output. */
const submits = (output: unknown): HistoryEvent[] =>
  scheduled({ name: 'Ben' }, AT).map((event) =>
    event.type === 'TaskSubmitted'
      ? { ...event, taskSubmittedEventDetails: { output: JSON.stringify(output) } }
      : event,
  );

describe('an approval is read from its history', () => {
  test('with its request, its messages and its expiry', () => {
    expect(read(recordedHistory('waiting'))).toStrictEqual([
      {
        id: approvalId(FIRST_TOKEN),
        execution: ARN,
        request: {
          name: 'Ben',
          title: 'Approval for Ben',
          details: [],
          requester: { name: 'the workflow ApprovalEmails' },
          locale: 'en',
          policy: {},
          confirm: false,
          onReject: 'fail',
        },
        rounds: [{ token: FIRST_TOKEN, askedAt: ASKED_AT, shown: MESSAGES }],
        state: { kind: 'waiting', votes: [], needed: 1, until: UNTIL },
      },
    ]);
  });

  test('also by the reference of its execution', () => {
    expect(read(recordedHistory('waiting'), 'ApprovalEmails:one')).toMatchObject([
      { execution: 'ApprovalEmails:one', request: { requester: { name: 'the workflow ApprovalEmails' } } },
    ]);
  });

  test('with its end and the vote', () => {
    const vote = { action: 'approve', who: { id: 'U1', name: 'ann' }, via: 'slack', at: AT };
    expect(read(recordedHistory('approved'))).toMatchObject([
      {
        rounds: [{ vote }],
        state: { kind: 'ended', resolution: { status: 'approved', vote, at: AT }, untold: false },
      },
    ]);
  });

  test('with its end when no vote is known', () => {
    const [rejected] = read(recordedHistory('rejected'));
    expect(rejected && resolutionOf(rejected)).toMatchObject({ status: 'rejected' });
    expect(rejected?.rounds[0]).not.toHaveProperty('vote');
  });

  test('for each of several requests, in their order', () => {
    const approvals = read(recordedHistory('two-approvals'));
    expect(approvals.map(({ id, rounds }) => [id, rounds[0]?.token])).toEqual([
      [approvalId(FIRST_TOKEN), FIRST_TOKEN],
      [approvalId(SECOND_TOKEN), SECOND_TOKEN],
    ]);
  });

  test('in the default language', () => {
    const [german] = readApprovals(recordedHistory('waiting'), ARN, { ...DEFAULTS, locale: 'de' });
    expect(german?.request).toMatchObject({ title: 'Freigabe für Ben', locale: 'de' });
  });

  test('without an expiry when the task has none', () => {
    const [approval] = read(given({ token: 'AAAA', execution: ARN, request: { name: 'Ben' } }));
    expect(approval?.state).toStrictEqual({ kind: 'waiting', votes: [], needed: 1 });
    expect(approval && waitsUntil(approval)).toBeUndefined();
  });

  test('without a token when the task has none, and with the id that the function returned', () => {
    const [asked, ...submitted] = given({ execution: ARN, request: { name: 'Ben' } });
    const returned = { transaction_id: '00112233445566778899aabbccddeeff', messages: {} };
    const output = JSON.stringify({ Payload: returned });
    const events = [
      ...(asked ? [asked] : []),
      ...submitted,
      { id: 2, previousEventId: 1, taskSubmittedEventDetails: { output } },
    ];
    expect(read(events)).toMatchObject([{ id: '00112233445566778899aabbccddeeff' }]);
    expect(read(events)[0]?.rounds).toStrictEqual([{ shown: {} }]);
    expect(read(given({ execution: ARN, request: { name: 'Ben' } }))).toMatchObject([{ id: '' }]);
  });

  test('with the known request when AWS omits the data', () => {
    const asked = request({ name: 'Ann' });
    const approval = approvalAskedWith({}, asked, recordedHistory('without-data'), ARN, DEFAULTS);
    expect(approval).toStrictEqual({
      id: '',
      execution: ARN,
      request: asked,
      rounds: [{ askedAt: ASKED_AT, shown: {} }],
      state: { kind: 'ended', resolution: { status: 'approved', at: AT }, untold: false },
    });
  });

  test('with the request from the history when the history contains it', () => {
    const asked = request({ name: 'Ann' });
    const approval = approvalAskedWith({ name: 'Ann' }, asked, recordedHistory('waiting'), ARN, DEFAULTS);
    expect(approval).toMatchObject({ request: { name: 'Ben' } });
  });
});

describe('there is no approval', () => {
  test.each<[string, object]>([
    ['asks for something else', { ticket: 4711 }],
    ['asks with an input that is not valid', { name: 'Ben', approvers: [] }],
  ])('in an execution of another program that %s', (_, asked) => {
    expect(read(scheduled(asked, AT))).toEqual([]);
  });

  test('in an execution whose task waits without a request', () => {
    expect(read(given({ token: 'AAAA' }))).toEqual([]);
    expect(read(given({ token: 'AAAA', execution: ARN }))).toEqual([]);
  });

  test('in an execution whose task payload names no execution', () => {
    expect(read(given({ token: 'AAAA', request: { name: 'Ben' } }))).toEqual([]);
    const events = given({ token: 'AAAA', request: { name: 'Ben' } });
    expect(approvalAskedWith({ name: 'Ben' }, request(), events, ARN, DEFAULTS)).toBeUndefined();
  });

  test.each([
    ['without a waiting task', []],
    ['whose data AWS omits', recordedHistory('without-data')],
  ])('in an execution %s', (_, events) => {
    expect(read(events)).toEqual([]);
  });

  test('for the task of another program next to a request', () => {
    const ours = scheduled({ name: 'Ben' }, AT);
    expect(read([...given({ token: 'AAAA', ticket: 4711 }), ...ours])).toMatchObject([
      { request: { name: 'Ben' } },
    ]);
  });
});

describe('the messages of an approval', () => {
  test('are those that request-approval returned', () => {
    expect(read(recordedHistory('waiting'))[0]?.rounds[0]?.shown).toEqual(MESSAGES);
  });

  test.each<[string, readonly HistoryEvent[]]>([
    ['before a surface shows the request', recordedHistory('waiting').slice(0, 4)],
    ['for another program', submits({ Payload: { notified: 1 } })],
    ['for another program that has a member named messages', submits({ Payload: { messages: 'none' } })],
    ['for another program that sends messages', submits({ Payload: { messages: { slack: 'queue' } } })],
    ['when they are not an object', submits({ Payload: { transaction_id: '1', messages: 'none' } })],
    ['for a task that returned a text', submits('queued')],
  ])('are empty %s', (_, events) => {
    expect(read(events).map(({ rounds }) => rounds[0]?.shown)).toStrictEqual([{}]);
  });

  test('are empty when AWS omits the data', () => {
    const approval = approvalAskedWith({}, request(), recordedHistory('without-data'), ARN, DEFAULTS);
    expect(approval?.rounds[0]?.shown).toStrictEqual({});
  });
});

describe('an end still needs an announcement:', () => {
  const aborted = { id: 99, previousEventId: 98, type: 'ExecutionAborted', timestamp: AT };
  const failed = { id: 5, previousEventId: 4, type: 'TaskFailed', timestamp: AT };
  const thrown = { ...failed, taskFailedEventDetails: { error: 'NothingSent', cause: 'No.' } };
  const rejected = { ...failed, taskFailedEventDetails: { error: 'rejected' } };
  const branch = [
    ...recordedHistory('waiting'),
    { id: 6, previousEventId: 5, type: 'TaskStateAborted', timestamp: AT },
    { id: 7, previousEventId: 6, type: 'ParallelStateFailed', timestamp: AT },
    { id: 8, previousEventId: 7, type: 'TaskScheduled', taskScheduledEventDetails: { resource: 'invoke' } },
  ];

  test.each<[string, readonly HistoryEvent[], boolean]>([
    ['yes, when its execution was stopped', [...recordedHistory('waiting'), aborted], true],
    ['yes, when it was decided and nothing followed', recordedHistory('approved').slice(0, 8), true],
    ['no, when the state that announces it followed', recordedHistory('approved'), false],
    ['no, when the request was retried', recordedHistory('retried').slice(0, 6), false],
    ['yes, when its parallel branch was ended, also when other states followed', branch, true],
    ['yes, when no surface showed the request', [...recordedHistory('waiting').slice(0, 4), thrown], true],
    [
      'no, when it ended for another reason before there was a message',
      [...recordedHistory('waiting').slice(0, 4), rejected],
      false,
    ],
    [
      'no, when its execution was stopped before there was a message',
      [...recordedHistory('waiting').slice(0, 4), aborted],
      false,
    ],
  ])('%s', (_, events, untold) => {
    expect(read(events)[0]?.state).toMatchObject({ kind: 'ended', untold });
  });
});

describe('by the token of a task', () => {
  test('its approval is found', () => {
    const approvals = read(recordedHistory('two-approvals'));
    expect(approvalOfToken(approvals, FIRST_TOKEN)).toBe(approvals[0]);
    expect(approvalOfToken(approvals, SECOND_TOKEN)).toBe(approvals[1]);
    expect(approvalOfToken(approvals, TASK_TOKEN)).toBeUndefined();
    expect(approvalOfToken([], FIRST_TOKEN)).toBeUndefined();
  });

  test('its resolution is found', () => {
    const history = recordedHistory('two-approvals');
    expect(resolutionOfToken(history, SECOND_TOKEN)).toMatchObject({
      status: 'approved',
      vote: { who: { name: 'cleo' } },
    });
    expect(resolutionOfToken(history, FIRST_TOKEN)).toMatchObject({ status: 'rejected' });
    expect(resolutionOfToken(history, TASK_TOKEN)).toBeUndefined();
  });

  test('its resolution is found also when the task is not a request', () => {
    const history = [
      ...given({ ticket: 4711, answer_to: FIRST_TOKEN }),
      { id: 2, previousEventId: 1, timestamp: AT, taskSucceededEventDetails: { output: '{}' } },
    ];
    expect(resolutionOfToken(history, FIRST_TOKEN)).toStrictEqual({ status: 'approved', at: AT });
  });

  test('a waiting request has no resolution', () => {
    expect(resolutionOfToken(recordedHistory('waiting'), FIRST_TOKEN)).toBeUndefined();
    expect(resolutionOfToken([], FIRST_TOKEN)).toBeUndefined();
  });
});

describe('a history', () => {
  test('is returned unchanged', async () => {
    const { lines, log } = createFakeLog();
    const asked: string[] = [];
    const getHistory = async (execution: string) => {
      asked.push(execution);
      return recordedHistory('waiting');
    };
    expect(await historyOrNone(ARN, { getHistory, log })).toEqual(recordedHistory('waiting'));
    expect(asked).toEqual([ARN]);
    expect(lines).toEqual([]);
  });

  test('is empty when it cannot be read, and the error is logged', async () => {
    const { lines, log } = createFakeLog();
    const error = new Error('throttled');
    expect(await historyOrNone(ARN, { getHistory: () => Promise.reject(error), log })).toEqual([]);
    expect(lines).toStrictEqual([
      { level: 'warn', event: 'history_failed', execution: 'ApprovalEmails:one', error },
    ]);
  });
});

test('The id of an approval has 32 hexadecimal digits, and is the same for the same token', () => {
  expect(approvalId(TASK_TOKEN)).toMatch(/^[0-9a-f]{32}$/);
  expect(approvalId(TASK_TOKEN)).toBe(approvalId(TASK_TOKEN));
  expect(approvalId(FIRST_TOKEN)).not.toBe(approvalId(SECOND_TOKEN));
});
