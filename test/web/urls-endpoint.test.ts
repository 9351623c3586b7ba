import { describe, expect, it } from 'vitest';
import { createUrlMinter } from '../../src/callback/create-urls.ts';
import type { HttpResponse } from '../../src/http.ts';
import { formatLine, type LogLine } from '../../src/log.ts';
import { createUrlsHandler } from '../../src/web/urls-endpoint.ts';
import { httpEvent, type RequestParts } from '../support/web-event.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';
import { createMemorySealer } from '../support/web-sealer.ts';
import { NOW, TRANSACTION_ID } from '../support/web-world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const INPUT = {
  token: TASK_TOKEN,
  actions: [
    { name: 'yes', type: 'success', output: { answer: 'é🙈' } },
    { name: 'no', type: 'failure', error: 'No' },
  ],
};

describe('by Lambda Invoke', () => {
  it('returns a URL for each action', async () => {
    const { invoke } = createWorld();

    const output = await invoke({ ...INPUT, expiration: '2026-12-01T08:00:00+01:00' });

    expect(output).toEqual({
      transaction_id: TRANSACTION_ID,
      urls: {
        yes: expect.stringMatching(
          /^https:\/\/example\.com\/prod\/respond\?data=3-[\w-]+&type=success&action=yes$/,
        ),
        no: expect.stringMatching(
          /^https:\/\/example\.com\/prod\/respond\?data=3-[\w-]+&type=failure&action=no$/,
        ),
      },
      expiration: '2026-12-01T07:00:00.000Z',
    });
  });

  it.each([
    { title: 'nothing', input: null, error: 'InvalidJSON' },
    { title: 'a text', input: 'token', error: 'InvalidJSON' },
    { title: 'no actions', input: { ...INPUT, actions: [] }, error: 'InvalidJSON' },
    {
      title: 'a name twice',
      input: { ...INPUT, actions: [...INPUT.actions, ...INPUT.actions] },
      error: 'DuplicateActionName',
    },
    { title: 'a bad date', input: { ...INPUT, expiration: 'tomorrow' }, error: 'InvalidDate' },
    { title: 'too much output', input: { ...INPUT, actions: [tooLong()] }, error: 'UrlTooLong' },
  ])('refuses $title with a code, a sentence and the transaction', async ({ input, error }) => {
    const { invoke, lines, logged } = createWorld();

    expect(await invoke(input)).toEqual({
      transaction_id: TRANSACTION_ID,
      error,
      message: expect.stringMatching(/\w.*\.$/),
    });
    expect(lines).toMatchObject([{ level: 'info', transaction_id: TRANSACTION_ID, outcome: error }]);
    expect(logged()).not.toContain(TASK_TOKEN.slice(0, 40));
  });
});

