import { expect, test } from 'vitest';
import { announceDecision } from '../../src/approval/announce-decision.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:Release:one';
const APPROVED = { name_in_output: 'Ben' };
const REJECTED = { Error: 'rejected', Cause: 'Ben rejected it' };

test.each([
  ['Security', 'on 1'],
  ['Legal', 'on 2'],
])('with two open requests, the decision about %s is shown in its own message', async (name, message) => {
  const history = [...asked('Security', 1), ...asked('Legal', 2), approved(1), rejected(2)];
  expect(await announcedRefs({ name }, APPROVED, history)).toEqual([message]);
});

test('with two equal requests, the one that ended is announced', async () => {
  const history = [...asked('Ben', 1), ...asked('Ben', 2), rejected(1)];
  expect(await announcedRefs({ name: 'Ben' }, REJECTED, history)).toEqual(['on 1']);
});

test('with two equal requests, one after the other, the last one is announced', async () => {
  const history = [...asked('Ben', 1), rejected(1), ...asked('Ben', 2), approved(2)];
  expect(await announcedRefs({ name: 'Ben' }, APPROVED, history)).toEqual(['on 2']);
});

test('a request with more members than before is matched with the last request', async () => {
  const history = [...asked('Ann', 1), approved(1), ...asked('Ben', 2), approved(2)];
  expect(await announcedRefs({ name: 'Ben', output: APPROVED }, APPROVED, history)).toEqual(['on 2']);
});

test.each([
  ['eu', 'on 1'],
  ['us', 'on 2'],
])(
  'with two requests that differ only in hidden members, the decision for %s is shown in its own message',
  async (region, message) => {
    const history = [
      ...asked({ name: 'Ben', region: 'eu' }, 1),
      ...asked({ name: 'Ben', region: 'us' }, 2),
      approved(1),
      approved(2),
    ];
    expect(await announcedRefs({ region, name: 'Ben' }, APPROVED, history)).toEqual([message]);
  },
);

test('a stopped execution announces all open requests, and no request that ended before', async () => {
  const ann = [...asked('Ann', 1), approved(1), announced(1)];
  const history = [...ann, ...asked('Ben', 2), ...asked('Cem', 3), aborted()];
  const slack = createFakeSurface('slack');
  expect(await announce(slack, { detail: { executionArn: EXECUTION } }, history)).toEqual({
    status: 'cancelled',
  });
  expect(slack.endings.map(({ approval, ref }) => [approval.request.name, ref])).toEqual([
    ['Ben', 'on 2'],
    ['Cem', 'on 3'],
  ]);
});

test('an invalid request is ignored, and the others are announced', async () => {
  const history = [...asked('', 1), ...asked('Ben', 2), aborted()];
  const slack = createFakeSurface('slack');
  expect(await announce(slack, { detail: { executionArn: EXECUTION } }, history)).toEqual({
    status: 'cancelled',
  });
  expect(slack.endings.map(({ approval }) => approval.request.name)).toEqual(['Ben']);
});

test('a request that cannot be announced does not stop the others, and the call fails and is repeated', async () => {
  const history = [...asked('Ann', 1), ...asked('Ben', 2), aborted()];
  const shown: string[] = [];
  const slack = createFakeSurface('slack', {
    async show({ request: { name } }) {
      if (name === 'Ann') throw new Error('away');
      shown.push(name);
    },
  });
  await expect(announce(slack, { detail: { executionArn: EXECUTION } }, history)).rejects.toMatchObject({
    name: 'NothingSent',
  });
  expect(shown).toEqual(['Ben']);
});

test('a request whose parallel branch ends with another branch is announced when the execution ends', async () => {
  const history = [
    ...asked('Ann', 1),
    rejected(1),
    announced(1),
    ...asked('Ben', 2),
    { id: 22, previousEventId: 21, type: 'TaskStateAborted' },
    { id: 98, previousEventId: 12, type: 'ParallelStateFailed' },
    { id: 99, previousEventId: 98, type: 'ExecutionFailed' },
  ];
  const slack = createFakeSurface('slack');
  await announce(slack, { detail: { executionArn: EXECUTION } }, history);
  expect(slack.endings).toMatchObject([
    { approval: { request: { name: 'Ben' }, state: { resolution: { status: 'failed' } } } },
  ]);
});

async function announcedRefs(request: object, output: object, history: readonly HistoryEvent[]) {
  const slack = createFakeSurface('slack');
  await announce(slack, { execution: EXECUTION, request, output }, history);
  return slack.endings.map(({ ref }) => ref);
}

function announce(
  slack: ReturnType<typeof createFakeSurface>,
  event: object,
  history: readonly HistoryEvent[],
) {
  const { log } = createFakeLog();
  return announceDecision(event, {
    getHistory: async () => history,
    surfaces: [slack],
    ...DEFAULTS,
    now: () => 0,
    wait: forever,
    log,
  });
}

/** A request and its message, `on <branch>`. The event ids of a branch begin with its number. */
function asked(request: string | object, branch: number): HistoryEvent[] {
  const parameters = {
    FunctionName: 'request-approval',
    Payload: { execution: EXECUTION, request: typeof request === 'string' ? { name: request } : request },
  };
  const submitted = { Payload: { transaction_id: '1', messages: { slack: `on ${branch}` } } };
  return [
    {
      id: branch * 10,
      previousEventId: 0,
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        resource: 'invoke.waitForTaskToken',
        parameters: JSON.stringify(parameters),
      },
    },
    {
      id: branch * 10 + 1,
      previousEventId: branch * 10,
      type: 'TaskSubmitted',
      taskSubmittedEventDetails: { output: JSON.stringify(submitted) },
    },
  ];
}

function approved(branch: number): HistoryEvent {
  const taskSucceededEventDetails = { output: JSON.stringify(APPROVED) };
  return {
    id: branch * 10 + 2,
    previousEventId: branch * 10 + 1,
    type: 'TaskSucceeded',
    taskSucceededEventDetails,
  };
}

/** The execution reaches the state that announces the decision. */
function announced(branch: number): HistoryEvent {
  return {
    id: branch * 10 + 3,
    previousEventId: branch * 10 + 2,
    type: 'TaskScheduled',
    taskScheduledEventDetails: { resource: 'invoke' },
  };
}

function rejected(branch: number): HistoryEvent {
  const taskFailedEventDetails = { error: REJECTED.Error, cause: REJECTED.Cause };
  return {
    id: branch * 10 + 2,
    previousEventId: branch * 10 + 1,
    type: 'TaskFailed',
    taskFailedEventDetails,
  };
}

function aborted(): HistoryEvent {
  return { id: 99, previousEventId: 0, type: 'ExecutionAborted' };
}
