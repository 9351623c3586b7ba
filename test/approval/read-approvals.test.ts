import { describe, expect, test } from 'vitest';
import { resolutionOf, waitsUntil } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import { historyOrNone } from '../../src/approval/histories.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import {
  approvalOfToken,
  readApprovals,
  resolutionOfToken,
  tokenInstead,
} from '../../src/approval/read-approvals.ts';
import * as built from '../support/built-histories.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { FIRST_TOKEN, recordedHistory, SECOND_TOKEN } from '../support/histories.ts';
import { DEFAULTS, TWO_ACTIONS } from '../support/requests.ts';
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
          channels: {},
          name: 'Ben',
          title: 'Approval for Ben',
          details: [],
          requester: { name: 'the workflow ApprovalEmails' },
          locale: 'en',
          policy: {},
          stages: [{ approvals: 1, rejections: 1 }],
          actions: TWO_ACTIONS,
          inputs: [],
          delegation: 'approvers',
          confirm: false,
          onReject: 'fail',
        },
        rounds: [
          {
            token: FIRST_TOKEN,
            task: { event: 3, tokenHash: approvalId(FIRST_TOKEN) },
            askedAt: ASKED_AT,
            shown: MESSAGES,
            isAsked: true,
          },
        ],
        state: { kind: 'waiting', stage: 0, since: ASKED_AT, votes: [], needed: 1, until: UNTIL },
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
        state: { kind: 'ended', resolution: { status: 'approved', vote, at: AT } },
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
    expect(approval?.state).toStrictEqual({ kind: 'waiting', stage: 0, votes: [], needed: 1 });
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
    expect(read(events)[0]?.rounds).toStrictEqual([{ shown: {}, isAsked: true }]);
    expect(read(given({ execution: ARN, request: { name: 'Ben' } }))).toMatchObject([{ id: '' }]);
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
});

describe('attempts of one entry of a state', () => {
  const unsent = { messages: undefined };
  const tried = (branch: number, error: string, after = 0) => [
    ...built.asked('Ben', branch, { ...unsent, after }),
    built.failed(branch, error, { isSubmitted: false }),
  ];

  test.each(['Countersign.TryAgain', 'Countersign.NextRound', 'Lambda.Unknown'])(
    'are the rounds of one approval after %s',
    (error) => {
      const events = [...tried(1, error), ...tried(2, error, 12), ...built.asked('Ben', 3, { after: 22 })];
      const tokens = [1, 2, 3].map(built.tokenOf);
      expect(read(events)).toMatchObject([
        {
          id: approvalId(built.tokenOf(1)),
          rounds: tokens.map((token) => ({ token })),
          state: { kind: 'waiting' },
        },
      ]);
      for (const token of tokens) {
        expect(resolutionOfToken(events, token)).toBeUndefined();
        expect(resolutionOfToken([...events, built.approved(3)], token)).toMatchObject({
          status: 'approved',
        });
      }
    },
  );

  test('are one approval that has ended, when the last attempt failed too', () => {
    const events = [
      ...tried(1, 'Countersign.TryAgain'),
      ...tried(2, 'Countersign.TryAgain', 12),
      built.executionEnded('ExecutionFailed'),
    ];
    expect(read(events)).toMatchObject([
      { rounds: [{}, {}], state: { kind: 'ended', resolution: { status: 'failed' } } },
    ]);
  });

  test('that were not retried yet still wait', () => {
    expect(read(tried(1, 'Countersign.TryAgain'))).toMatchObject([{ state: { kind: 'waiting' } }]);
    expect(resolutionOfToken(tried(1, 'Countersign.TryAgain'), built.tokenOf(1))).toBeUndefined();
  });

  test.each([
    ['an expiry', built.timedOut(1)],
    ['a rejection', built.rejected(1)],
  ])('after %s are a new approval on the same messages', (_, end) => {
    const [first, second] = read([
      ...built.asked('Ben', 1),
      end,
      ...built.asked('Ben', 2, { ...unsent, after: 12 }),
    ]);
    expect(first?.state.kind).toBe('ended');
    expect(second).toMatchObject({
      id: approvalId(built.tokenOf(2)),
      rounds: [{ token: built.tokenOf(2), shown: { slack: 'on 1' } }],
      state: { kind: 'waiting' },
    });
  });

  test('have the newest message of each surface', () => {
    const events = [
      ...built.asked('Ben', 1, { messages: { slack: 'on 1', email: 'mail 1' } }),
      built.timedOut(1),
      ...built.asked('Ben', 2, { messages: { email: 'mail 2' }, after: 12 }),
    ];
    expect(read(events)[1]?.rounds[0]?.shown).toEqual({ slack: 'on 1', email: 'mail 2' });
  });

  test('after a redrive are a new approval on the same messages, if the input is the same', () => {
    const redriven = (request: object, before: object = { name: 'Ben', region: 'eu' }) =>
      read([
        ...built.asked(before, 1),
        built.executionEnded('ExecutionAborted', 30),
        { id: 31, previousEventId: 30, type: 'ExecutionRedriven' },
        ...built.asked(request, 4, unsent),
      ])[1]?.rounds[0]?.shown;
    expect(redriven({ name: 'Ben', region: 'eu' })).toEqual({ slack: 'on 1' });
    expect(redriven({ name: 'Ben', region: 'us' })).toEqual({});
    // Other data of the state machine may be nested more deeply than the stack, and is no part of the request.
    const nested = JSON.parse('['.repeat(4_000) + ']'.repeat(4_000));
    expect(redriven({ name: 'Ben', nested }, { name: 'Ben', nested })).toEqual({});
  });

  test('in another entry of the state are another approval', () => {
    const events = [
      ...built.asked('Ben', 1),
      built.rejected(1),
      ...built.asked('Ben', 2, { ...unsent, after: 13 }),
    ];
    expect(read(events)[1]?.rounds[0]?.shown).toEqual({});
  });
});

