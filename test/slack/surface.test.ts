import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseRequest } from '../../src/approval/request.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const REQUEST = parseRequest({ name: 'Ben', requester: 'ann', locale: 'de' }, 'en', 'ApprovalEmails');
const mint = async () => ({ approve: 'https://example.com/respond?action=approve&type=success&data=3-AAAA' });
const REFERENCE = { channel: 'C0001', ts: '1764000000.000100' };

function createSurface() {
  const client = createWebClient('xoxb-test', {
    apiUrl: api.url,
    patience: 'background',
    log: () => undefined,
  });
  return createSlackSurface(async () => client, 'approvals');
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

describe('a Slack that does not answer well', () => {
  it.each<{ title: string; failure: Failure; attempts: number }>([
    { title: 'ok: false', failure: { error: 'channel_not_found' }, attempts: 1 },
    { title: '429', failure: { status: 429, retryAfter: 3_600 }, attempts: 1 },
    { title: '429 without Retry-After', failure: { status: 429 }, attempts: 1 },
    { title: '500', failure: { status: 500 }, attempts: 2 },
    { title: 'a dropped connection', failure: 'hang up', attempts: 2 },
  ])('makes it fail, soon ($title)', async ({ failure, attempts }) => {
    api.failures.set('chat.postMessage', failure);

    await expect(createSurface().ask({ request: REQUEST, mint })).rejects.toThrow();

    expect(api.calls).toHaveLength(attempts);
  });

  it('has neither token nor payload in what is logged of it', async () => {
    const lines: unknown[] = [];
    api.failures.set('chat.postMessage', 'hang up');
    const client = createWebClient('xoxb-secret', {
      apiUrl: api.url,
      patience: 'background',
      log: (line) => lines.push(line),
    });
    const surface = createSlackSurface(async () => client, 'approvals');

    const asked = surface.ask({ request: REQUEST, mint });

    await expect(asked).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/3-AAAA/) }),
    );
    expect(lines).not.toEqual([]);
    expect(JSON.stringify(lines)).not.toMatch(/3-AAAA|xoxb-secret/);
  });
});
