import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { KeyService } from '../../src/callback/data-key.ts';
import { createFormats } from '../../src/callback/formats.ts';
import type { Task } from '../../src/callback/payload.ts';
import type { LogLine } from '../../src/log.ts';
import { type FollowUpEvent, followUpEvent } from '../../src/slack/follow-up.ts';
import { createSlack } from '../../src/wiring/slack.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { commandBody, SIGNING_SECRET, signedEvent } from '../support/slack-request.ts';
import { BOB, NOW } from '../support/slack-world.ts';
import { EXECUTION, MESSAGE, scheduled, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterAll(async () => {
  vi.useRealTimers();
  await api.close();
});

/** All calls but users.info, which tells the name of the person who acts. */
const callsOfSlack = () => api.calls.filter(({ method }) => method !== 'users.info');

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';
const EXECUTION_ARN = `arn:aws:states:us-east-1:123456789012:execution:${EXECUTION}`;

interface World {
  /** Operations that AWS does not answer. */
  readonly silent?: readonly string[];
  /** Runs at each call of a silent operation. */
  readonly onSilence?: () => void;
  /** Environment variables that extend or replace the usual ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly task?: Task;
  readonly keys?: KeyService;
  /** More events at the end of the history. */
  readonly ended?: readonly HistoryEvent[];
}

/** Creates the Lambda function `slack` with fake servers for AWS and Slack. */
async function createFunction({ silent = [], onSilence, env, task, keys, ended = [] }: World = {}) {
  const aws = await startAwsJsonServer(({ operation, input }) => {
    if (silent.includes(operation)) {
      onSilence?.();
      return 'silence';
    }
    if (operation === 'GetExecutionHistory') {
      const events = [...scheduled({ name: 'Ben' }, new Date(NOW)), ...ended];
      return { events: events.map((event) => ({ ...event, timestamp: NOW / 1000 })) };
    }
    if (operation !== 'ListExecutions') return {};
    const status = ended.length > 0 ? 'SUCCEEDED' : 'RUNNING';
    const isListed = (input.statusFilter ?? status) === status;
    return { executions: isListed ? [{ executionArn: EXECUTION_ARN, status }] : [] };
  });
  const lines: LogLine[] = [];
  const logged = new EventEmitter();
  const handle = createSlack(
    {
      AWS_ENDPOINT_URL: aws.options.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      STATE_MACHINE_ARN: MACHINE,
      AWS_LAMBDA_FUNCTION_NAME: 'Countersign-Slack',
      CALLBACK_BASE_URL: 'https://example.com/prod',
      SLACK_API_URL: api.url,
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_CHANNEL: 'approvals',
      ...env,
    },
    (line) => {
      lines.push(line);
      logged.emit(line.event, line);
    },
  );
  const { seal } = createFormats({ keys });
  const sealed = (name: 'approve' | 'reject', approvers = ['U0ANN0001']) =>
    seal({
      ...(task ?? { token: TASK_TOKEN }),
      action:
        name === 'approve'
          ? { name, type: 'success', output: {} }
          : { name, type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
      transactionId: '00',
      context: { surface: 'slack', execution: EXECUTION, approvers },
    });
  async function deliver(name: string, approvers?: string[]) {
    const [approve, reject] = [await sealed('approve', approvers), await sealed('reject', approvers)];
    const metadata = JSON.stringify({ sealed: reject, ...MESSAGE });
    const blocks = [{ type: 'divider' }];
    const response_url = `${api.url}response_url`;
    const delivery = recordedDelivery(name, { approve, reject, metadata, blocks, response_url });
    return send(signedEvent({ timestamp: NOW / 1000, ...delivery }));
  }
  async function send(event: object) {
    const answer = await handle(event);
    if (!answer) throw new TypeError('a request of Slack gets an answer');
    return answer;
  }
  const command = (text: string, responseUrl = `${api.url}response`) =>
    send(signedEvent({ timestamp: NOW / 1000, body: commandBody(text, { response_url: responseUrl }) }));
  return {
    deliver,
    command,
    handle,
    lines,
    logged,
    operations: () => aws.calls.map(({ operation }) => operation),
    aws,
  };
}

it.each([
  { name: 'command', operations: ['StartExecution'], calls: [] },
  { name: 'press-approve', operations: ['SendTaskSuccess'], calls: ['response_url'] },
  { name: 'press-reject', operations: ['GetExecutionHistory'], calls: ['views.open'] },
  {
    name: 'submit-reject',
    operations: ['SendTaskFailure', 'GetExecutionHistory'],
    calls: ['chat.update'],
  },
  { name: 'submit-cancel', operations: ['GetExecutionHistory', 'StopExecution'], calls: [] },
  { name: 'submit-request', operations: ['StartExecution'], calls: [] },
  { name: 'shortcut', operations: [], calls: ['views.open'] },
  {
    name: 'home-opened',
    operations: ['ListExecutions', 'ListExecutions', 'GetExecutionHistory'],
    calls: ['conversations.info', 'chat.getPermalink', 'views.publish'],
  },
  { name: 'ssl-check', operations: [], calls: [] },
  { name: 'url-verification', operations: [], calls: [] },
])(
  'the function handles a delivery with calls of AWS and Slack ($name)',
  async ({ name, operations, calls }) => {
    const slack = await createFunction();

    const response = await slack.deliver(name);

    expect(response.statusCode).toBe(200);
    expect(slack.operations()).toEqual(operations);
    expect(callsOfSlack().map(({ method }) => method)).toEqual(calls);
    expect(slack.lines.filter(({ level }) => level === 'error')).toEqual([]);
  },
);

it('the press of a person who is not an approver only reads the history and gets a private message', async () => {
  const slack = await createFunction();

  const response = await slack.deliver('press-approve', [BOB.id]);

  expect(response.statusCode).toBe(200);
  expect(slack.operations()).toEqual(['GetExecutionHistory']);
  expect(callsOfSlack().map(({ method }) => method)).toEqual(['response_url']);
});

it('the function names an execution after its trigger and uses the typed text as its input', async () => {
  const slack = await createFunction();

  await slack.deliver('command');

  const { name, input } = slack.aws.calls[0]?.input ?? {};
  expect(name).toMatch(/^slack-[0-9a-f]{16}$/);
  expect(JSON.parse(String(input))).toEqual({
    name: 'Ben',
    details: { environment: 'production' },
    approvers: ['U0ANN0001', 'S0LEADS01'],
    requester: 'ann',
    requester_id: 'U0ANN0001',
  });
});

it('the function reads the history of a succeeded execution only once', async () => {
  const succeeded = { id: 4, previousEventId: 3, type: 'ExecutionSucceeded' } as const;
  const slack = await createFunction({ ended: [succeeded] });

  await slack.deliver('home-opened');
  await slack.deliver('home-opened');

  expect(slack.operations().filter((operation) => operation === 'GetExecutionHistory')).toHaveLength(1);
});

/** Makes all time limits use one fake clock. The clock stands still until a test moves it. */
function stopTheClock(): void {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOW });
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const limit = new AbortController();
    setTimeout(() => limit.abort(new DOMException('The time is up.', 'TimeoutError')), milliseconds);
    return limit.signal;
  });
  onTestFinished(() => timeout.mockRestore());
}

