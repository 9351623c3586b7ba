import type { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '../../src/log.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient, type WebClientOptions } from '../../src/slack/web-client.ts';
import { request, waiting } from '../support/requests.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { closedPort } from '../support/test-server.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterEach(() => void vi.restoreAllMocks());
afterAll(() => api.close());

const APPROVAL = waiting(request({ name: 'Ben', requester: 'ann', locale: 'de' }));
const URL = 'https://example.com/respond?action=approve&type=success&data=3-AAAA';
const BUTTONS = [{ action: 'approve', sealed: '3-AAAA', url: URL }];

function createSurface() {
  const log = () => undefined;
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'background', log });
  return surfaceOf(client, log);
}

function surfaceOf(client: WebClient, log: Log) {
  const people = createSlackPeople({ client: async () => client, now: Date.now, log });
  return createSlackSurface({
    client: async () => client,
    channel: 'approvals',
    appName: 'Countersign',
    people,
    log,
  });
}

describe('a call that Slack does not answer successfully', () => {
  it.each<{ title: string; failure: Failure; attempts: number }>([
    { title: 'ok: false', failure: { error: 'channel_not_found' }, attempts: 1 },
    { title: '429', failure: { status: 429, retryAfter: 3_600 }, attempts: 1 },
    { title: '429 without Retry-After', failure: { status: 429 }, attempts: 1 },
    { title: '500', failure: { status: 500 }, attempts: 2 },
    { title: 'a dropped connection', failure: 'hang up', attempts: 2 },
  ])('fails after at most two attempts ($title)', async ({ failure, attempts }) => {
    api.failures.set('chat.postMessage', failure);

    await expect(createSurface().show(APPROVAL, BUTTONS, undefined)).rejects.toThrow();

    const posts = api.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posts).toHaveLength(attempts);
  });

  it('fails within 12 seconds, with a look-up between: then the next surface is asked', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout');
    api.failures.set('chat.postMessage', 'hang up');

    await expect(createSurface().show(APPROVAL, BUTTONS, undefined)).rejects.toThrow();

    expect(limits.mock.calls.flat().filter((limit) => limit === 4_000)).toHaveLength(3);
  });

  it.each<[string, Failure]>([
    ['500', { status: 500 }],
    ['a dropped connection', 'hang up'],
  ])('is repeated once if it posts nothing (%s)', async (_, failure) => {
    api.failures.set('chat.update', failure);
    const waited: number[] = [];
    const client = createWebClient('xoxb-test', {
      apiUrl: api.url,
      patience: 'background',
      log: () => undefined,
      wait: async (milliseconds) => void waited.push(milliseconds),
    });

    await expect(client.chat.update({ channel: 'C0001', ts: '1', text: 'x' })).rejects.toThrow();

    expect(api.calls).toHaveLength(2);
    expect(waited).toEqual([300]);
  });

  it('is repeated once if no connection was made, also if it posts a message', async () => {
    const waited: number[] = [];
    const client = createWebClient('xoxb-test', {
      apiUrl: `http://127.0.0.1:${await closedPort()}/api/`,
      patience: 'background',
      log: () => undefined,
      wait: async (milliseconds) => void waited.push(milliseconds),
    });

    await expect(client.chat.postMessage({ channel: 'C0001', text: 'x' })).rejects.toThrow();

    expect(waited).toEqual([300]);
  });

  it('does not show the token or the payload in the error or in the log', async () => {
    const lines: unknown[] = [];
    api.failures.set('chat.postMessage', 'hang up');
    const log = (line: unknown) => lines.push(line);
    const client = createWebClient('xoxb-secret', { apiUrl: api.url, patience: 'background', log });
    const surface = surfaceOf(client, log);

    const asked = surface.show(APPROVAL, BUTTONS, undefined);

    await expect(asked).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/3-AAAA/) }),
    );
    expect(lines).not.toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/3-AAAA|xoxb-secret/);
  });
});

describe('a call over the rate limit of Slack', () => {
  const POST = { channel: 'C0001', text: 'x' };

  /** Creates a client that records its waits and does not really wait. Slack gives these answers in order. */
  function createClient(patience: WebClientOptions['patience'], answers: readonly (Failure | 'ok')[]) {
    const waited: number[] = [];
    const lines: unknown[] = [];
    const queue = [...answers];
    const next = () => {
      const answer = queue.shift() ?? 'ok';
      if (answer === 'ok') api.failures.clear();
      else api.failures.set('chat.postMessage', answer);
    };
    next();
    const client = createWebClient('xoxb-test', {
      apiUrl: api.url,
      patience,
      log: (line) => lines.push(line),
      wait: async (milliseconds) => {
        waited.push(milliseconds);
        next();
      },
    });
    return { post: () => client.chat.postMessage(POST), waited, lines };
  }
  const busy = (retryAfter: number) => ({ status: 429, retryAfter });

  it('is repeated after the time that Slack requests, if there is enough time', async () => {
    const { post, waited, lines } = createClient('background', [busy(2), busy(4)]);

    await expect(post()).resolves.toMatchObject({ ok: true });

    expect(waited).toEqual([2_000, 4_000]);
    expect(api.calls).toHaveLength(3);
    expect(api.calls.map(({ args }) => args)).toEqual([
      api.calls[0]?.args,
      api.calls[0]?.args,
      api.calls[0]?.args,
    ]);
    expect(lines).toEqual([
      { level: 'warn', event: 'rate_limited', wait_ms: 2_000 },
      { level: 'warn', event: 'rate_limited', wait_ms: 4_000 },
    ]);
  });

  it('is repeated if the wait takes exactly the available time', async () => {
    const { post, waited } = createClient('background', [busy(8)]);
    await expect(post()).resolves.toMatchObject({ ok: true });
    expect(waited).toEqual([8_000]);
  });

  it('is waited for longer if no other surface is asked after it', async () => {
    const long = createClient('telling', [busy(12), busy(8)]);
    await expect(long.post()).resolves.toMatchObject({ ok: true });
    expect(long.waited).toEqual([12_000, 8_000]);

    const tooLong = createClient('telling', [busy(21)]);
    await expect(tooLong.post()).rejects.toThrow();
    expect(tooLong.waited).toEqual([]);
  });

  it.each([
    { title: 'the first wait is too long', answers: [busy(9)], waits: [] },
    { title: 'the second wait is too long', answers: [busy(3), busy(6)], waits: [3_000] },
    { title: 'the third wait is too long', answers: [busy(3), busy(3), busy(3)], waits: [3_000, 3_000] },
    { title: 'no Retry-After header', answers: [{ status: 429 }], waits: [] },
    { title: 'a wait of 0 seconds', answers: [busy(0)], waits: [] },
    { title: 'a negative wait', answers: [busy(-1)], waits: [] },
  ])('fails if the wait is too long or not valid ($title)', async ({ answers, waits }) => {
    const { post, waited } = createClient('background', answers);

    await expect(post()).rejects.toThrow();

    expect(waited).toEqual(waits);
    expect(api.calls).toHaveLength(waits.length + 1);
  });

  it('is not repeated while a user waits for the answer to a press', async () => {
    const { post, waited } = createClient('interactive', [busy(1)]);

    await expect(post()).rejects.toThrow();

    expect(waited).toEqual([]);
    expect(api.calls).toHaveLength(1);
  });

  it('does not delay other calls', async () => {
    const { post, waited } = createClient('background', [busy(3), 'ok']);

    await Promise.all([post(), post()]);

    expect(waited.length).toBeGreaterThanOrEqual(1);
    expect(api.calls.length).toBe(2 + waited.length);
  });
});
