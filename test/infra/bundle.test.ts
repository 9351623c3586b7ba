import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Bundle, buildAll } from '../../infra/bundle.ts';
import { ENTRIES, type Entry } from '../../infra/entries.ts';
import { LANGUAGES } from '../../infra/settings.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import { tokenHash } from '../../src/approval/record.ts';
import { createFormats } from '../../src/callback/formats.ts';
import shortcut from '../fixtures/slack/shortcut.json' with { type: 'json' };
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { restError, startAwsRestServer } from '../support/aws-rest-server.ts';
import { startCloudFormation } from '../support/cloudformation.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';
import { FIRST_TOKEN, recordedHistory } from '../support/histories.ts';
import { startFakeSlackApi } from '../support/slack-fake-api.ts';
import { commandBody, interactionBody, pressBody, signedEvent } from '../support/slack-request.ts';
import { APP_ID, startTeamsAuthority, TENANT_ID } from '../support/teams-authority.ts';
import { ANN, CHANNEL, startFakeConnector } from '../support/teams-fake-connector.ts';
import { startTestServer } from '../support/test-server.ts';
import { httpEvent } from '../support/web-event.ts';
import { tamper } from '../support/web-sealer.ts';
import { DEPLOYED } from './synthesized.ts';

/** The most code that a cold start of each function loads, in bytes, before the first request. */
const BUDGETS: Readonly<Record<Entry, number>> = {
  'create-urls': 290_000,
  respond: 290_000,
  slack: 400_000,
  teams: 290_000,
  'request-approval': 320_000,
  'tell-outcome': 320_000,
  tick: 290_000,
  'check-sender': 290_000,
};

/** The same with the first request, in a deployment with Slack: a request loads the client of the chat that it is shown in. */
const FIRST_REQUEST_BUDGETS: Partial<Record<Entry, number>> = {
  respond: 300_000,
  'request-approval': 355_000,
  slack: 410_000,
};

/** Packages that only some requests need. The first of these requests loads them. */
const LOADED_LATER = [
  '@aws-crypto/',
  '/json-p3/',
  '/ajv/',
  '@aws-sdk/client-lambda/',
  // What no other client needs.
  '@smithy/core/dist-es/submodules/protocols/HttpBindingProtocol.js',
  '@aws-sdk/client-sesv2/',
  'src/email/html-page.ts',
  'src/wording/languages/',
];