const UNSURE = /We do not know whether this worked/;
const FAILED = /nothing was changed/;
const ENCRYPTED = { env: { KEY_ID: 'alias/countersign', KEY_CONTEXT: 'test' }, keys: createFakeKeyService() };

it.each([
  { name: 'press-approve', silent: 'SendTaskSuccess', calls: ['response_url'], told: UNSURE },
  // The time limit for the history is too short for two tries.
  { name: 'press-reject', silent: 'GetExecutionHistory', tries: 1, calls: ['views.open'], told: /^$/ },
  { name: 'submit-reject', silent: 'SendTaskFailure', calls: [], told: UNSURE },
  {
    name: 'press-approve',
    silent: 'succeed',
    world: { task: { callbackId: 'callback' } },
    calls: ['response_url'],
    told: UNSURE,
  },
  { name: 'press-approve', silent: 'Decrypt', world: ENCRYPTED, calls: ['response_url'], told: FAILED },
  {
    name: 'home-opened',
    silent: 'GenerateDataKey',
    world: ENCRYPTED,
    calls: ['conversations.info', 'views.publish'],
    told: /^$/,
  },
  { name: 'command', silent: 'StartExecution', calls: [], told: UNSURE },
  { name: 'submit-cancel', silent: 'StopExecution', calls: [], told: UNSURE },
  {
    name: 'command',
    silent: 'GetSecretValue',
    world: { env: { SLACK_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:slack' } },
    calls: [],
    told: /^Something went wrong\.$/,
  },
])(
  'the function answers in time if AWS does not answer ($name, $silent)',
  async ({ name, silent, tries = 2, world, calls, told }) => {
    stopTheClock();
    const onSilence = () => void vi.advanceTimersByTimeAsync(750);
    const slack = await createFunction({ ...world, silent: [silent], onSilence });

    const { body } = await slack.deliver(name);

    expect(slack.operations().filter((operation) => operation === silent)).toHaveLength(tries);
    expect(callsOfSlack().map(({ method }) => method)).toEqual(calls);
    expect(body + (callsOfSlack()[0]?.text ?? '')).toMatch(told);
    expect(Date.now() - NOW).toBeLessThan(2_500);
  },
  5_000,
);

it('the function answers in time if two AWS operations do not answer', async () => {
  stopTheClock();
  const onSilence = () => void vi.advanceTimersByTimeAsync(750);
  const slack = await createFunction({ silent: ['SendTaskSuccess', 'GetExecutionHistory'], onSilence });

  await slack.deliver('press-approve');

  expect(slack.lines).toContainEqual(expect.objectContaining({ event: 'slack', late: true }));
  expect(callsOfSlack()).toMatchObject([{ method: 'response_url', text: expect.stringMatching(UNSURE) }]);
  expect(Date.now() - NOW).toBeLessThan(2_500);
}, 5_000);

it('the function does not retry after the deadline, because Lambda could run the retry hours later', async () => {
  stopTheClock();
  const silence = Promise.withResolvers<void>();
  const slack = await createFunction({ silent: ['SendTaskSuccess'], onSilence: silence.resolve });

  const answer = slack.deliver('press-approve');
  await silence.promise;
  const late = once(slack.logged, 'slack_late');
  // As after a pause of Lambda: all due timers run at the same moment.
  vi.advanceTimersByTime(1_900);
  await answer;

  expect(await late).toMatchObject([{ outcome: 'late' }]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(slack.operations().filter((operation) => operation === 'SendTaskSuccess')).toHaveLength(1);
});

describe('reading that takes longer than Slack waits', () => {
  it.each([
    {
      what: 'a command',
      start: (slack: Awaited<ReturnType<typeof createFunction>>) => slack.command('list'),
      body: /This takes a moment\. The answer follows here\./,
      work: {
        command: {
          command: '/approval',
          text: 'list',
          user_id: 'U0ANN0001',
          channel_id: 'C0001',
          response_url: expect.stringMatching(/^http/),
        },
      },
    },
    {
      what: 'the home tab',
      start: (slack: Awaited<ReturnType<typeof createFunction>>) => slack.deliver('home-opened'),
      body: /^$/,
      work: { home: 'U0ANN0001' },
    },
  ])('goes on in an invocation of the same function ($what)', async ({ start, body, work }) => {
    stopTheClock();
    // The home tab lists twice at the same time.
    const onSilence = vi.fn().mockImplementationOnce(() => void vi.advanceTimersByTimeAsync(1_900));
    const slack = await createFunction({ silent: ['ListExecutions'], onSilence });

    expect((await start(slack)).body).toMatch(body);

    const invocations = slack.aws.calls.filter(({ operation }) => operation === 'invocations');
    expect(invocations.map(({ input }) => input)).toEqual([
      { slack_follow_up: work, signature: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect(Date.now() - NOW).toBeLessThan(2_500);
    expect(slack.lines).toContainEqual(
      expect.objectContaining({ event: 'slack', late: true, goes_on: true }),
    );
    expect(JSON.stringify(slack.lines)).not.toContain('response');
  });

  it('is answered that it took too long if the invocation cannot be started', async () => {
    stopTheClock();
    const onSilence = () => void vi.advanceTimersByTimeAsync(1_900);
    const slack = await createFunction({
      silent: ['ListExecutions'],
      onSilence,
      env: { AWS_LAMBDA_FUNCTION_NAME: '' },
    });

    expect((await slack.command('list')).body).toContain('This took too long. Try again.');
    expect(slack.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'follow_up_failed', error: expect.any(Error) }),
    );
  });

  it('is answered by the invocation, which returns nothing', async () => {
    const slack = await createFunction();
    const command = { command: '/approval', text: 'list', user_id: 'U0ANN0001', channel_id: 'C0001' };

    const list = { ...command, response_url: `${api.url}response` };
    expect(await slack.handle(followUpEvent({ command: list }, SIGNING_SECRET))).toBeUndefined();
    expect(await slack.handle(followUpEvent({ home: 'U0ANN0001' }, SIGNING_SECRET))).toBeUndefined();

    expect(api.calls.map(({ method }) => method)).toEqual([
      'chat.getPermalink',
      'response',
      'users.info',
      'conversations.info',
      'chat.getPermalink',
      'views.publish',
    ]);
    expect(slack.lines.map(({ event }) => event)).toContain('slack_follow_up');
  });

  it.each([
    { title: 'without a signature', change: ({ slack_follow_up }: FollowUpEvent) => ({ slack_follow_up }) },
    {
      title: 'with the signature of another',
      change: (event: FollowUpEvent) => ({ ...event, slack_follow_up: { home: 'U0BOB0001' } }),
    },
    {
      title: 'with a signature that is no text',
      change: (event: FollowUpEvent) => ({ ...event, signature: [event.signature] }),
    },
    {
      title: 'signed with another secret',
      change: ({ slack_follow_up: work }: FollowUpEvent) => followUpEvent(work, 'another'),
    },
  ])('is refused $title', async ({ change }) => {
    const slack = await createFunction();

    expect(await slack.handle(change(followUpEvent({ home: 'U0ANN0001' }, SIGNING_SECRET)))).toBeUndefined();

    expect(api.calls).toEqual([]);
    expect(slack.lines.at(-1)).toEqual({
      level: 'error',
      event: 'slack_follow_up',
      outcome: 'InvalidSignature',
    });
  });

  it('cannot be started by an HTTP request', async () => {
    const slack = await createFunction();
    const work = { slack_follow_up: { home: 'U0ANN0001' } };
    const body = JSON.stringify(work);
    const event = signedEvent({ timestamp: NOW / 1000, body, contentType: 'application/json' });

    for (const unsigned of [
      { ...event, headers: {} },
      { ...event, headers: {}, ...work },
    ]) {
      expect(await slack.handle(unsigned)).toMatchObject({ statusCode: 401 });
    }
    await slack.handle(event);

    expect(api.calls).toEqual([]);
    expect(slack.operations()).toEqual([]);
  });
});
