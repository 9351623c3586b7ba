import { describe, expect, test } from 'vitest';
import { sealThroughFunction } from '../../src/aws/create-urls-function.ts';
import { createUrlMinter } from '../../src/callback/create-urls.ts';
import { parseCreateUrlsInput } from '../../src/callback/create-urls-input.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Action, Payload } from '../../src/callback/payload.ts';
import { sealedPayloadOf } from '../../src/callback/url.ts';
import { formatLine } from '../../src/log.ts';
import { createUrlsHandler } from '../../src/web/urls-endpoint.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { startAwsRestServer } from '../support/aws-rest-server.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createMemorySealer } from '../support/web-sealer.ts';

const NOW = Date.UTC(2026, 10, 24, 12, 30);
const ACTION = { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } } as const;
const REJECT = { name: 'reject', type: 'failure', error: 'rejected' } as const;
const EXPIRATION = '2026-11-25T12:00:00.000Z';
const INPUT = { token: TASK_TOKEN, actions: [ACTION], expiration: EXPIRATION };

/** The payload to seal for an action. */
const payloadOf = (action: Action, more: Partial<Payload> = {}): Payload => ({
  token: TASK_TOKEN,
  action,
  transactionId: '0'.repeat(32),
  expiresAt: Date.parse(EXPIRATION) / 1000,
  ...more,
});
const PAYLOADS = [payloadOf(ACTION)];

const DONE = { name: 'done', type: 'success', schema: {}, output_body: true } as const;

const LINKS = {
  transaction_id: 'f'.repeat(32),
  urls: { approve: 'https://example.com/respond?action=approve&type=success&data=2-AAAA' },
};

/** Starts the embedded AWS with one function. Returns the sealers that call the function. */
async function startFunction(run: (event: unknown) => Promise<unknown>, baseUrl?: string) {
  const { endpoint, functions } = await startEmbeddedAws();
  const events: unknown[] = [];
  functions.minter = async (event) => {
    events.push(event);
    return run(event);
  };
  const options = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  const through = (name: string) => sealThroughFunction(options, name, baseUrl);
  return { events, through, seal: through('minter') };
}

