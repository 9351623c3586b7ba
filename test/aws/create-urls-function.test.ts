import { describe, expect, test } from 'vitest';
import { createUrlsThrough } from '../../src/aws/create-urls-function.ts';
import { createUrlMinter } from '../../src/callback/create-urls.ts';
import { Refusal } from '../../src/callback/errors.ts';
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
const INPUT = { token: TASK_TOKEN, actions: [ACTION], expiration: '2026-11-25T12:00:00.000Z' };

const LINKS = {
  transaction_id: 'f'.repeat(32),
  urls: { approve: 'https://example.com/respond?action=approve&type=success&data=2-AAAA' },
};

/** The embedded AWS with one function, and how it is asked for URLs. */
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
  const through = (name: string) => createUrlsThrough(options, name, baseUrl);
  return { events, through, createUrls: through('minter') };
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
    const { createUrls, open } = await startOurs();

    const { transaction_id, urls } = await createUrls(INPUT, '0'.repeat(32));

    expect(transaction_id).toBe(LINKS.transaction_id);
    expect(urls.approve).toMatch(
      /^https:\/\/minter\.example\.com\/v1\/respond\?action=approve&type=success&data=3-/,
    );
    expect(await open(sealedPayloadOf(urls.approve ?? ''))).toEqual({
      token: TASK_TOKEN,
      action: ACTION,
      transactionId: LINKS.transaction_id,
      expiresAt: Date.parse(INPUT.expiration) / 1000,
    });
  });

  test.each([
    ['DuplicateActionName', { ...INPUT, actions: [ACTION, ACTION] }],
    ['InvalidDate', { ...INPUT, expiration: '2026-11-24T12:00:00Z' }],
    ['ParametersDisabled', { ...INPUT, enable_output_parameters: true }],
    ['InvalidJSON', { ...INPUT, actions: [] }],
  ])('may refuse, and its code is kept: %s', async (code, input) => {
    const { createUrls } = await startOurs();

    const error = await errorOf(createUrls(input, ''));

    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      code,
      message: `The function minter refused to make URLs: ${code}.`,
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('may let URLs point elsewhere: they point to the base URL that is given', async () => {
    const { createUrls, events, open } = await startOurs('https://example.com/prod/');

    const { urls } = await createUrls({ ...INPUT, actions: [ACTION, REJECT] }, '');

    expect(Object.keys(urls)).toEqual(['approve', 'reject']);
    for (const [name, url] of Object.entries(urls)) {
      expect(url).toMatch(/^https:\/\/example\.com\/prod\/respond\?action=(approve|reject)&type=\w+&data=3-/);
      expect((await open(sealedPayloadOf(url))).action.name).toBe(name);
    }
    expect(events).toMatchObject([{ token: TASK_TOKEN }]);
    expect(events[0]).not.toHaveProperty('base_url');
  });

  test('is told times without a zone, and with one where it needs that', async () => {
    const { createUrls, events } = await startFunction(async (event) =>
      JSON.stringify(event).includes('Z"') ? LINKS : { error: 'InvalidDate' },
    );

    expect(await createUrls(INPUT, '')).toEqual(LINKS);

    expect(events).toEqual([{ ...INPUT, expiration: '2026-11-25T12:00:00.000' }, INPUT]);
  });

  test('may fail: that is reported by its name and the kind of error, not in its words', async () => {
    const { createUrls } = await startFunction(async () => {
      throw new RangeError(`out of range: ${TASK_TOKEN}`);
    });

    const error = await errorOf(createUrls(INPUT, ''));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ message: 'The function minter failed (RangeError): its log tells more.' });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('may not be there: that is handed on', async () => {
    const { through } = await startOurs();

    const error = await errorOf(through('missing')(INPUT, ''));

    expect(error).toHaveProperty('name', 'ResourceNotFoundException');
    expect(error).not.toBeInstanceOf(Refusal);
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });
});

describe('an answer', () => {
  const NO_URLS = 'The function minter gave no callback URLs: its log tells more.';
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
    const { createUrls } = await startFunction(async () => answer);

    const error = await errorOf(createUrls(INPUT, ''));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ message: NO_URLS });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test.each(['', `{"token":"${TASK_TOKEN}`])('that is no JSON is reported, and not quoted', async (body) => {
    const { options } = await startAwsRestServer(() => ({ body }));

    const error = await errorOf(createUrlsThrough(options, 'minter')(INPUT, ''));

    expect(error).toMatchObject({ message: NO_URLS });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('with a code that we have none for is reported, and not quoted', async () => {
    const { createUrls } = await startFunction(async () => ({ error: TASK_TOKEN, message: TASK_TOKEN }));

    const error = await errorOf(createUrls(INPUT, ''));

    expect(error).not.toBeInstanceOf(Refusal);
    expect(error).toMatchObject({
      message: 'The function minter refused with an unknown code: its log tells more.',
    });
    expect(logged(error)).not.toContain(TASK_TOKEN);
  });

  test('of a function that was stopped is no JSON, and Lambda’s own word for it is reported', async () => {
    const headers = { 'x-amz-function-error': 'Unhandled' };
    const { options } = await startAwsRestServer(() => ({ headers, body: TASK_TOKEN }));

    await expect(createUrlsThrough(options, 'minter')(INPUT, '')).rejects.toThrow(
      'The function minter failed (Unhandled): its log tells more.',
    );
  });
});
