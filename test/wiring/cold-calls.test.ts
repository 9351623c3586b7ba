import { describe, expect, it, vi } from 'vitest';
import { createFormats } from '../../src/callback/formats.ts';
import type { Context, DirectAction } from '../../src/callback/payload.ts';
import type { Environment } from '../../src/config.ts';
import type { Log } from '../../src/log.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { createSlack } from '../../src/wiring/slack.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { startCloudInSeries } from '../support/cloud-in-series.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';
import { commandBody, pressBody, SIGNING_SECRET, signedEvent } from '../support/slack-request.ts';
import { taskToken } from '../support/task-tokens.ts';
import { httpEvent } from '../support/web-event.ts';

/*
 * The calls of each function in a cold start, one after the other. docs/benchmarks.md has the same table. Each step is a time
 * that a person or a state machine waits.
 */

const EXECUTION = 'arn:aws:states:eu-central-1:123456789012:execution:ApprovalEmails:7c1dba0e';
const REFERENCE = 'ApprovalEmails:7c1dba0e';
const TOKEN = taskToken(700);
const APPROVE: DirectAction = { name: 'approve', type: 'success', output: {}, confirm: true };
const REJECT: DirectAction = { name: 'reject', type: 'failure', error: 'rejected', cause: 'Rejected.' };

const keys = createFakeKeyService();
const { seal } = createFormats({ keys, deployment: FUNCTION_ENVIRONMENT.KEY_CONTEXT });
const sealed = (action: DirectAction, context: Context) =>
  seal({ token: TOKEN, transactionId: '0f', action, context: { execution: REFERENCE, ...context } });
const button = await sealed(APPROVE, { surface: 'slack' });
const rejectButton = await sealed(REJECT, { surface: 'slack' });
const link = await sealed(APPROVE, { surface: 'email', title: 'Approval for Ben' });

const ASKED = {
  id: 1,
  previousEventId: 0,
  timestamp: 1,
  type: 'TaskScheduled',
  taskScheduledEventDetails: {
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    region: 'eu-central-1',
    parameters: JSON.stringify({ Payload: { token: TOKEN, execution: EXECUTION, request: { name: 'Ben' } } }),
  },
};
const Plaintext = Buffer.from(keys.generated[0]?.plaintext ?? []).toString('base64');
const CiphertextBlob = Buffer.alloc(184).toString('base64');
const KeyId = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const ANSWERS = {
  GetSecretValue: { SecretString: JSON.stringify({ botToken: 'xoxb-1', signingSecret: SIGNING_SECRET }) },
  Decrypt: { Plaintext },
  GenerateDataKey: { Plaintext, CiphertextBlob, KeyId },
  GetExecutionHistory: { events: [ASKED] },
  StartExecution: { executionArn: EXECUTION, startDate: 1 },
  'chat.postMessage': { ok: true, channel: 'C0123456789', ts: '1764000000.000100' },
};

type Create = (env: Environment, log: Log) => (event: unknown) => Promise<unknown>;

/** Loads a function in a deployment with Slack, until the calls of its load are answered. */
async function loaded(
  create: Create,
  atLoad: readonly string[],
  series: readonly (readonly string[])[] = [],
) {
  const steps = [...(atLoad.length > 0 ? [atLoad] : []), ...series];
  const { url, came } = await startCloudInSeries(steps, ANSWERS);
  const environment = {
    ...FUNCTION_ENVIRONMENT,
    AWS_ENDPOINT_URL: url,
    SLACK_API_URL: `${url}/api/`,
    SLACK_BOT_TOKEN: '',
    SLACK_SIGNING_SECRET: '',
    SLACK_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack',
    TOPIC_ARN: '',
  };
  const handle = create(environment, () => {});
  if (atLoad.length > 0) await vi.waitFor(() => expect(came).toEqual([atLoad]));
  return { handle, came: () => came.slice(atLoad.length > 0 ? 1 : 0), responseUrl: `${url}/response_url` };
}

