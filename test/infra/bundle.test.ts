import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, buildAll, ENTRIES, type Entry } from '../../infra/bundle.ts';
import { createFormats } from '../../src/callback/formats.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { createFakeKeyService } from '../support/fake-key-service.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';
import { commandBody, signedEvent } from '../support/slack-request.ts';
import { httpEvent } from '../support/web-event.ts';
import { tamper } from '../support/web-sealer.ts';

/** The largest size of each bundle, in bytes. A cold start reads and parses the whole bundle. */
const BUDGETS: Readonly<Record<Entry, number>> = {
  'create-urls': 290_000,
  respond: 290_000,
  slack: 470_000,
  // The Step Functions client is not counted: it is loaded only for the few requests that read their history.
  'request-approval': 370_000,
  'announce-decision': 325_000,
};

/** Packages that only some requests need. The first of these requests loads them. */
const LOADED_LATER = [
  '@aws-crypto/',
  '/json-p3/',
  '/ajv/',
  '@aws-sdk/client-lambda/',
  'src/wording/languages/de.ts',
  'src/wording/languages/zh.ts',
];

describe('the bundles', () => {
  let bundles: ReadonlyMap<Entry, Bundle>;

  beforeAll(async () => {
    const built = await buildAll(await mkdtemp(path.join(tmpdir(), 'countersign-bundles-')));
    bundles = new Map(built.map((bundle) => [bundle.entry, bundle]));
  });

  it.each(ENTRIES)('keep %s small', (entry) => {
    expect(bundleOf(entry).bytes).toBeLessThanOrEqual(BUDGETS[entry]);
  });

  it.each(ENTRIES)('hold nothing of the local stack in %s', (entry) => {
    const inputs = Object.keys(bundleOf(entry).metafile.inputs);
    expect(inputs).toContain(`src/${entry}.lambda.ts`);
    expect(inputs.filter((input) => input.startsWith('src/local/'))).toEqual([]);
  });

  it.each(ENTRIES)('load in a cold start of %s nothing that only some requests need', (entry) => {
    const loaded = [...bundleOf(entry).inputs];
    expect(loaded).toContain(`src/${entry}.lambda.ts`);
    expect(loaded.filter((input) => LOADED_LATER.some((folder) => input.includes(folder)))).toEqual([]);
  });

  it.each(LOADED_LATER)('hold %s all the same in respond', (folder) => {
    const inputs = Object.keys(bundleOf('respond').metafile.inputs);
    expect(inputs.some((input) => input.includes(folder))).toBe(true);
  });

  it.each(ENTRIES)('export a handler of one or two arguments from %s', async (entry) => {
    const { takes } = await load(entry);
    expect([1, 2]).toContain(takes);
  });

  it('answer a signed slash command, and call nobody for it', async () => {
    const aws = await fakeAws();
    const { answer } = await load('slack', signed('help'), aws.environment);
    await aws.close();
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('/approval start');
    expect(aws.requests).toEqual([]);
  });

  it('refuse a slash command that Slack did not sign', async () => {
    const event = signed('help');
    const { answer } = await load('slack', { ...event, body: commandBody('start') });
    expect(answer.statusCode).toBe(401);
  });

  it('know the errors that src/aws asks for by class', async () => {
    const aws = await fakeAws('com.amazonaws.sfn#ExecutionAlreadyExists');
    const { answer } = await load('slack', signed('start Ben'), aws.environment);
    await aws.close();
    expect(aws.requests).toEqual(['AWSStepFunctions.StartExecution']);
    expect(answer.body).toContain('<#C0123456789>');
  });

  it('know every other error by its name', async () => {
    const aws = await fakeAws('com.amazonaws.sfn#StateMachineDeleting');
    const { log } = await load('slack', signed('start Ben'), aws.environment);
    await aws.close();
    expect(log).toContain('"name":"StateMachineDeleting"');
    expect(log).toContain('"message":"said the fake"');
  });

  it('open a payload of the AWS Encryption SDK, and refuse a broken one', async () => {
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
    ['de', 'Genehmigen'],
    ['zh', '批准'],
  ])('load the language of a request with it (%s)', async (locale, label) => {
    const keys = createFakeKeyService();
    const { seal } = createFormats({ keys });
    const action = { name: 'approve', type: 'success', output: {}, confirm: true } as const;
    const context = { surface: 'email', title: 'Release 1.2', locale };
    const data = await seal({ token: 'AAAA', action, transactionId: '0f', context });
    const Plaintext = Buffer.from(keys.generated[0]?.plaintext ?? []).toString('base64');
    const { options } = await startAwsJsonServer(() => ({ Plaintext }));
    const link = `https://example.com/?data=${encodeURIComponent(data)}`;
    const event = httpEvent(link, { headers: { accept: 'text/html' } });

    const { answer } = await load('respond', event, { AWS_ENDPOINT_URL: options.endpoint });

    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining(`>${label}</button>`) });
  });

  it('say what they left out when it is reached after all', async () => {
    await expect(load('create-urls', undefined, { AWS_ACCESS_KEY_ID: '' })).rejects.toThrow(
      'LeftOutError]: @aws-sdk/credential-provider-node is left out of the bundle',
    );
  });

  function bundleOf(entry: Entry): Bundle {
    const bundle = bundles.get(entry);
    if (!bundle) throw new Error(`no bundle of ${entry}`);
    return bundle;
  }

  async function load(entry: Entry, event?: object, environment: Record<string, string> = {}) {
    const script = path.join(import.meta.dirname, 'load-bundle.ts');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [script, bundleOf(entry).file, ...(event ? [JSON.stringify(event)] : [])],
      { env: { ...FUNCTION_ENVIRONMENT, ...environment } },
    );
    const lines = stdout.trim().split('\n');
    return { ...JSON.parse(lines.at(-1) ?? ''), log: [...lines.slice(0, -1), stderr].join('\n') };
  }
});

/** A slash command with a current signature, because a bundle uses the real clock. */
function signed(text: string) {
  return signedEvent({ body: commandBody(text), timestamp: Math.floor(Date.now() / 1000) });
}

/** A fake of AWS and Slack that records each call and answers it with an error. */
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
