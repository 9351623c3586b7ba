import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { LogLevel, WebClient } from '@slack/web-api';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../../src/tools/faults/proxy.ts';
import type { Fault, Service } from '../../../src/tools/faults/services.ts';
import { startTestServer } from '../../support/test-server.ts';

let proxy: FaultProxy;
let url = '';
let env: Readonly<Record<string, string | undefined>> = {};
/** What the services behind the proxy were asked for. */
let served: string[] = [];
beforeEach(async () => {
  served = [];
  const services = await startTestServer((request, response) => {
    served.push(String(request.headers['x-amz-target'] ?? request.url));
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ ok: true, stateMachines: [] }));
  });
  proxy = await startFaultProxy(() => undefined);
  onTestFinished(() => proxy.close());
  env = proxy.between({
    TEAMS_SERVICE_URL: `${services.url}/teams/`,
    TEAMS_AUTHORITY_URL: services.url,
    TEAMS_CLIENT_SECRET: 'teams-secret',
    AWS_ENDPOINT_URL: services.url,
    SLACK_API_URL: `${services.url}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-1',
    SLACK_SIGNING_SECRET: 'secret',
    TOPIC_ARN: 'kept',
  });
  expect(env).toMatchObject({ TOPIC_ARN: 'kept', SLACK_SECRET_ARN: expect.stringMatching(/^arn:/) });
  expect(env).not.toHaveProperty('SLACK_BOT_TOKEN');
  expect(env).not.toHaveProperty('TEAMS_CLIENT_SECRET');
  url = String(env.AWS_ENDPOINT_URL);
});

const options = () => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
});

/** Calls each service as the functions do. */
const CALLS: Readonly<Record<Service, () => Promise<unknown>>> = {
  kms: () => new KMSClient(options()).send(new DecryptCommand({ CiphertextBlob: Buffer.from('x') })),
  states: () => new SFNClient(options()).send(new ListStateMachinesCommand({})),
  sns: () => new SNSClient(options()).send(new PublishCommand({ TopicArn: 'arn:x', Message: 'x' })),
  events: () =>
    new EventBridgeClient(options()).send(
      new PutEventsCommand({ Entries: [{ Source: 'x', DetailType: 'x', Detail: '{}' }] }),
    ),
  lambda: () => new LambdaClient(options()).send(new InvokeCommand({ FunctionName: 'create-urls' })),
  secretsmanager: () =>
    new SecretsManagerClient(options()).send(new GetSecretValueCommand({ SecretId: 'arn:x' })),
  slack: () =>
    new WebClient('xoxb-1', {
      logLevel: LogLevel.ERROR,
      slackApiUrl: `${url}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    }).auth.test(),
  teams: () => answerOf('/teams/v3/conversations/19%3Ax/activities/1', { method: 'PUT' }),
  entra: () => answerOf('/tenant/oauth2/v2.0/token', { method: 'POST' }),
};

async function answerOf(path: string, init: RequestInit) {
  const { status, headers } = await fetch(url + path, init);
  return { status, retryAfter: headers.get('retry-after') };
}

const failing = async (service: Service, fault: Fault) => {
  proxy.begin({ service, fault });
  return CALLS[service]().catch((error: unknown) => error);
};

test('without a fault, the proxy passes everything on, and plays Secrets Manager', async () => {
  for (const call of [CALLS.kms, CALLS.states, CALLS.slack, CALLS.teams, CALLS.entra]) await call();
  expect(served).toEqual([
    'TrentService.Decrypt',
    'AWSStepFunctions.ListStateMachines',
    '/api/auth.test',
    '/teams/v3/conversations/19%3Ax/activities/1',
    '/tenant/oauth2/v2.0/token',
  ]);
  expect(await CALLS.secretsmanager()).toMatchObject({
    SecretString: '{"botToken":"xoxb-1","signingSecret":"secret"}',
  });
  const secret = new GetSecretValueCommand({ SecretId: String(env.TEAMS_SECRET_ID) });
  expect(await new SecretsManagerClient(options()).send(secret)).toMatchObject({
    SecretString: '{"clientSecret":"teams-secret"}',
  });
  expect(proxy.failed).toEqual([]);
});

test('a fault is one service’s, and ends when it is lifted', async () => {
  expect(await failing('kms', 'reset')).toBeInstanceOf(Error);
  await CALLS.states();
  proxy.lift();
  await CALLS.kms();
  expect(proxy.failed).toEqual([{ service: 'kms', operation: 'Decrypt', attempt: 1 }]);
  expect(served).toEqual(['AWSStepFunctions.ListStateMachines', 'TrentService.Decrypt']);
});

