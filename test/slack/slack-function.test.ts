import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createFormats } from '../../src/callback/formats.ts';
import { createSlack } from '../../src/functions/slack.ts';
import type { LogLine } from '../../src/log.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { SIGNING_SECRET, signedEvent } from '../support/slack-request.ts';
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

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';
const EXECUTION_ARN = `arn:aws:states:us-east-1:123456789012:execution:${EXECUTION}`;

/**
 * The Lambda function `slack`, with AWS and Slack at the other end of a wire.
 *
 * @param silent an operation that AWS does not answer; whenever it is called, `onSilence` is
 */
async function createFunction(silent?: string, onSilence: () => void = () => undefined) {
  const aws = await startAwsJsonServer(({ operation }) => {
    if (operation === silent) {
      onSilence();
      return 'silence';
    }
    if (operation === 'GetExecutionHistory') {
      const events = scheduled({ name: 'Ben' }, new Date(NOW));
      return { events: events.map((event) => ({ ...event, timestamp: NOW / 1000 })) };
    }
    if (operation !== 'ListExecutions') return {};
    return { executions: [{ executionArn: EXECUTION_ARN, status: 'RUNNING' }] };
  });
  const lines: LogLine[] = [];
  const handle = createSlack(
    {
      AWS_ENDPOINT_URL: aws.options.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      STATE_MACHINE_ARN: MACHINE,
      CALLBACK_BASE_URL: 'https://example.com/prod',
      SLACK_API_URL: api.url,
      SLACK_BOT_TOKEN: 'xoxb-test',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_CHANNEL: 'approvals',
    },
    (line) => lines.push(line),
  );
  const { seal } = createFormats({ keys: undefined });
  const sealed = (name: 'approve' | 'reject', approvers = ['U0ANN0001']) =>
    seal({
      token: TASK_TOKEN,
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
    const delivery = recordedDelivery(name, { approve, reject, metadata, blocks });
    return handle(signedEvent({ timestamp: NOW / 1000, ...delivery }));
  }
  return { deliver, lines, operations: () => aws.calls.map(({ operation }) => operation), aws };
}

it.each([
  { name: 'command', operations: ['StartExecution'], calls: [] },
  { name: 'press-approve', operations: ['SendTaskSuccess'], calls: ['chat.update'] },
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
    calls: ['users.info', 'views.publish'],
  },
  { name: 'ssl-check', operations: [], calls: [] },
  { name: 'url-verification', operations: [], calls: [] },
])('the function answers a delivery through AWS and Slack ($name)', async ({ name, operations, calls }) => {
  const slack = await createFunction();

  const response = await slack.deliver(name);

  expect(response.statusCode).toBe(200);
  expect(slack.operations()).toEqual(operations);
  expect(api.calls.map(({ method }) => method)).toEqual(calls);
  expect(slack.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

it('keeps who may decide: another one’s press sends nothing', async () => {
  const slack = await createFunction();

  const response = await slack.deliver('press-approve', [BOB.id]);

  expect(response.statusCode).toBe(200);
  expect(slack.operations()).toEqual([]);
  expect(api.calls.map(({ method }) => method)).toEqual(['chat.postEphemeral']);
});

it('names an execution after its trigger, and sends what was typed as its input', async () => {
  const slack = await createFunction();

  await slack.deliver('command');

  const { name, input } = slack.aws.calls[0]?.input ?? {};
  expect(name).toMatch(/^slack-[0-9a-f]{16}$/);
  expect(JSON.parse(String(input))).toEqual({
    name: 'Ben',
    details: { environment: 'production' },
    approvers: '<@U0ANN0001|ann> <!subteam^S0LEADS01|@leads>',
    requester: 'ann',
    requester_id: 'U0ANN0001',
  });
});

it.each([
  { name: 'press-approve', silent: 'SendTaskSuccess', calls: ['chat.postEphemeral'] },
  { name: 'press-reject', silent: 'GetExecutionHistory', calls: ['views.open'] },
  { name: 'submit-reject', silent: 'SendTaskFailure', calls: [] },
])(
  'the function gives up on an AWS that is silent, and tells so ($name)',
  async ({ name, silent, calls }) => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: NOW });
    const slack = await createFunction(silent, () => void vi.advanceTimersByTimeAsync(1_000));

    const { statusCode, body } = await slack.deliver(name);

    expect(statusCode).toBe(200);
    expect(slack.operations().filter((operation) => operation === silent)).toHaveLength(2);
    expect(api.calls.map(({ method }) => method)).toEqual(calls);
    expect(body + (api.calls[0]?.text ?? '')).toMatch(
      name === 'press-reject' ? /^$/ : /It is not known whether that worked/,
    );
  },
);