describe('the bundles', () => {
  let bundles: ReadonlyMap<Entry, Bundle>;

  beforeAll(async () => {
    const built = await buildAll(await mkdtemp(path.join(tmpdir(), 'countersign-bundles-')));
    bundles = new Map(built.map((bundle) => [bundle.entry, bundle]));
  });

  it.each(ENTRIES)('keep the size of %s below its limit, in each language', (entry) => {
    for (const language of LANGUAGES) {
      expect(bundleOf(entry).bytesIn(language), language).toBeLessThanOrEqual(BUDGETS[entry]);
    }
  });

  it.each(ENTRIES)('load the texts of the deployment, and no other, in a cold start of %s', async (entry) => {
    const bundle = bundleOf(entry);
    const { loaded } = await load(entry, undefined, { LOCALE: 'de' });
    expect(textsIn(loaded)).toEqual(bundle.inputs.has('src/wording/index.ts') ? ['de'] : []);
    expect(sizeOf(loaded)).toBeGreaterThanOrEqual(bundle.bytesIn('de'));
  });

  it.each<[string, Entry, () => object | Promise<object>]>([
    ['that creates a URL', 'create-urls', () => MINT],
    ['that opens the page of a link', 'respond', pageOfLink],
    ['that decides', 'slack', pressOfButton],
    ['/approval start', 'slack', () => signed('start Ben')],
    ['that posts a message', 'request-approval', () => ({ ...ASK, request: { name: 'Ben' } })],
  ])('load little more for the first request %s of %s', async (_, entry, event) => {
    const { options, calls } = await startAwsJsonServer(answerOfAws);
    const { url } = await fakeSlack();

    const environment = { ...slackOnly(options.endpoint, url), LOCALE: 'de' };
    const { loaded } = await load(entry, await event(), environment);

    expect(calls).not.toEqual([]);
    expect(textsIn(loaded)).not.toContain('en');
    expect(sizeOf(loaded)).toBeLessThanOrEqual(FIRST_REQUEST_BUDGETS[entry] ?? BUDGETS[entry]);
  });

  it.each(ENTRIES)('contain no code of the local stack in %s', (entry) => {
    const inputs = Object.keys(bundleOf(entry).metafile.inputs);
    expect(inputs).toContain(`src/${entry}.lambda.ts`);
    expect(inputs.filter((input) => input.startsWith('src/local/'))).toEqual([]);
  });

  // The only work of check-sender is to ask SES.
  it.each(DEPLOYED)('load only packages that every request needs in a cold start of %s', (entry) => {
    const loaded = [...bundleOf(entry).inputs];
    expect(loaded).toContain(`src/${entry}.lambda.ts`);
    expect(loaded.filter((input) => LOADED_LATER.some((folder) => input.includes(folder)))).toEqual([]);
  });

  it('load only what a press needs in a cold start of teams; and its keys, when a delivery arrives', () => {
    const later = [
      'src/teams/commands/subcommands.ts',
      'src/teams/installed.ts',
      '@aws-sdk/client-kms/',
      'src/callback/cbor.ts',
    ];
    const { inputs, metafile } = bundleOf('teams');
    const has = (files: Iterable<string>) =>
      later.filter((one) => [...files].some((file) => file.includes(one)));

    expect(has(inputs)).toEqual([]);
    expect(has(Object.keys(metafile.inputs))).toEqual(later);
  });

  it.each(LOADED_LATER)('contain %s, for the requests that need it', (folder) => {
    const inputs = (['respond', 'request-approval'] as const).flatMap((entry) =>
      Object.keys(bundleOf(entry).metafile.inputs),
    );
    expect(inputs.some((input) => input.includes(folder))).toBe(true);
  });

  it.each(ENTRIES)('export a handler with one or two parameters from %s', async (entry) => {
    const { takes } = await load(entry);
    expect([1, 2]).toContain(takes);
  });

  it('answer a signed slash command without a call to AWS or Slack', async () => {
    const aws = await fakeAws();
    const { answer } = await load('slack', signed('help'), aws.environment);
    await aws.close();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('/approval start');
    expect(aws.requests).toEqual([]);
  });

  it('refuse a slash command without a valid signature', async () => {
    const event = signed('help');
    const { answer } = await load('slack', { ...event, body: commandBody('start') });
    expect(answer.statusCode).toBe(401);
  });

  it('recognise the errors that src/aws checks by class', async () => {
    const aws = await fakeAws('com.amazonaws.sfn#ExecutionAlreadyExists');
    const { answer } = await load('slack', signed('start Ben'), aws.environment);
    await aws.close();
    expect(aws.requests.at(-1)).toBe('AWSStepFunctions.StartExecution');
    expect(answer.body).toContain('<#C0123456789>');
  });

  it('refuse a delivery of Teams without a token, with no call to AWS', async () => {
    const aws = await fakeAws();
    const event = httpEvent('https://example.com/teams/messages', { method: 'POST', body: '{}' });
    const { answer } = await load('teams', event, aws.environment);
    await aws.close();
    expect(answer.statusCode).toBe(401);
    expect(aws.requests).toEqual([]);
  });

  it('load the commands of Teams for the first message', async () => {
    const { environment, deliver, fake } = await fakeTeams();
    const event = await deliver({ type: 'message', text: 'help', textFormat: 'plain' });

    const { answer } = await load('teams', event, environment);

    expect(answer.statusCode).toBe(200);
    expect(fake.called('POST').at(-1)?.body.text).toContain('start &lt;name&gt;');
  });

  it('load what opens payloads for the first press in Teams', async () => {
    const { options, calls } = await startAwsJsonServer(() => ({}));
    const { environment, deliver } = await fakeTeams();
    const { seal } = createFormats({ keys: undefined });
    const action = { name: 'approve', type: 'success', output: {} } as const;
    const payload = await seal({ token: 'AAAA', action, transactionId: '0f', context: { surface: 'teams' } });
    const value = { action: { type: 'Action.Execute', verb: 'decide', data: { payload } } };
    const event = await deliver({ type: 'invoke', name: 'adaptiveCard/action', value });

    const { answer } = await load('teams', event, {
      ...environment,
      AWS_ENDPOINT_URL: options.endpoint,
      KEY_ID: '',
    });

    expect(answer.statusCode).toBe(200);
    expect(calls.map(({ operation }) => operation)).toContain('SendTaskSuccess');
  });

  it('load the client for Lambda for the callback of a durable function, and know its errors', async () => {
    const { seal } = createFormats({ keys: undefined });
    const action = { name: 'ping', type: 'heartbeat' } as const;
    const data = await seal({ callbackId: 'id', action, transactionId: '0f' });
    const paths: unknown[] = [];
    const { url } = await startTestServer((request, response) => {
      paths.push(request.url);
      response.writeHead(400, { 'x-amzn-errortype': 'CallbackTimeoutException' });
      response.end('{}');
    });
    const event = httpEvent(`https://example.com/?data=${encodeURIComponent(data)}`);

    const { answer } = await load('respond', event, { AWS_ENDPOINT_URL: url, KEY_ID: '' });

    expect(paths).toEqual([expect.stringContaining('/durable-execution-callbacks/id/heartbeat')]);
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('"TaskTimedOut"') });
  });

  it('log every other error with its name', async () => {
    const aws = await fakeAws('com.amazonaws.sfn#StateMachineDeleting');
    const { log } = await load('slack', signed('start Ben'), aws.environment);
    await aws.close();
    expect(log).toContain('"name":"StateMachineDeleting"');
    expect(log).toContain('"message":"said the fake"');
  });

  it('log an error of the Slack client with the name of its class', async () => {
    const { url, failures } = await fakeSlack();
    failures.set('views.open', { error: 'not_authed' });
    const body = interactionBody(shortcut.payload);
    const event = signedEvent({ body, timestamp: Math.floor(Date.now() / 1000) });
    const { log } = await load('slack', event, { SLACK_API_URL: url });
    expect(log).toContain('"name":"WebAPIPlatformError"');
    expect(log).toContain('"message":"An API error occurred: not_authed"');
  });

  it('log an error of our own with the name of its class', async () => {
    const keys = createFakeKeyService();
    const { seal } = createFormats({ keys });
    const action = { name: 'ping', type: 'heartbeat' } as const;
    const data = await seal({ token: 'AAAA', action, transactionId: '0f' });
    const Plaintext = Buffer.from(keys.generated[0]?.plaintext ?? []).toString('base64');
    let heartbeats = 0;
    const { url } = await startTestServer((request, response) => {
      const isHeartbeat = request.headers['x-amz-target'] === 'AWSStepFunctions.SendTaskHeartbeat';
      if (isHeartbeat) heartbeats += 1;
      // The first answer is lost.
      if (heartbeats === 1) return request.socket.destroy();
      response.writeHead(isHeartbeat ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(isHeartbeat ? { __type: 'TaskTimedOut' } : { Plaintext }));
    });
    const link = `https://example.com/?data=${encodeURIComponent(data)}`;

    const { answer, log } = await load('respond', httpEvent(link), { AWS_ENDPOINT_URL: url });

    expect(answer.statusCode).toBe(500);
    expect(log).toContain('"name":"AnswerLostError"');
  });

  it('decrypt a payload of the AWS Encryption SDK, and refuse a changed payload', async () => {
    const keys = createFakeKeyService();
    const { seal } = createFormats({ keys, format: '2' });
    const action = { name: 'ping', type: 'heartbeat' } as const;
    const data = await seal({ token: 'AAAA', action, transactionId: '0f' });
    const Plaintext = Buffer.from(keys.generated[0]?.plaintext ?? []).toString('base64');
    const { calls, options } = await startAwsJsonServer(() => ({ Plaintext }));
    const aws = { AWS_ENDPOINT_URL: options.endpoint };
    const respond = (sealed: string) =>
      load('respond', httpEvent(`https://example.com/?data=${encodeURIComponent(sealed)}`), aws);
    expect((await respond(data)).answer.statusCode).toBe(200);
    expect(calls.map(({ operation }) => operation)).toEqual(['Decrypt', 'SendTaskHeartbeat']);
    expect(calls[1]?.input).toEqual({ taskToken: 'AAAA' });
    const { answer } = await respond(tamper(data));
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('"InvalidPayload"') });
  });

  it.each([
    ['de', 'en', 'Genehmigen'],
    ['zh', 'de', '批准'],
    ['en', 'de', 'Approve'],
    // It is not supported.
    ['tlh', 'de', 'Genehmigen'],
  ])(
    'load the language of a request (%s), in a deployment in another (%s)',
    async (locale, LOCALE, label) => {
      const keys = createFakeKeyService();
      const { seal } = createFormats({ keys });
      const action = { name: 'approve', type: 'success', output: {}, confirm: true } as const;
      const context = { surface: 'email', title: 'Release 1.2', locale };
      const data = await seal({ token: 'AAAA', action, transactionId: '0f', context });
      const Plaintext = Buffer.from(keys.generated[0]?.plaintext ?? []).toString('base64');
      const { options } = await startAwsJsonServer(() => ({ Plaintext }));
      const link = `https://example.com/?data=${encodeURIComponent(data)}`;
      const event = httpEvent(link, { headers: { accept: 'text/html' } });

      const { answer } = await load('respond', event, { AWS_ENDPOINT_URL: options.endpoint, LOCALE });

      expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining(`>${label}</button>`) });
    },
  );

  it('load the language of a reader who opens a link of no request', async () => {
    const { seal } = createFormats({ keys: undefined });
    const action = { name: 'approve', type: 'success', output: {}, confirm: true } as const;
    const data = await seal({ token: 'AAAA', action, transactionId: '0f' });
    const headers = { accept: 'text/html', 'accept-language': 'zh-CN, en;q=0.5' };
    const event = httpEvent(`https://example.com/?data=${encodeURIComponent(data)}`, { headers });

    const { answer } = await load('respond', event, { KEY_ID: '', LOCALE: 'de' });

    expect(answer).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('发送“approve”</button>'),
    });
  });

  it('load the language of the deployment for an answer in Slack', async () => {
    const { answer } = await load('slack', signed('help'), { LOCALE: 'de' });
    expect(answer.body).toContain('um eine Freigabe bitten');
  });

  it('load the language of a request before its message is sent', async () => {
    const { url, calls } = await fakeSlack();
    const event = { token: 'AAAA', execution: EXECUTION, request: { name: 'Ben', locale: 'zh' } };
    const { options } = await startAwsJsonServer(() => GENERATED_KEY);
    const environment = slackOnly(options.endpoint, url);

    await load('request-approval', event, environment);

    expect(calls).toMatchObject([
      { method: 'chat.postMessage', text: expect.stringContaining('Ben 的审批') },
    ]);
  });

  it('load the language of the request whose decision is told', async () => {
    const { url, calls } = await fakeSlack();
    const { options } = await startAwsJsonServer(() => inGerman('approved'));
    // Without a key, the history needs no proofs.
    const environment = { ...slackOnly(options.endpoint, url), KEY_ID: '' };
    const event = outcomeStep('7c1dba0e');

    await load('tell-outcome', event, environment);

    expect(calls[0]).toMatchObject({
      method: 'chat.update',
      text: expect.stringMatching(/^Freigabe für Ben: Genehmigt/),
    });
  });

  it('load the language of the request in the history of an execution that was stopped', async () => {
    const { url, calls } = await fakeSlack();
    const { options } = await startAwsJsonServer(() => inGerman('aborted'));
    // Without a key, the history needs no proofs.
    const environment = { ...slackOnly(options.endpoint, url), KEY_ID: '' };
    const event = outcomeStep('7c1dba0e');

    await load('tell-outcome', event, environment);

    expect(calls[0]).toMatchObject({
      method: 'chat.update',
      text: expect.stringMatching(/^Freigabe für Ben: Abgebrochen/),
    });
  });

  it('load the languages of the requests that a list shows', async () => {
    const { url } = await fakeSlack();
    const executions = [
      { executionArn: EXECUTION, name: '7c1dba0e', status: 'RUNNING', startDate: 1764000000 },
    ];
    const { options } = await startAwsJsonServer(({ operation }) =>
      operation === 'ListExecutions' ? { executions } : inGerman('waiting'),
    );

    const { answer } = await load('slack', signed('list'), {
      AWS_ENDPOINT_URL: options.endpoint,
      SLACK_API_URL: url,
    });

    expect(answer.body).toContain('Freigabe für Ben');
  });

  it('ask SES for the sender of the e-mails, and answer CloudFormation', async () => {
    const { options } = await startAwsRestServer(() => restError('NotFoundException', 'None.', 404));
    const { answers, request } = await startCloudFormation();

    await load('check-sender', request('Create'), { AWS_ENDPOINT_URL: options.endpoint });

    const Reason = expect.stringContaining('aws sesv2 create-email-identity');
    expect(answers).toMatchObject([{ method: 'PUT', contentType: '', body: { Status: 'FAILED', Reason } }]);
  });

  it('fail with the name of a package that they need and do not contain', async () => {
    await expect(load('create-urls', undefined, { AWS_ACCESS_KEY_ID: '' })).rejects.toThrow(
      'LeftOutError]: @aws-sdk/credential-provider-node is left out of the bundle',
    );
  });

  function bundleOf(entry: Entry): Bundle {
    const bundle = bundles.get(entry);
    if (!bundle) throw new Error(`no bundle of ${entry}`);
    return bundle;
  }

  /** The languages whose texts are in these files. */
  function textsIn(files: readonly string[]): string[] {
    return files.flatMap((file) => /^(en|de|zh)-/.exec(path.basename(file))?.[1] ?? []);
  }

  /** In bytes. */
  function sizeOf(files: readonly string[]): number {
    return files.reduce((sum, file) => sum + statSync(file).size, 0);
  }

  async function load(entry: Entry, event?: object, environment: Record<string, string> = {}) {
    const script = path.join(import.meta.dirname, 'load-bundle.ts');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [script, bundleOf(entry).file, ...(event ? [JSON.stringify(event)] : [])],
      { env: { ...FUNCTION_ENVIRONMENT, ...environment } },
    );
    // No request may get texts in another language because its own was not loaded.
    expect(stderr).not.toContain('Call loadLanguage first.');
    const lines = stdout.trim().split('\n');
    return { ...JSON.parse(lines.at(-1) ?? ''), log: [...lines.slice(0, -1), stderr].join('\n') };
  }
});