test('the log of failed calls has each attempt of the AWS SDK', async () => {
  proxy.begin({ service: 'states', fault: 'reset' });
  const client = new SFNClient({ ...options(), maxAttempts: 2 });
  await expect(client.send(new ListStateMachinesCommand({}))).rejects.toThrow();
  expect(proxy.failed.map(({ attempt }) => attempt)).toEqual([1, 2]);
});

test('a fault can begin when an operation was answered', async () => {
  proxy.begin({ service: 'slack', fault: 'reset', after: 'ListStateMachines' });
  await CALLS.slack();
  await CALLS.states();
  await expect(CALLS.slack()).rejects.toThrow();
});

describe('faults', () => {
  test('hang: no answer comes until the fault ends, and the service gets nothing', async () => {
    const { promise: failed, resolve } = Promise.withResolvers<void>();
    const other = await startFaultProxy(resolve);
    onTestFinished(() => other.close());
    other.begin({ service: 'slack', fault: 'hang' });
    const { SLACK_API_URL } = other.between({});
    const answer = fetch(`${SLACK_API_URL}auth.test`).catch(() => 'closed');
    await failed;
    other.lift();
    expect(await answer).toBe('closed');
  });

  test('reset: the service gets nothing', async () => {
    expect(await failing('states', 'reset')).toMatchObject({ code: 'ECONNRESET' });
    expect(served).toEqual([]);
  });

  test('lost: the service gets the request, and its answer does not come', async () => {
    expect(await failing('states', 'lost')).toMatchObject({ code: 'ECONNRESET' });
    expect(served).toEqual(['AWSStepFunctions.ListStateMachines']);
  });

  test.each<[Service, string]>([
    ['kms', 'ThrottlingException'],
    ['states', 'ThrottlingException'],
    ['sns', 'ThrottledException'],
    ['lambda', 'TooManyRequestsException'],
    ['secretsmanager', 'ThrottlingException'],
  ])('throttle: %s answers %s', async (service, name) => {
    expect(await failing(service, 'throttle')).toMatchObject({ name });
  });

  test.each<[Service, string]>([
    ['kms', 'AccessDeniedException'],
    ['states', 'AccessDeniedException'],
    ['sns', 'AuthorizationErrorException'],
    ['lambda', 'AccessDeniedException'],
    ['secretsmanager', 'AccessDeniedException'],
  ])('deny: %s answers %s', async (service, name) => {
    expect(await failing(service, 'deny')).toMatchObject({ name });
  });

  test('Slack throttles with Retry-After, and denies with invalid_auth', async () => {
    expect(await failing('slack', 'throttle')).toMatchObject({ retryAfter: 1 });
    expect(await failing('slack', 'deny')).toMatchObject({ data: { error: 'invalid_auth' } });
  });

  test('Teams answers with each status, and names a time if it throttles', async () => {
    expect(await failing('teams', 'throttle')).toEqual({ status: 429, retryAfter: '1' });
    expect(await failing('teams', 'deny')).toMatchObject({ status: 401 });
    for (const status of [403, 404, 412, 500, 502, 504] as const) {
      expect(await failing('teams', `HTTP ${status}`)).toMatchObject({ status });
    }
    expect(served).toEqual([]);
    expect(proxy.failed.at(-1)).toEqual({ service: 'teams', operation: 'PUT activities', attempt: 1 });
  });

  test('slow: the service gets the request at once, and its answer comes later', async () => {
    const start = Date.now();
    expect(await failing('teams', 'slow')).toMatchObject({ status: 200 });
    expect(Date.now() - start).toBeGreaterThan(1_900);
    expect(served).toEqual(['/teams/v3/conversations/19%3Ax/activities/1']);
  });

  test('Entra ID says that the client secret has expired', async () => {
    expect(await failing('entra', 'deny')).toMatchObject({ status: 401 });
    expect(await failing('entra', 'throttle')).toEqual({ status: 429, retryAfter: '1' });
  });

  test.each(['kms', 'states', 'secretsmanager', 'slack'] as const)(
    'garbage: the answer of %s cannot be read',
    async (service) => {
      expect(await failing(service, 'garbage')).toBeInstanceOf(Error);
    },
  );
});