/** Starts the create-urls of this project as the Lambda function. */
async function startOurs(baseUrl?: string) {
  const { seal, open } = createMemorySealer();
  const handle = createUrlsHandler({
    createUrls: createUrlMinter({ seal, baseUrl: 'https://minter.example.com/v1', now: () => NOW }),
    newTransactionId: () => LINKS.transaction_id,
    now: () => NOW,
    log: () => undefined,
  });
  return { open, ...(await startFunction(handle, baseUrl)) };
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(String, (error) => error);

/** The log line of an error and its causes. */
const logged = (error: unknown) => formatLine({ event: 'x', error }, new Date(0));

describe('a create-urls function', () => {
  test('returns the URLs with its own transaction id', async () => {
    const { seal, open } = await startOurs();

    const sealed = await seal(PAYLOADS);

    const [approve] = sealed;
    expect(sealed).toEqual([
      {
        action: 'approve',
        sealed: expect.stringMatching(/^3-/),
        url: `https://minter.example.com/v1/respond?data=${approve?.sealed}&type=success&action=approve`,
      },
    ]);
    expect(await open(approve?.sealed ?? '')).toEqual({
      token: TASK_TOKEN,
      action: ACTION,
      transactionId: LINKS.transaction_id,
      expiresAt: Date.parse(EXPIRATION) / 1000,
    });
  });

  test('seals the context of the page and the policy with each action', async () => {
    const { seal, open, events } = await startOurs();
    const context = {
      title: 'Approval for Ben',
      details: [{ label: 'Environment', value: 'production' }],
      requester: 'ann',
      locale: 'de',
      surface: 'email',
      execution: 'ApprovalEmails:run-1',
      approvers: ['U012ABCDE', 'ann@example.com'],
      self_approval: false,
      requester_id: 'U0BOB0001',
      requester_email: 'bob@example.com',
      recipient: 'ann@example.com',
    };
    const payloads = [ACTION, REJECT].map((action) => payloadOf({ ...action, confirm: true }, { context }));

    const sealed = await seal(payloads);

    expect(await Promise.all(sealed.map((one) => open(one.sealed)))).toEqual(
      payloads.map((payload) => ({ ...payload, transactionId: LINKS.transaction_id })),
    );
    // The context is in the actions, because sfn-callback-urls refuses unknown members next to them.
    expect(events).toEqual([
      {
        token: TASK_TOKEN,
        actions: [
          { ...ACTION, countersign: { confirm: true, ...context } },
          { ...REJECT, countersign: { confirm: true, ...context } },
        ],
        expiration: expect.any(String),
      },
    ]);
    expect(parseCreateUrlsInput(structuredClone(events[0]))).toEqual(events[0]);
  });

  test('seals for a durable function too, and without an expiration when there is none', async () => {
    const { seal, open, events } = await startOurs();
    const { transactionId } = payloadOf(ACTION);

    const [approve] = await seal([{ callbackId: 'callback-1', action: ACTION, transactionId }]);

    expect(events).toEqual([{ callback_id: 'callback-1', actions: [ACTION] }]);
    expect(await open(approve?.sealed ?? '')).toEqual({
      callbackId: 'callback-1',
      action: ACTION,
      transactionId: LINKS.transaction_id,
    });
  });

  test.each([
    ['DuplicateActionName', [...PAYLOADS, ...PAYLOADS]],
    ['InvalidDate', [payloadOf(ACTION, { expiresAt: NOW / 1000 - 1_800 })]],
    ['PostActionsDisabled', [payloadOf({ name: 'hook', type: 'post', outcomes: [DONE] })]],
    ['InvalidJSON', [payloadOf({ ...ACTION, name: 'no name' })]],
  ])('can refuse, and the refusal keeps its code: %s', async (code, payloads) => {
    const { seal } = await startOurs();

    const error = await errorOf(seal(payloads));

    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      code,
      message: `The function minter refused to create URLs: ${code}.`,
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('is not called for an empty list, which causes a TypeError', async () => {
    const { seal, events } = await startOurs();

    await expect(seal([])).rejects.toThrow(TypeError);
    expect(events).toEqual([]);
  });

  test('can return URLs of another host, and the result uses the given base URL', async () => {
    const { seal, events, open } = await startOurs('https://example.com/prod/');

    const sealed = await seal([payloadOf(ACTION), payloadOf(REJECT)]);

    expect(sealed.map(({ action }) => action)).toEqual(['approve', 'reject']);
    for (const one of sealed) {
      expect(one.url).toMatch(
        /^https:\/\/example\.com\/prod\/respond\?data=3-[\w-]+&type=\w+&action=(approve|reject)$/,
      );
      expect(sealedPayloadOf(one.url)).toBe(one.sealed);
      expect((await open(one.sealed)).action.name).toBe(one.action);
    }
    expect(events).toMatchObject([{ token: TASK_TOKEN }]);
    expect(events[0]).not.toHaveProperty('base_url');
  });

  test('gets the expiration without a time zone first, and with a time zone after a refusal', async () => {
    const { seal, events } = await startFunction(async (event) =>
      JSON.stringify(event).includes('Z"') ? LINKS : { error: 'InvalidDate' },
    );

    expect(await seal(PAYLOADS)).toEqual([{ action: 'approve', sealed: '2-AAAA', url: LINKS.urls.approve }]);

    expect(events).toEqual([{ ...INPUT, expiration: '2026-11-25T12:00:00.000' }, INPUT]);
  });

  test('refuses a date in the past as InvalidDate, also if it fails on a time zone', async () => {
    const { seal, events } = await startFunction(async (event) =>
      JSON.stringify(event).includes('Z"')
        ? { error: 'ServiceError', message: 'builtins.TypeError' }
        : { error: 'InvalidDate', message: 'Expiration is in the past' },
    );

    expect(await errorOf(seal(PAYLOADS))).toMatchObject({ code: 'InvalidDate' });
    expect(events).toHaveLength(1);
  });

  test('can fail, and the error names the function and the error type, but not the message', async () => {
    const { seal } = await startFunction(async () => {
      throw new RangeError(`out of range: ${TASK_TOKEN}`);
    });

    const error = await errorOf(seal(PAYLOADS));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      message: 'The function minter failed (RangeError). See its log for details.',
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('can be missing, and the error of Lambda is passed on', async () => {
    const { through } = await startOurs();

    const error = await errorOf(through('missing')(PAYLOADS));

    expect(error).toHaveProperty('name', 'ResourceNotFoundException');
    expect(error).not.toBeInstanceOf(Refusal);
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });
});

describe('an answer', () => {
  const NO_URLS = 'The function minter returned no callback URLs. See its log for details.';
  const { transaction_id } = LINKS;
  const link = LINKS.urls.approve;

  test.each([
    ['nothing', null],
    ['a URL alone', link],
    ['no URLs', { transaction_id }],
    ['no transaction id', { urls: { approve: link } }],
    ['a list of URLs', { transaction_id, urls: [link] }],
    ['no URL for any action', { transaction_id, urls: {} }],
    ['a URL for another action', { transaction_id, urls: { reject: link } }],
    ['a text where a URL should be', { transaction_id, urls: { approve: TASK_TOKEN } }],
    ['a URL without a payload', { transaction_id, urls: { approve: link.replace('2-AAAA', '') } }],
    ['an object where a URL should be', { transaction_id, urls: { approve: { token: TASK_TOKEN } } }],
    ['an object where a code should be', { transaction_id, error: { code: 'InvalidDate' } }],
  ])('that is %s causes an error, and the error does not quote the answer', async (_, answer) => {
    const { seal } = await startFunction(async () => answer);

    const error = await errorOf(seal(PAYLOADS));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ message: NO_URLS });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test.each(['', `{"token":"${TASK_TOKEN}`])(
    'that is not JSON causes an error, and the error does not quote the answer',
    async (body) => {
      const { options } = await startAwsRestServer(() => ({ body }));

      const error = await errorOf(sealThroughFunction(options, 'minter')(PAYLOADS));

      expect(error).toMatchObject({ message: NO_URLS });
      expect(logged(error)).not.toContain(TASK_TOKEN);
    },
  );

  test('with an unknown code causes an error, and the error does not quote the answer', async () => {
    const { seal } = await startFunction(async () => ({ error: TASK_TOKEN, message: TASK_TOKEN }));

    const error = await errorOf(seal(PAYLOADS));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      message: 'The function minter refused with an unknown code. See its log for details.',
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('of a function that Lambda stops is not JSON, and the error names the reason from Lambda', async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' };
    const { options } = await startAwsRestServer(() => ({ headers, body: TASK_TOKEN }));

    await expect(sealThroughFunction(options, 'minter')(PAYLOADS)).rejects.toThrow(
      'The function minter failed (Unhandled). See its log for details.',
    );
  });
});