describe('after a redrive', () => {
  const redriven = { id: 31, previousEventId: 30, type: 'ExecutionRedriven' };

  const branches = [
    ...built.asked('Ben', 1),
    ...built.asked('Ben', 2),
    built.executionEnded('ExecutionAborted', 30),
    redriven,
    ...built.asked('Ben', 4, { messages: undefined }),
    ...built.asked('Ben', 5, { messages: undefined }),
  ];

  test('each of two equal branches goes on in a message of its own', () => {
    const approvals = read(branches);
    expect(approvals.map(({ rounds }) => rounds[0]?.shown.slack)).toEqual(['on 1', 'on 2', 'on 2', 'on 1']);
    expect(approvals.map(({ askedAgain }) => askedAgain)).toEqual([
      approvals[3]?.id,
      approvals[2]?.id,
      undefined,
      undefined,
    ]);
  });

  test('each goes on as the same one, also in a history that is read from its own task on', () => {
    const [first, second] = read(branches);
    const [fromSecond] = read(branches.slice(built.asked('Ben', 1).length));
    expect(fromSecond?.id).toBe(second?.id);
    expect(fromSecond?.askedAgain).toBe(second?.askedAgain);
    expect(fromSecond?.askedAgain).not.toBe(first?.askedAgain);
  });

  test('the last of two requests in a row is asked again, not the one that a Catch had ended before', () => {
    const approvals = read([
      ...built.asked('Ben', 1),
      built.rejected(1),
      ...built.asked('Ben', 2),
      built.executionEnded('ExecutionFailed', 30),
      redriven,
      ...built.asked('Ben', 4, { messages: undefined }),
    ]);
    expect(approvals.map(({ askedAgain }) => askedAgain)).toEqual([undefined, approvals[2]?.id, undefined]);
  });

  test('a request that was approved is not asked again by a later one with the same input', () => {
    const approvals = read([
      ...built.asked('Ben', 1),
      built.approved(1),
      built.executionEnded('ExecutionFailed', 30),
      redriven,
      ...built.asked('Ben', 4, { messages: undefined }),
    ]);
    expect(approvals[0]).not.toHaveProperty('askedAgain');
    expect(approvals[1]?.rounds[0]?.shown).toEqual({});
  });
});

test('a rejection that is an output is not asked again after a redrive, but an equal request that failed is', () => {
  const request = { name: 'Ben', on_reject: 'return' };
  const returned = {
    name_in_output: 'Ben',
    decision: { action: 'reject', via: 'email', at: '2026-11-24T12:05:00Z' },
  };
  const approvals = read([
    ...built.asked(request, 1),
    ...built.asked(request, 2),
    built.approved(2, returned),
    built.executionEnded('ExecutionFailed', 30),
    { id: 31, previousEventId: 30, type: 'ExecutionRedriven' },
    ...built.asked(request, 4, { messages: undefined }),
  ]);
  expect(approvals[1]?.state).toMatchObject({ resolution: { status: 'rejected' } });
  expect(approvals.map(({ askedAgain }) => askedAgain)).toEqual([approvals[2]?.id, undefined, undefined]);
});

describe.each(['Parallel', 'Map'])('after a Retry of the %s state around it', (type) => {
  const events = [
    { id: 5, previousEventId: 4, type: `${type}StateEntered` },
    { id: 6, previousEventId: 5, type: `${type}StateStarted` },
    ...built.asked('Ben', 1, { after: 6 }),
    built.rejected(1),
    { id: 13, previousEventId: 12, type: `${type}StateFailed` },
    { id: 14, previousEventId: 13, type: `${type}StateStarted` },
    ...built.asked('Ben', 2, { after: 14, messages: undefined }),
  ];

  test('a request is asked again in the same messages', () => {
    const [first, second] = read(events);
    expect(first?.askedAgain).toBe(second?.id);
    expect(second?.rounds[0]?.shown.slack).toBe('on 1');
  });

  test('the same is read from its own task on', () => {
    const [first, second] = read(events.slice(2));
    expect(first?.askedAgain).toBe(second?.id);
  });

  test('it is not asked again by an equal request in the next state', () => {
    const approvals = read([
      ...built.asked('Ben', 1),
      built.rejected(1),
      { id: 13, previousEventId: 12, type: `${type}StateEntered` },
      { id: 14, previousEventId: 13, type: `${type}StateStarted` },
      ...built.asked('Ben', 2, { after: 14 }),
    ]);
    expect(approvals[0]).not.toHaveProperty('askedAgain');
  });
});

test('a long history with many requests is read in a moment', () => {
  const events = Array.from({ length: 600 }, (_, index) => [
    ...built.asked(`Ben ${index}`, index + 1),
    built.approved(index + 1),
  ]).flat();
  expect(read(events)).toHaveLength(600);
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

  test('the token of the next attempt is found, while it waits', () => {
    const crashed = [
      ...built.asked('Ben', 1, { messages: undefined }),
      built.failed(1, 'Lambda.Unknown', { isSubmitted: false }),
    ];
    const again = [...crashed, ...built.asked('Ben', 2, { after: 12 })];
    expect(tokenInstead(again, built.tokenOf(1))).toBe(built.tokenOf(2));
    expect(tokenInstead(again, built.tokenOf(2))).toBeUndefined();
    expect(tokenInstead(crashed, built.tokenOf(1))).toBeUndefined();
    expect(tokenInstead([...again, built.approved(2)], built.tokenOf(1))).toBeUndefined();
    expect(tokenInstead([], built.tokenOf(1))).toBeUndefined();
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