const signed = (body: string) => signedEvent({ body, timestamp: Math.floor(Date.now() / 1000) });
const message = { ts: '1764000000.000100', text: 'Approval for Ben', blocks: [{ type: 'divider' }] };
const pressed = (name: string, value: string, responseUrl: string) =>
  signed(pressBody({ action_id: `decide:${name}`, value }, message, undefined, { responseUrl }));
const opened = (method: string) =>
  httpEvent(`https://example.com/?data=${encodeURIComponent(link)}`, { method });

interface Row {
  readonly title: string;
  readonly create: Create;
  readonly atLoad?: readonly string[];
  readonly event: (responseUrl: string) => object;
  readonly series: readonly (readonly string[])[];
}

const SECRET = ['GetSecretValue'];

const ROWS: readonly Row[] = [
  {
    title: 'slack, /approval start',
    create: createSlack,
    atLoad: SECRET,
    event: () => signed(commandBody('start Ben')),
    series: [['users.info'], ['StartExecution']],
  },
  {
    title: 'slack, a press that decides',
    create: createSlack,
    atLoad: SECRET,
    event: (responseUrl) => pressed('approve', button, responseUrl),
    series: [['Decrypt', 'users.info'], ['SendTaskSuccess'], ['StartExecution', 'response_url']],
  },
  {
    title: 'slack, a press that opens the form of a rejection',
    create: createSlack,
    atLoad: SECRET,
    event: (responseUrl) => pressed('reject', rejectButton, responseUrl),
    series: [['Decrypt', 'users.info'], ['GetExecutionHistory'], ['views.open']],
  },
  {
    title: 'respond, the page of a link',
    create: createRespond,
    event: () => opened('GET'),
    series: [['Decrypt'], ['GetExecutionHistory']],
  },
  {
    title: 'respond, a decision',
    create: createRespond,
    event: () => opened('POST'),
    series: [['Decrypt'], ['SendTaskSuccess'], ['StartExecution']],
  },
  {
    title: 'request-approval, a message in Slack',
    create: createRequestApproval,
    atLoad: SECRET,
    event: () => ({ token: TOKEN, execution: EXECUTION, request: { name: 'Ben' } }),
    series: [['GetExecutionHistory'], ['GenerateDataKey'], ['chat.postMessage'], ['GetExecutionHistory']],
  },
  {
    title: 'create-urls',
    create: createCreateUrls,
    event: () => ({ token: TOKEN, actions: [{ name: 'approve', type: 'success', output: {} }] }),
    series: [['GenerateDataKey']],
  },
];

describe('the first request of a container waits for these calls', () => {
  it.each(ROWS)('$title', async ({ create, atLoad = [], event, series }) => {
    const { handle, came, responseUrl } = await loaded(create, atLoad, series);

    await handle(event(responseUrl));

    expect(came()).toEqual(series);
  });
});

it('A press without a valid signature calls nothing: no data key is decrypted for it', async () => {
  const { handle, came, responseUrl } = await loaded(createSlack, SECRET);
  const event = pressed('approve', button, responseUrl);

  const answer = await handle({ ...event, body: `${event.body}x` });

  expect(answer).toMatchObject({ statusCode: 401 });
  expect(came()).toEqual([]);
});

it('A secret that could not be read while the function loaded is read again for a later request', async () => {
  let reads = 0;
  const { options } = await startAwsJsonServer(() => {
    reads += 1;
    return reads === 1 ? { __type: 'AccessDeniedException' } : ANSWERS.GetSecretValue;
  });
  const handle = createSlack(
    {
      ...FUNCTION_ENVIRONMENT,
      AWS_ENDPOINT_URL: options.endpoint,
      SLACK_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:slack',
    },
    () => {},
  );

  // A request that comes before the failure shares it.
  await vi.waitFor(async () =>
    expect(await handle(signed(commandBody('help')))).toMatchObject({ statusCode: 200 }),
  );
  expect(reads).toBe(2);
});