describe('by POST /urls', () => {
  it.each([
    { title: 'plain', headers: JSON_TYPE, base64: false },
    { title: 'base64', headers: JSON_TYPE, base64: true },
    {
      title: 'with a charset',
      headers: { 'Content-Type': 'Application/JSON; charset=utf-8' },
      base64: false,
    },
  ])('returns a URL for each action ($title)', async ({ headers, base64 }) => {
    const { post, sealer } = createWorld();

    const { statusCode, body } = await post({ headers, base64, body: JSON.stringify(INPUT) });

    expect(statusCode).toBe(200);
    const { urls } = JSON.parse(body);
    expect(Object.keys(urls)).toEqual(['yes', 'no']);
    const opened = await sealer.open(new URL(urls.yes).searchParams.get('data') ?? '');
    expect(opened).toMatchObject({ token: TASK_TOKEN, action: { output: { answer: 'é🙈' } } });
  });

  it('refuses an invalid input with 400', async () => {
    const { post } = createWorld();

    const { statusCode, body } = await post({ headers: JSON_TYPE, body: '{"token": 1}' });

    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ transaction_id: TRANSACTION_ID, error: 'InvalidJSON' });
  });

  it.each(['', '{', `{"token": "${TASK_TOKEN}`, `${TASK_TOKEN}`, '\u0000'])(
    'refuses a body that is not JSON, and does not repeat the body (%#)',
    async (body) => {
      const { post, lines, logged } = createWorld();

      const response = await post({ headers: JSON_TYPE, body });

      expect(response.statusCode).toBe(400);
      expect(JSON.parse(response.body)).toEqual({
        transaction_id: TRANSACTION_ID,
        error: 'InvalidJSON',
        message: 'The body is not JSON.',
      });
      expect(lines).toMatchObject([{ transaction_id: TRANSACTION_ID, outcome: 'InvalidJSON' }]);
      expect(logged()).not.toContain(TASK_TOKEN.slice(0, 20));
    },
  );

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('answers 405 to %s', async (method) => {
    const { post } = createWorld();

    const { statusCode, headers, body } = await post({ method, headers: JSON_TYPE });

    expect(statusCode).toBe(405);
    expect(headers.allow).toBe('POST');
    expect(JSON.parse(body)).toEqual({
      transaction_id: TRANSACTION_ID,
      error: 'InvalidRequest',
      message: 'Use POST.',
    });
  });

  it.each(['', 'text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'answers 415 to the content type "%s"',
    async (type) => {
      const { post, lines } = createWorld();

      const headers = type ? { 'content-type': type } : {};
      const { statusCode } = await post({ headers, body: JSON.stringify(INPUT) });

      expect(statusCode).toBe(415);
      expect(lines).toMatchObject([{ event: 'create_urls', outcome: 'InvalidRequest' }]);
    },
  );

  it('answers an unexpected error with 500 and without internal details, and logs the error', async () => {
    const { post, invoke, lines, logged } = createWorld(new Error('KMS said: AccessDenied for role X'));
    const expected = {
      transaction_id: TRANSACTION_ID,
      error: 'ServiceError',
      message: 'Something went wrong on our side. No URL was created.',
    };

    const { statusCode, body } = await post({ headers: JSON_TYPE, body: JSON.stringify(INPUT) });

    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toEqual(expected);
    expect(await invoke(INPUT)).toEqual(expected);
    expect(lines).toMatchObject([{ level: 'error' }, { level: 'error' }]);
    expect(logged()).toContain('AccessDenied for role X');
  });
});

it('no cache may store the answer, because the answer contains the links', async () => {
  const { post } = createWorld();

  const { headers } = await post({ headers: JSON_TYPE, body: JSON.stringify(INPUT) });

  expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
});

it('the log contains the names of the actions, and neither token nor URL', async () => {
  const { invoke, lines, logged } = createWorld();

  await invoke(INPUT);

  expect(lines).toEqual([
    {
      event: 'create_urls',
      transaction_id: TRANSACTION_ID,
      duration_ms: 0,
      outcome: 'created',
      actions: ['yes', 'no'],
    },
  ]);
  expect(logged()).not.toMatch(/https:|3-|AQCEAAAA/);
});

function createWorld(failure?: Error) {
  const sealer = createMemorySealer();
  const lines: LogLine[] = [];
  const seal = failure ? () => Promise.reject(failure) : sealer.seal;
  const handle = createUrlsHandler({
    createUrls: createUrlMinter({ seal, baseUrl: 'https://example.com/prod/', now: () => NOW }),
    newTransactionId: () => TRANSACTION_ID,
    now: () => NOW,
    log: (line) => lines.push(line),
  });
  return {
    sealer,
    lines,
    logged: () => lines.map((line) => formatLine(line, new Date(NOW))).join('\n'),
    invoke: handle,
    post: (parts: RequestParts) =>
      handle(httpEvent('https://example.com/urls', { method: 'POST', ...parts })) as Promise<HttpResponse>,
  };
}

/** An action with random output, which is too long for a URL also after compression. */
function tooLong() {
  let state = 1;
  const noise = Array.from({ length: 12_000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 36).toString(36);
  });
  return { name: 'yes', type: 'success', output: noise.join('') };
}
