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

/** The payload of an action, as it is to be sealed. */
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

/** The embedded AWS with one function, and how it is asked to seal. */
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

/** Our own create-urls, behind a Lambda function. */
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

/** An error and its causes as they are logged. */
const logged = (error: unknown) => formatLine({ event: 'x', error }, new Date(0));

describe('a create-urls function', () => {
  test('gives the URLs, under its own transaction id', async () => {
    const { seal, open } = await startOurs();

    const sealed = await seal(PAYLOADS);

    const [approve] = sealed;
    expect(sealed).toEqual([
      {
        action: 'approve',
        sealed: expect.stringMatching(/^3-/),
        url: `https://minter.example.com/v1/respond?action=approve&type=success&data=${approve?.sealed}`,
      },
    ]);
    expect(await open(approve?.sealed ?? '')).toEqual({
      token: TASK_TOKEN,
      action: ACTION,
      transactionId: LINKS.transaction_id,
      expiresAt: Date.parse(EXPIRATION) / 1000,
    });
  });

  test('seals what only the page shows, and who may decide, with each action', async () => {
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
    // Beside the actions, sfn-callback-urls would refuse what it does not know.
    expect(events).toEqual([
      {
        token: TASK_TOKEN,
        actions: [
          { ...ACTION, confirm: true, ...context },
          { ...REJECT, confirm: true, ...context },
        ],
        expiration: expect.any(String),
      },
    ]);
    expect(parseCreateUrlsInput(structuredClone(events[0]))).toEqual(events[0]);
  });

  test('seals for a durable function, too, and without an end where there is none', async () => {
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
  ])('may refuse, and its code is kept: %s', async (code, payloads) => {
    const { seal } = await startOurs();

    const error = await errorOf(seal(payloads));

    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      code,
      message: `The function minter refused to create URLs: ${code}.`,
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('is not asked to seal nothing: that is misuse', async () => {
    const { seal, events } = await startOurs();

    await expect(seal([])).rejects.toThrow(TypeError);
    expect(events).toEqual([]);
  });

  test('may let URLs point elsewhere: they point to the base URL that is given', async () => {
    const { seal, events, open } = await startOurs('https://example.com/prod/');

    const sealed = await seal([payloadOf(ACTION), payloadOf(REJECT)]);

    expect(sealed.map(({ action }) => action)).toEqual(['approve', 'reject']);
    for (const one of sealed) {
      expect(one.url).toMatch(
        /^https:\/\/example\.com\/prod\/respond\?action=(approve|reject)&type=\w+&data=3-/,
      );
      expect(sealedPayloadOf(one.url)).toBe(one.sealed);
      expect((await open(one.sealed)).action.name).toBe(one.action);
    }
    expect(events).toMatchObject([{ token: TASK_TOKEN }]);
    expect(events[0]).not.toHaveProperty('base_url');
  });

  test('is told times without a zone, and with one where it needs that', async () => {
    const { seal, events } = await startFunction(async (event) =>
      JSON.stringify(event).includes('Z"') ? LINKS : { error: 'InvalidDate' },
    );

    expect(await seal(PAYLOADS)).toEqual([{ action: 'approve', sealed: '2-AAAA', url: LINKS.urls.approve }]);

    expect(events).toEqual([{ ...INPUT, expiration: '2026-11-25T12:00:00.000' }, INPUT]);
  });

  test('may fail: that is reported by its name and the kind of error, not in its words', async () => {
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

  test('may not be there: that is handed on', async () => {
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
    ['a URL for no action', { transaction_id, urls: {} }],
    ['a URL for another action', { transaction_id, urls: { reject: link } }],
    ['a text where a URL should be', { transaction_id, urls: { approve: TASK_TOKEN } }],
    ['a URL without a payload', { transaction_id, urls: { approve: link.replace('2-AAAA', '') } }],
    ['an object where a URL should be', { transaction_id, urls: { approve: { token: TASK_TOKEN } } }],
    ['an object where a code should be', { transaction_id, error: { code: 'InvalidDate' } }],
  ])('that is %s is reported, and not quoted', async (_, answer) => {
    const { seal } = await startFunction(async () => answer);

    const error = await errorOf(seal(PAYLOADS));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ message: NO_URLS });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test.each(['', `{"token":"${TASK_TOKEN}`])('that is no JSON is reported, and not quoted', async (body) => {
    const { options } = await startAwsRestServer(() => ({ body }));

    const error = await errorOf(sealThroughFunction(options, 'minter')(PAYLOADS));

    expect(error).toMatchObject({ message: NO_URLS });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('with a code that we have none for is reported, and not quoted', async () => {
    const { seal } = await startFunction(async () => ({ error: TASK_TOKEN, message: TASK_TOKEN }));

    const error = await errorOf(seal(PAYLOADS));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      message: 'The function minter refused with an unknown code. See its log for details.',
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('of a function that was stopped is no JSON, and Lambda’s own word for it is reported', async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' };
    const { options } = await startAwsRestServer(() => ({ headers, body: TASK_TOKEN }));

    await expect(sealThroughFunction(options, 'minter')(PAYLOADS)).rejects.toThrow(
      'The function minter failed (Unhandled). See its log for details.',
    );
  });
});
