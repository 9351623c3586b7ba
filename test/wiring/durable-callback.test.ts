import { beforeEach, expect, test, vi } from 'vitest';
import type { CreateUrlsOutput } from '../../src/callback/schemas.ts';
import type { Completion } from '../../src/local/aws/lambda/callbacks.ts';
import { formatLine } from '../../src/log.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { startEmbeddedAws } from '../local/aws/embedded-aws.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { httpEvent, type RequestParts } from '../support/web-event.ts';
import { FORM, HTML, withQuery } from '../support/web-world.ts';

const CALLBACK_ID = 'Ab1/+9zQ7w7x==';
const ACTIONS = [
  { name: 'approve', type: 'success', output: { name_in_output: 'Ben' } },
  { name: 'reject', type: 'failure', error: 'rejected', cause: 'Ben rejected it' },
  { name: 'wait', type: 'heartbeat' },
];

// The whole request has a limit on the real clock: a busy machine must not end it.
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date'],
    now: Date.UTC(2026, 10, 24, 12, 30),
  });
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
  return () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  };
});

/** Creates create-urls and respond. The embedded Lambda accepts one completion. */
async function createWorld() {
  const completions: { readonly callbackId: string; readonly completion: Completion }[] = [];
  let isCompleted = false;
  const { endpoint } = await startEmbeddedAws({
    async completeCallback(callbackId, completion) {
      if (isCompleted) return false;
      isCompleted = completion.type !== 'heartbeat';
      completions.push({ callbackId, completion });
      return true;
    },
  });
  const env = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    KEY_ID: endpoint.kmsKeyArn,
    KEY_CONTEXT: 'test',
    CALLBACK_BASE_URL: 'https://example.com/prod',
  };
  const { lines, log } = createFakeLog();
  const createUrls = createCreateUrls(env, log);
  const respond = createRespond(env, log);
  return {
    completions,
    lines,
    async urls(input: object = {}) {
      const event = JSON.stringify({ callback_id: CALLBACK_ID, actions: ACTIONS, ...input });
      return ((await createUrls(JSON.parse(event))) as CreateUrlsOutput).urls;
    },
    async send(url = '', parts?: RequestParts) {
      const { statusCode, body } = await respond(httpEvent(url, parts));
      return { statusCode, body };
    },
  };
}

test('a callback gets the same kind of URLs as a task token', async () => {
  const { urls } = await createWorld();

  expect(Object.entries(await urls())).toEqual(
    ACTIONS.map(({ name, type }) => [
      name,
      expect.stringMatching(
        new RegExp(`^https://example\\.com/prod/respond\\?data=3-[\\w-]+&type=${type}&action=${name}$`),
      ),
    ]),
  );
});

test('a URL completes the callback, and the answer names the action', async () => {
  const { urls, send, completions } = await createWorld();
  const { approve } = await urls();

  const { statusCode, body } = await send(approve);

  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ action: { name: 'approve', type: 'success' } });
  expect(completions).toEqual([
    { callbackId: CALLBACK_ID, completion: { type: 'success', result: '{"name_in_output":"Ben"}' } },
  ]);
});

test('with confirm, a page asks first, and its button completes the callback', async () => {
  const { urls, send, completions } = await createWorld();
  const { reject } = await urls({ confirm: true, title: 'Approval for Ben' });

  const page = await send(reject, { headers: HTML });
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('<h1>Approval for Ben</h1>');
  expect(completions).toEqual([]);

  expect((await send(reject, { method: 'POST', headers: FORM })).statusCode).toBe(200);
  expect(completions.map(({ completion }) => completion)).toEqual([
    { type: 'failure', error: { ErrorType: 'rejected', ErrorMessage: 'Ben rejected it' } },
  ]);
});

test('a second decision is refused, because the callback is already completed', async () => {
  const { urls, send } = await createWorld();
  const { approve, reject } = await urls();
  await send(approve);

  const { statusCode, body } = await send(reject);
  const page = await send(reject, { headers: HTML });

  expect(statusCode).toBe(400);
  expect(JSON.parse(body)).toMatchObject({
    action: { name: 'reject', type: 'failure' },
    error: 'StepFunctionsError',
    reason: 'TaskTimedOut',
    message: 'The callback was already completed, or it timed out.',
  });
  expect(page).toMatchObject({
    statusCode: 400,
    body: expect.stringContaining('<h1>No longer waiting</h1>'),
  });
});

test('a heartbeat URL can be used several times', async () => {
  const { urls, send, completions } = await createWorld();
  const { wait, approve } = await urls();

  for (const url of [wait, wait, approve]) expect((await send(url)).statusCode).toBe(200);

  expect(completions.map(({ completion }) => completion.type)).toEqual(['heartbeat', 'heartbeat', 'success']);
});

test('an expired or changed URL is refused, as for a task token', async () => {
  const { urls, send, completions } = await createWorld();
  const { approve = '' } = await urls({ expiration: '2026-11-24T13:00:00Z' });
  const changed = withQuery(approve, (query) => query.set('action', 'reject'));

  const mismatch = await send(changed);
  vi.setSystemTime(Date.UTC(2026, 10, 24, 13));
  const late = await send(approve);

  expect(mismatch.statusCode).toBe(400);
  expect(JSON.parse(mismatch.body)).toMatchObject({ error: 'ActionMismatched' });
  expect(late.statusCode).toBe(400);
  expect(JSON.parse(late.body)).toMatchObject({ error: 'ExpiredPayload' });
  expect(completions).toEqual([]);
});

test('the answers and the log do not contain the callback ID', async () => {
  const { urls, send, lines } = await createWorld();
  const { approve = '' } = await urls();

  const answers = [await send(approve), await send(approve), await send(approve, { headers: HTML })];

  const logged = lines.map((line) => formatLine(line, new Date(0))).join('\n');
  expect(lines.map(({ event, outcome }) => [event, outcome])).toEqual([
    ['create_urls', 'created'],
    ['respond', 'accepted'],
    ['respond', 'StepFunctionsError'],
    ['respond', 'StepFunctionsError'],
  ]);
  for (const text of [logged, ...answers.map(({ body }) => body)]) expect(text).not.toContain(CALLBACK_ID);
});

test('a request must name either a task token or a callback', async () => {
  const { lines, urls } = await createWorld();

  expect(await urls({ token: 'AAAA' })).toBeUndefined();
  expect(await urls({ callback_id: undefined })).toBeUndefined();

  expect(lines.map(({ outcome }) => outcome)).toEqual(['InvalidJSON', 'InvalidJSON']);
});
