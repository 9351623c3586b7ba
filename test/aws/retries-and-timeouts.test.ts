import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createKeyService } from '../../src/aws/kms.ts';
import { onlyOnce } from '../../src/aws/only-once.ts';
import { clientOptions, type Patience } from '../../src/aws/retries-and-timeouts.ts';
import { createSendMail } from '../../src/aws/sns.ts';
import { createCompleteTask } from '../../src/aws/step-functions.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { startTestServer } from '../support/test-server.ts';

const environment = (url: string) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'any',
  AWS_SECRET_ACCESS_KEY: 'any',
});

interface Options {
  readonly maxAttempts?: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout?: number;
    readonly socketTimeout?: number;
    readonly throwOnRequestTimeout?: boolean;
  };
}

/** The longest pause before each retry: 50 ms, then 100 ms (StandardRetryStrategy of @smithy/core). */
const PAUSES_MS = 150;

test.each<[Patience, number]>([
  // Slack waits 3 seconds.
  ['interactive', 3_000],
  // One of three calls in series, of a page that comes within 8 seconds.
  ['web', 2_500],
  // A surface is given up after 20 seconds, and the function ends after 30.
  ['background', 20_000],
  ['invoke', 20_000],
])(
  'All attempts of a call with the patience %s fit in %i ms, and a timeout is an error',
  (patience, time) => {
    const { maxAttempts = 0, requestHandler }: Options = clientOptions({}, patience);
    const { requestTimeout = 0, socketTimeout } = requestHandler;
    expect(requestTimeout).toBeGreaterThan(0);
    expect(socketTimeout).toBe(requestTimeout);
    expect(maxAttempts * requestTimeout + PAUSES_MS).toBeLessThanOrEqual(time);
    expect(requestHandler.throwOnRequestTimeout).toBe(true);
  },
);

test('A call to a service that hangs ends after its attempts, with or without the head of an answer', async () => {
  let attempts = 0;
  const { url } = await startTestServer((_, response) => {
    attempts += 1;
    if (attempts === 1) response.writeHead(200).write('{');
  });
  const { requestHandler, ...options } = clientOptions(environment(url), 'interactive');
  // The same options with shorter times.
  const client = new KMSClient({
    ...options,
    requestHandler: { ...requestHandler, requestTimeout: 50, socketTimeout: 50 },
  });
  await expect(createKeyService(client, 'key').decrypt(new Uint8Array(184), {})).rejects.toThrow();
  expect(attempts).toBe(2);
});

describe('a task that has ended', () => {
  /** Drops the connection of the first call, without an answer. */
  async function completionAfter(answers: readonly ('none' | string)[]) {
    let calls = 0;
    const { url } = await startTestServer((request, response) => {
      const answer = answers[calls];
      calls += 1;
      if (answer === 'none') return request.socket.destroy();
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: answer }));
    });
    const completeTask = createCompleteTask(new SFNClient(clientOptions(environment(url), 'web')));
    return completeTask({ token: 'token' }, { type: 'heartbeat' }).catch((error: unknown) => error);
  }

  test.each(['TaskTimedOut', 'TaskDoesNotExist'])(
    'is no refusal if the answer of an earlier attempt was lost, which may have ended it (%s)',
    async (reason) => {
      const error = await completionAfter(['none', reason]);
      expect(error).not.toBeInstanceOf(Refusal);
      expect(error).toMatchObject({ name: 'AnswerLostError', cause: { code: 'StepFunctionsError', reason } });
    },
  );

  test('is a refusal at the first attempt', async () => {
    expect(await completionAfter(['TaskTimedOut'])).toMatchObject({ reason: 'TaskTimedOut' });
  });

  test('does not change another refusal after a lost answer', async () => {
    expect(await completionAfter(['none', 'InvalidToken'])).toMatchObject({ reason: 'InvalidToken' });
  });
});

const mailOptions = (url: string) => ({ ...clientOptions(environment(url)), ...onlyOnce() });

describe('SNS Publish', () => {
  const MAIL = { subject: 'a', body: 'b' };
  const ANSWER =
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';

  const mailThrough = (url: string) =>
    createSendMail(new SNSClient(mailOptions(url)), 'arn:aws:sns:us-east-1:1:t');

  test.each<[string, (attempt: number) => 'hang up' | number]>([
    ['the answer is lost', () => 'hang up'],
    ['SNS fails, perhaps after it sent the mail', () => 500],
  ])('is not repeated if %s', async (_, answer) => {
    let calls = 0;
    const { url } = await startTestServer((request, response) => {
      calls += 1;
      const status = answer(calls);
      if (status === 'hang up') return request.socket.destroy();
      response.writeHead(status).end();
    });
    await expect(mailThrough(url)(MAIL)).rejects.toThrow();
    expect(calls).toBe(1);
  });

  test('is repeated if the connection was refused', async () => {
    const { url } = await startTestServer((_, response) => void response.end(ANSWER));
    const options = mailOptions(url);
    const client = new SNSClient(options);
    const { requestHandler } = client.config;
    let calls = 0;
    vi.spyOn(requestHandler, 'handle').mockImplementationOnce(() => {
      calls += 1;
      return Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    });
    expect(await createSendMail(client, 'arn:aws:sns:us-east-1:1:t')(MAIL)).toBe('1');
    expect(calls).toBe(1);
  });

  test('is repeated if there was no connection in time', async () => {
    const { url } = await startTestServer((_, response) => void response.end(ANSWER));
    const { requestHandler, ...options } = mailOptions(url);
    // The look-up of the address never ends.
    const client = new SNSClient({
      ...options,
      endpoint: url.replace('127.0.0.1', 'sns.invalid'),
      requestHandler: { ...requestHandler, connectionTimeout: 20, httpAgent: { lookup: () => undefined } },
    });
    const handle = vi.spyOn(client.config.requestHandler, 'handle');
    onTestFinished(() => client.destroy());
    await expect(createSendMail(client, 'arn:aws:sns:us-east-1:1:t')(MAIL)).rejects.toThrow();
    expect(handle).toHaveBeenCalledTimes(3);
  });

  test('is repeated if it was throttled, which says that no mail was sent', async () => {
    // No pause before the retry.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    onTestFinished(() => void vi.restoreAllMocks());
    let calls = 0;
    const { url } = await startTestServer((_, response) => {
      calls += 1;
      if (calls > 1) return void response.end(ANSWER);
      response.writeHead(429, { 'content-type': 'text/xml' });
      response.end(
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>Throttled</Code></Error></ErrorResponse>',
      );
    });
    expect(await mailThrough(url)(MAIL)).toBe('1');
    expect(calls).toBe(2);
  });

  test('opens a connection for each mail, because a kept one can be closed while the function is frozen', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await startTestServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end(ANSWER);
    });
    const sendMail = mailThrough(url);
    await sendMail(MAIL);
    await sendMail(MAIL);
    expect(ports.size).toBe(2);
  });
});
