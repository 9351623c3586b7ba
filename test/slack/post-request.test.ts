import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../../src/approval/approval.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { request, waiting } from '../support/requests.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

let { lines, log } = createFakeLog();
beforeEach(() => {
  ({ lines, log } = createFakeLog());
});

const APPROVAL = waiting(request({ name: 'Ben', requester: 'ann' }));
const BUTTONS = [{ action: 'approve', sealed: '3-AAAA', url: 'https://example.com/respond?data=3-AAAA' }];
/** A second attempt of the state: the function of the first one crashed. */
const AGAIN: Approval = {
  ...APPROVAL,
  rounds: [{ askedAt: new Date(1764000000000), shown: {} }, { shown: {} }],
};

/** What conversations.history answers: the newest message first. */
const messages = (...ids: string[]) => ({
  messages: ids.map((id, index) => ({
    ts: `176400000${9 - index}.000100`,
    metadata: { event_type: 'countersign_request', event_payload: { id } },
  })),
});

function show(approval = APPROVAL) {
  const client = createWebClient('xoxb-test', {
    apiUrl: api.url,
    patience: 'background',
    log,
    wait: async () => undefined,
  });
  const people = createSlackPeople({ client: async () => client, now: Date.now, log });
  const surface = createSlackSurface({
    client: async () => client,
    channel: 'C0001',
    appName: 'Countersign',
    people,
    log,
  });
  return surface.show(approval, BUTTONS, undefined);
}

const called = () => api.calls.map(({ method }) => method);

describe('a message whose answer was lost', () => {
  const lost: [string, Failure][] = [
    ['the connection broke', 'hang up'],
    ['Slack answered 500', { status: 500 }],
    ['Slack had an error of its own', { error: 'internal_error' }],
  ];

  it.each(lost)('is found by the id of the request when %s, and is not posted again', async (_, failure) => {
    api.failures.set('chat.postMessage', failure);
    api.results.set('conversations.history', messages('another', APPROVAL.id));

    expect((await show()).reference).toEqual({ channel: 'C0001', ts: '1764000008.000100' });
    expect(called()).toEqual(['chat.postMessage', 'conversations.history']);
    expect(api.calls[1]?.args).toMatchObject({ channel: 'C0001', include_all_metadata: 'true' });
  });

  it('is posted again when it is not there', async () => {
    api.failures.set('chat.postMessage', 'hang up');
    api.results.set('conversations.history', messages('another'));
    api.onCall = ({ method }) => void (method === 'conversations.history' && api.failures.clear());

    expect((await show()).reference).toEqual({ channel: 'C0001', ts: '1764000000.000200' });
    expect(called()).toEqual(['chat.postMessage', 'conversations.history', 'chat.postMessage']);
  });

  it('is posted again without a history scope, and the log says that it may be there twice', async () => {
    api.failures.set('chat.postMessage', 'hang up');
    api.failures.set('conversations.history', { error: 'missing_scope' });
    api.onCall = ({ method }) =>
      void (method === 'conversations.history' && api.failures.delete('chat.postMessage'));

    expect((await show()).reference).toEqual({ channel: 'C0001', ts: '1764000000.000200' });
    expect(lines).toMatchObject([
      {},
      { level: 'warn', event: 'message_not_looked_up', transaction_id: APPROVAL.id },
    ]);
  });

  it.each(lost)('is not posted again while it cannot be looked for: %s', async (_, failure) => {
    api.failures.set('chat.postMessage', failure);
    api.failures.set('conversations.history', failure);

    await expect(show()).rejects.toMatchObject({ name: 'RepeatableError', isBusy: false });
    expect(called().filter((method) => method === 'chat.postMessage')).toHaveLength(1);
  });

  it.each(lost)('may be repeated when it is lost twice: %s', async (_, failure) => {
    api.failures.set('chat.postMessage', failure);

    await expect(show()).rejects.toMatchObject({ name: 'RepeatableError', isBusy: false });
  });
});

describe('a message that Slack did not take', () => {
  it('may be repeated when Slack is busy', async () => {
    api.failures.set('chat.postMessage', { status: 429, retryAfter: 60 });

    await expect(show()).rejects.toMatchObject({ name: 'RepeatableError', isBusy: true });
    expect(called()).toEqual(['chat.postMessage']);
  });

  it.each(['ratelimited', 'message_limit_exceeded'])('may be repeated after %s', async (error) => {
    api.failures.set('chat.postMessage', { error });

    await expect(show()).rejects.toMatchObject({ name: 'RepeatableError', isBusy: true });
  });

  it.each(['not_in_channel', 'invalid_auth', 'invalid_blocks'])('fails for good after %s', async (error) => {
    api.failures.set('chat.postMessage', { error });

    await expect(show()).rejects.toMatchObject({ name: 'WebAPIPlatformError', data: { error } });
    expect(called()).toEqual(['chat.postMessage']);
  });
});

describe('after an attempt that crashed', () => {
  it('its message is found, and is not posted again', async () => {
    api.results.set('conversations.history', messages(AGAIN.id));

    expect((await show(AGAIN)).reference).toEqual({ channel: 'C0001', ts: '1764000009.000100' });
    expect(called()).toEqual(['conversations.history', 'chat.update']);
    expect(api.calls[0]?.args.oldest).toBe('1763999940');
  });

  it.each<[string, Failure | undefined]>([
    ['that posted nothing', undefined],
    ['when the app may not read the channel', { error: 'missing_scope' }],
  ])('the message is posted: %s', async (_, failure) => {
    if (failure) api.failures.set('conversations.history', failure);

    expect((await show(AGAIN)).reference).toEqual({ channel: 'C0001', ts: '1764000000.000200' });
    expect(called()).toEqual(['conversations.history', 'chat.postMessage']);
  });
});