/** Creates a slash command with a current signature, because a bundle uses the real clock. */
function signed(text: string) {
  return signedEvent({ body: commandBody(text), timestamp: Math.floor(Date.now() / 1000) });
}

/** Starts a fake of AWS and Slack, which records each call and answers with an error. */
async function fakeAws(errorType = 'Unexpected') {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(String(request.headers['x-amz-target'] ?? request.url));
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: errorType, message: 'said the fake' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    requests,
    environment: { AWS_ENDPOINT_URL: url, SLACK_API_URL: url },
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Starts a fake Teams for the running test. */
async function fakeTeams() {
  const [fake, authority] = await Promise.all([startFakeConnector(), startTeamsAuthority(Date.now)]);
  const { serviceUrl } = fake;
  return {
    fake,
    environment: {
      TEAMS_SERVICE_URL: serviceUrl,
      TEAMS_AUTHORITY_URL: fake.authorityUrl,
      TEAMS_OPENID_URL: authority.openIdUrl,
    },
    /** A signed delivery from Ann in the channel. */
    async deliver(activity: object) {
      const body = {
        channelId: 'msteams',
        serviceUrl,
        from: { id: ANN.id, name: ANN.name, aadObjectId: ANN.aadObjectId },
        recipient: { id: `28:${APP_ID}`, name: 'Countersign' },
        conversation: { id: CHANNEL, conversationType: 'channel', tenantId: TENANT_ID },
        channelData: { tenant: { id: TENANT_ID } },
        ...activity,
      };
      return httpEvent('https://example.com/teams/messages', {
        method: 'POST',
        headers: { authorization: `Bearer ${await authority.sign({ serviceUrl })}` },
        body: JSON.stringify(body),
      });
    },
  };
}

/** The same data key for all payloads. */
const KEYS = createFakeKeyService();

const MINT = { token: 'AAAA', actions: [{ name: 'approve', type: 'success', output: {} }] };

/** A press of the button of a message in Slack. */
async function pressOfButton() {
  const { seal } = createFormats({ keys: KEYS, deployment: FUNCTION_ENVIRONMENT.KEY_CONTEXT });
  const action = { name: 'approve', type: 'success', output: {} } as const;
  const value = await seal({ token: 'AAAA', action, transactionId: '0f', context: { surface: 'slack' } });
  const message = { ts: '1764000000.000100', text: 'Approval for Ben', blocks: [{ type: 'divider' }] };
  const body = pressBody({ action_id: 'decide:approve', value }, message);
  return signedEvent({ body, timestamp: Math.floor(Date.now() / 1000) });
}

/** A link by reference, as in mails, that a browser opens. */
async function pageOfLink() {
  const { sealLink } = createFormats({ keys: KEYS, deployment: FUNCTION_ENVIRONMENT.KEY_CONTEXT });
  const data = await sealLink?.({
    task: { event: 1, tokenHash: tokenHash('AAAA') },
    action: { name: 'approve', type: 'success', confirm: true },
    transactionId: '0f',
    context: { surface: 'email', execution: 'ApprovalEmails:7c1dba0e', locale: 'de' },
  });
  const headers = { accept: 'text/html' };
  return httpEvent(`https://example.com/?data=${encodeURIComponent(data ?? '')}`, { headers });
}

function answerOfAws({ operation }: { readonly operation: string }): object {
  const Plaintext = Buffer.from(KEYS.generated[0]?.plaintext ?? []).toString('base64');
  if (operation === 'GenerateDataKey') return { ...GENERATED_KEY, Plaintext };
  if (operation === 'GetExecutionHistory') return { events: [] };
  return operation === 'Decrypt' ? { Plaintext } : { executionArn: EXECUTION, startDate: 1 };
}

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:ApprovalEmails:7c1dba0e';
const ASK = { token: 'AAAA', execution: EXECUTION };

/** The step of ApprovalOutcome that updates the message of the recorded histories. */
function outcomeStep(execution: string) {
  const round = approvalId(FIRST_TOKEN);
  return { execution: `ApprovalEmails:${execution}`, round, surface: 'slack', step: 'update' };
}

/** An answer of GenerateDataKey. */
const GENERATED_KEY = {
  KeyId: 'arn:aws:kms:eu-central-1:123456789012:key/1',
  Plaintext: Buffer.alloc(32).toString('base64'),
  CiphertextBlob: Buffer.alloc(184).toString('base64'),
};

/** The variables of a deployment without e-mail. */
function slackOnly(awsUrl: string, slackUrl: string) {
  return { AWS_ENDPOINT_URL: awsUrl, SLACK_API_URL: slackUrl, TOPIC_ARN: '' };
}

/** Starts a fake Slack for the running test. */
async function fakeSlack() {
  const slack = await startFakeSlackApi();
  onTestFinished(() => slack.close());
  return slack;
}

/** An answer of GetExecutionHistory, with a recorded history of a request in German. */
function inGerman(name: string) {
  const recorded = JSON.stringify(recordedHistory(name)).replaceAll(
    '{\\"name\\":\\"Ben\\"}',
    '{\\"name\\":\\"Ben\\",\\"locale\\":\\"de\\"}',
  );
  const events = (JSON.parse(recorded) as { timestamp: string }[]).map((event) => ({
    ...event,
    timestamp: Date.parse(event.timestamp) / 1000,
  }));
  return { events };
}
