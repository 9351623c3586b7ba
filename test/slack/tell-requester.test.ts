import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('conversations.members', { members: ['U0ANN0001'] });
});
afterAll(() => api.close());

const REFERENCE = { channel: 'C0001', ts: '1764000000.000100' };
const ASKED = request({ name: 'Ben', requester: 'ann', requester_id: 'U0ANN0001' });
const AT = new Date('2026-11-24T12:30:00Z');
const BY_BOB: Resolution = {
  status: 'approved',
  at: AT,
  vote: { action: 'approve', who: { id: 'U0BOB0001', name: 'bob' }, via: 'slack', at: AT },
};

function createSurface() {
  const log = () => undefined;
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });
  const people = createSlackPeople({ client: async () => client, now: Date.now, log });
  return createSlackSurface({
    client: async () => client,
    channel: 'C0001',
    appName: 'Countersign',
    people,
    log,
  });
}

async function tell(resolution: Resolution, ref: unknown = REFERENCE): Promise<void> {
  const approval = endedAs(resolution, waiting(ASKED));
  await createSurface().tell?.(ASKED.requester, { approval, ref });
}

const posts = () => api.calls.filter(({ method }) => method === 'chat.postMessage');
const IN_THREAD = { channel: 'C0001', args: { thread_ts: REFERENCE.ts } };
const DIRECT = { channel: 'U0ANN0001', args: expect.not.objectContaining({ thread_ts: REFERENCE.ts }) };

describe('the outcome', () => {
  it('is a reply in the thread for a requester in the channel, with the time in the zone of the reader', async () => {
    await tell(BY_BOB);

    expect(posts()).toMatchObject([
      {
        ...IN_THREAD,
        text: '<@U0ANN0001> *Approval for Ben*: Approved by <@U0BOB0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>',
      },
    ]);
  });

  it('is a direct message for a requester who is not in the channel', async () => {
    api.results.set('conversations.members', { members: ['U0BOB0001'] });

    await tell(BY_BOB);

    expect(posts()).toMatchObject([DIRECT]);
  });

  it.each<Failure>([{ error: 'missing_scope' }, { status: 500 }])(
    'is a direct message if Slack does not tell who is in the channel (%j)',
    async (failure) => {
      api.failures.set('conversations.members', failure);

      await tell(BY_BOB);

      expect(posts()).toMatchObject([DIRECT]);
    },
  );

  it('is a direct message if the message was deleted', async () => {
    api.failures.set('chat.getPermalink', { error: 'message_not_found' });

    await tell(BY_BOB);

    expect(posts()).toMatchObject([DIRECT]);
  });

  it('is a reply in the thread if it cannot be told whether the message was deleted', async () => {
    api.failures.set('chat.getPermalink', { status: 500 });

    await tell(BY_BOB);

    expect(posts()).toMatchObject([IN_THREAD]);
  });

  it.each(['not_in_channel', 'channel_not_found', 'is_archived', 'thread_not_found'])(
    'is a direct message if the app cannot reply any more (%s)',
    async (error) => {
      api.failures.set('chat.postMessage in a thread', { error });

      await tell(BY_BOB);

      expect(posts()).toMatchObject([IN_THREAD, DIRECT]);
    },
  );

  it.each<Failure>([{ error: 'internal_error' }, { status: 429, retryAfter: 9 }, { status: 503 }, 'hang up'])(
    'is not sent a second way after a failure that may be temporary (%j)',
    async (failure) => {
      api.failures.set('chat.postMessage in a thread', failure);

      await expect(tell(BY_BOB)).rejects.toThrow();

      expect(posts()).toMatchObject([IN_THREAD]);
    },
  );
});

describe('a requester who decided', () => {
  it.each([
    { who: { id: 'U0ANN0001', name: 'ann' }, via: 'slack' },
    // Slack tells that the address is that of the requester.
    { who: { email: 'ann@example.com' }, via: 'email' },
  ])('is not told about the own decision ($via)', async ({ who, via }) => {
    api.results.set('users.lookupByEmail', { user: { id: 'U0ANN0001' } });

    await tell({ status: 'approved', at: AT, vote: { action: 'approve', who, via, at: AT } });

    expect(posts()).toEqual([]);
  });

  it('is told if that cannot be known', async () => {
    api.failures.set('users.lookupByEmail', { error: 'missing_scope' });
    const who = { email: 'ann@example.com' };

    await tell({ status: 'approved', at: AT, vote: { action: 'approve', who, via: 'email', at: AT } });

    expect(posts()).toHaveLength(1);
  });
});
