import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSlackChannels } from '../../src/slack/channels.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { NOW } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const ANN = 'U0ANN0001';
const SECRET = 'C0SECRET1';

function createChannels() {
  const clock = { now: NOW };
  const { lines, log } = createFakeLog();
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });
  const channels = createSlackChannels({ client: async () => client, now: () => clock.now, log });
  return { canRead: channels.canRead, clock, lines };
}

/** The channel is private, and the user is a member of these private channels. */
function privateWithMemberships(...ids: readonly string[]) {
  api.results.set('conversations.info', { channel: { is_private: true } });
  api.results.set('users.conversations', { channels: ids.map((id) => ({ id })) });
}

const methods = () => api.calls.map(({ method }) => method);

describe('a user can read a channel', () => {
  it('that is public, and its members are not asked for', async () => {
    expect(await createChannels().canRead(ANN, 'C0001')).toBe('yes');
    expect(api.calls).toMatchObject([{ method: 'conversations.info', channel: 'C0001' }]);
  });

  it('that is private, only as a member', async () => {
    privateWithMemberships('C0OTHER01', SECRET);
    const { canRead } = createChannels();

    expect(await canRead(ANN, SECRET)).toBe('yes');
    expect(await canRead(ANN, 'C0THIRD01')).toBe('no');

    expect(api.calls[1]).toMatchObject({
      method: 'users.conversations',
      args: { user: ANN, types: 'private_channel' },
    });
    // The channels of a user are one question.
    expect(methods()).toEqual(['conversations.info', 'users.conversations', 'conversations.info']);
  });

  it('that is private, if it is on a later page of the channels of the user', async () => {
    privateWithMemberships();
    api.results.set('users.conversations', ({ args }) =>
      args.cursor === 'next'
        ? { channels: [{ id: SECRET }], response_metadata: { next_cursor: '' } }
        : { channels: [{ id: 'C0OTHER01' }], response_metadata: { next_cursor: 'next' } },
    );

    expect(await createChannels().canRead(ANN, SECRET)).toBe('yes');
  });

  it('with an answer of Slack that is at most a minute old', async () => {
    privateWithMemberships(SECRET);
    const { canRead, clock } = createChannels();
    await canRead(ANN, SECRET);
    privateWithMemberships();

    clock.now += 59_999;
    expect(await canRead(ANN, SECRET)).toBe('yes');
    clock.now += 1;
    expect(await canRead(ANN, SECRET)).toBe('no');
  });
});

describe('a user cannot read a channel', () => {
  it.each([
    { title: 'that the app was removed from', failure: { error: 'channel_not_found' } },
    { title: 'about which Slack says nothing', result: { channel: {} } },
  ])('$title', async ({ failure, result }) => {
    if (failure) api.failures.set('conversations.info', failure);
    if (result) api.results.set('conversations.info', result);
    api.results.set('users.conversations', { channels: [] });

    expect(await createChannels().canRead(ANN, SECRET)).toBe('no');
  });

  it('as a user whom Slack does not know', async () => {
    privateWithMemberships(SECRET);
    api.failures.set('users.conversations', { error: 'user_not_found' });

    expect(await createChannels().canRead(ANN, SECRET)).toBe('no');
  });
});

describe('without the scopes', () => {
  const needed = (scope: string) => ({ error: 'missing_scope', needed: scope });

  it('the answer is unknown, and the log names them', async () => {
    api.failures.set('conversations.info', needed('channels:read,groups:read'));
    api.failures.set('users.conversations', needed('groups:read'));
    const { canRead, lines } = createChannels();

    expect(await canRead(ANN, SECRET)).toBe('cannot tell');
    expect(lines).toMatchObject([
      { level: 'warn', event: 'missing_scope', needed: 'channels:read,groups:read' },
      { level: 'warn', event: 'missing_scope', needed: 'groups:read' },
    ]);
  });

  it('of public channels, members of a private channel are still known', async () => {
    privateWithMemberships(SECRET);
    api.failures.set('conversations.info', needed('channels:read'));
    const { canRead } = createChannels();

    expect(await canRead(ANN, SECRET)).toBe('yes');
    expect(await canRead(ANN, 'C0001')).toBe('cannot tell');
  });

  it('of private channels, public channels are still known', async () => {
    api.failures.set('users.conversations', needed('groups:read'));

    expect(await createChannels().canRead(ANN, 'C0001')).toBe('yes');
  });
});

it.each<Failure>([{ status: 500 }, 'hang up', { error: 'ratelimited' }])(
  'an error of Slack is no answer, and is not reused (%j)',
  async (failure) => {
    privateWithMemberships(SECRET);
    api.failures.set('users.conversations', failure);
    const { canRead } = createChannels();

    await expect(canRead(ANN, SECRET)).rejects.toThrow();
    api.failures.clear();
    expect(await canRead(ANN, SECRET)).toBe('yes');
  },
);
