import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/approval/request.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Log, LogLine } from '../../src/log.ts';
import { measure } from '../../src/metrics.ts';
import { createSlackSurface, type MessageReference } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const REQUEST = parseRequest({ name: 'Ben', requester: 'ann', locale: 'de' }, 'en', 'ApprovalEmails');
const mint = async () => ({ approve: 'https://example.com/respond?action=approve&type=success&data=3-AAAA' });
const REFERENCE = { channel: 'C0001', ts: '1764000000.000100' };

function createSurface(log: Log = () => undefined) {
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'background', log });
  return createSlackSurface(async () => client, 'approvals', log);
}

describe('asking', () => {
  it('posts one message, unfurls nothing, and says where it is', async () => {
    const reference = await createSurface().ask({ request: REQUEST, mint });

    expect(reference).toEqual({ channel: 'approvals', ts: '1764000000.000200' });
    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'approvals',
        args: { unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
    expect(api.calls[0]?.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context', 'actions']);
    expect(api.calls[0]?.args).not.toHaveProperty('metadata');
  });

  it('keeps the payload short: the message itself shows what is asked', async () => {
    const contexts: unknown[] = [];
    await createSurface().ask({
      request: REQUEST,
      mint: async (context) => {
        contexts.push(context);
        return mint();
      },
    });

    expect(contexts).toEqual([{ locale: 'de' }]);
    expect(createSurface().confirm).toBe(true);
  });

  it('says where the message is, and logs why, where a link does not get into its thread', async () => {
    const lines: LogLine[] = [];
    const link = (action: string) =>
      `https://example.com/respond?action=${action}&data=3-${'A'.repeat(3_000)}`;
    api.failures.set('chat.postMessage in a thread', { error: 'restricted_action_thread_locked' });

    const reference = await createSurface((line) => lines.push(line)).ask({
      request: REQUEST,
      mint: async () => ({ approve: link('approve'), reject: link('reject') }),
    });

    const { ts } = reference as MessageReference;
    expect(reference).toEqual({ channel: 'approvals', ts: '1764000000.000200' });
    expect(api.calls.map(({ args }) => args.thread_ts)).toEqual([undefined, ts, ts]);
    expect(lines).toMatchObject([
      { level: 'error', event: 'reply_failed' },
      { level: 'error', event: 'reply_failed' },
    ]);
    expect(lines.flatMap(measure)).toMatchObject([
      { name: 'DeliveryFailures', by: { surface: 'slack' } },
      { name: 'DeliveryFailures', by: { surface: 'slack' } },
    ]);
  });
});

describe('announcing', () => {
  it('replaces the message that asked', async () => {
    await createSurface().announce({
      request: REQUEST,
      resolution: { status: 'expired' },
      reference: REFERENCE,
    });

    expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
    expect(JSON.stringify(api.calls[0]?.blocks)).toContain(
      ':hourglass: Abgelaufen: Niemand hat rechtzeitig entschieden.',
    );
    expect(api.calls[0]?.blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  it.each([undefined, null, 'C0001', {}, { channel: 'C0001' }, { channel: 1, ts: 2 }])(
    'leaves Slack alone where it is not known which message that is (%j)',
    async (reference) => {
      await createSurface().announce({
        request: REQUEST,
        resolution: { status: 'expired' },
        reference,
      });

      expect(api.calls).toEqual([]);
    },
  );
});

const ASKED_BY_ANN = parseRequest(
  { name: 'Ben <!channel>', requester: 'ann', requester_id: 'U0ANN0001' },
  'en',
  'ApprovalEmails',
);

describe('telling whoever asked', () => {
  it('is an answer in the thread of the message', async () => {
    await createSurface().announce({
      request: ASKED_BY_ANN,
      resolution: { status: 'rejected', cause: 'Ben rejected it (by bob in Slack): not <!here>' },
      reference: REFERENCE,
    });

    expect(api.calls.find(({ method }) => method === 'chat.update')).toMatchObject(REFERENCE);
    expect(api.calls.find(({ method }) => method === 'chat.postMessage')).toMatchObject({
      channel: 'C0001',
      text: '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Rejected: Ben rejected it (by bob in Slack): not &lt;!here&gt;',
      args: { thread_ts: REFERENCE.ts, unfurl_links: 'false', unfurl_media: 'false' },
    });
    expect(api.calls).toHaveLength(2);
  });

  it('is a direct message where nobody knows where the message is', async () => {
    await createSurface().announce({
      request: ASKED_BY_ANN,
      resolution: { status: 'expired' },
      reference: undefined,
    });

    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'U0ANN0001',
        text: '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Expired: nobody decided in time.',
        args: { unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
    expect(api.calls[0]?.args).not.toHaveProperty('thread_ts');
  });

  it.each(['general', '#general', 'C0001', '@ann', 'U1> <!channel'])(
    'is left out where the id is no person’s (%s)',
    async (requesterId) => {
      const request = { ...ASKED_BY_ANN, requesterId };

      await createSurface().announce({ request, resolution: { status: 'expired' }, reference: undefined });
      await createSurface().announce({ request, resolution: { status: 'expired' }, reference: REFERENCE });

      expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
    },
  );

  it.each(['chat.update', 'chat.postMessage'])(
    'and updating the message do not stop each other (%s fails)',
    async (method) => {
      api.failures.set(method, { error: 'channel_not_found' });

      const announced = createSurface().announce({
        request: ASKED_BY_ANN,
        resolution: { status: 'expired' },
        reference: REFERENCE,
      });

      await expect(announced).rejects.toThrow('channel_not_found');
      expect(new Set(api.calls.map((call) => call.method))).toEqual(
        new Set(['chat.update', 'chat.postMessage']),
      );
    },
  );
});

it('Where neither gets through, both reasons are logged: one here, the other by whoever asked for it', async () => {
  const lines: LogLine[] = [];
  api.failures.set('chat.update', { error: 'message_not_found' });
  api.failures.set('chat.postMessage', { error: 'not_in_channel' });

  const announced = createSurface((line) => lines.push(line)).announce({
    request: ASKED_BY_ANN,
    resolution: { status: 'expired' },
    reference: REFERENCE,
  });

  await expect(announced).rejects.toThrow('message_not_found');
  expect(lines).toMatchObject([
    { level: 'error', event: 'tell_failed', error: { message: expect.stringContaining('not_in_channel') } },
  ]);
});

describe('a request that cannot be posted', () => {
  it.each([
    ['not_in_channel', 'The app is not in its channel. Invite it there: /invite @Countersign.'],
    ['channel_not_found', expect.stringContaining('is private and the app is not in it')],
    ['invalid_auth', expect.stringContaining('Install it again')],
    ['fatal_error', undefined],
    ['toString', undefined],
  ])('is explained, where somebody can do something about it (%s)', async (error, expected) => {
    api.failures.set('chat.postMessage', { error });
    const surface = createSurface();

    const failure: unknown = await surface.ask({ request: ASKED_BY_ANN, mint }).catch((reason) => reason);

    expect(surface.explain?.(failure, ASKED_BY_ANN)).toEqual(expected);
  });

  it('is explained where it is too long for a button', () => {
    const error = new Refusal('UrlTooLong', 'The sealed payload does not fit.');
    expect(createSurface().explain?.(error, REQUEST)).toContain('zu lang für einen Knopf');
    expect(createSurface().explain?.(new Error('away'), REQUEST)).toBeUndefined();
  });

  it('is told to whoever asked, directly', async () => {
    await createSurface().tellRequester?.(ASKED_BY_ANN, 'Not everybody was asked. <!here>');

    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'U0ANN0001',
        text: '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Not everybody was asked. &lt;!here&gt;',
      },
    ]);
  });

  it('is told to nobody where the id is no person’s', async () => {
    await createSurface().tellRequester?.({ ...ASKED_BY_ANN, requesterId: 'general' }, 'Nobody was asked.');
    await createSurface().tellRequester?.(REQUEST, 'Nobody was asked.');

    expect(api.calls).toEqual([]);
  });
});

it('A message is brought up to date without a word to anybody', async () => {
  const resolution = { status: 'expired' } as const;
  await createSurface().update?.({ request: ASKED_BY_ANN, resolution, reference: REFERENCE });
  await createSurface().update?.({ request: ASKED_BY_ANN, resolution, reference: undefined });

  expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
});
