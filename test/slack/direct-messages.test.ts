import type { WebClient } from '@slack/web-api';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Button } from '../../src/approval/surface.ts';
import { sendDirect } from '../../src/slack/direct-messages.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient, type WebClientOptions } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import {
  type ApiCall,
  type Failure,
  type FakeSlackApi,
  startFakeSlackApi,
} from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('conversations.members', { members: ['U0ANN0001'] });
  api.results.set('users.info', { user: { id: 'U0BOB0001' } });
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => api.close());

const CHANNEL = 'C0APPROVALS';
const BUTTONS: readonly Button[] = ['approve', 'reject'].map((action) => ({
  action,
  sealed: `3-${action}`,
  url: `https://example.com/respond?action=${action}`,
}));
const REFERENCE = { channel: CHANNEL, ts: '1764000000.000100' };
const EXPIRED = { status: 'expired' } as const;

function createSurface(options: Partial<WebClientOptions> = {}) {
  const { lines, log } = createFakeLog();
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log, ...options });
  const people = createSlackPeople({ client: async () => client, now: Date.now, log });
  const surface = createSlackSurface({
    client: async () => client,
    channel: CHANNEL,
    appName: 'Countersign',
    people,
    log,
  });
  const ask = async (input: object, buttons = BUTTONS) =>
    (await surface.show(waiting(request({ name: 'Ben', ...input })), buttons, undefined)).reference;
  return { surface, ask, lines };
}

// Several calls are sent at once, and may arrive in any order.
const callsOf = (wanted: string) =>
  api.calls.filter(({ method }) => method === wanted).sort((a, b) => a.channel.localeCompare(b.channel));
const posts = () => callsOf('chat.postMessage');
const updates = () => callsOf('chat.update');
const memberIds = (group: string) =>
  Array.from({ length: 9 }, (_, index) => `U0${group.slice(-4)}${String(index).padStart(3, '0')}`);
const recipients = () =>
  posts()
    .map(({ channel }) => channel)
    .filter((channel) => channel !== CHANNEL);

describe('a request with approvers', () => {
  it('is also sent to an approver who is not in the channel, with the same blocks', async () => {
    const reference = await createSurface().ask({ approvers: ['U0ANN0001', 'U0BOB0001'] });

    expect(posts()).toMatchObject([
      { channel: CHANNEL },
      { channel: 'U0BOB0001', args: { unfurl_links: 'false', unfurl_media: 'false' } },
    ]);
    expect(posts()[1]?.blocks).toEqual(posts()[0]?.blocks);
    // The fake returns the channel of the call. Slack returns the conversation (`D…`).
    const ts = '1764000000.000200';
    expect(reference).toEqual({
      channel: CHANNEL,
      ts,
      direct: [{ channel: 'U0BOB0001', ts, user: 'U0BOB0001' }],
    });
    expect(api.calls.find(({ method }) => method === 'conversations.members')).toMatchObject({
      channel: CHANNEL,
    });
  });

  it('has a reference without direct messages if each approver is in the channel', async () => {
    const reference = await createSurface().ask({ approvers: ['U0ANN0001'] });

    expect(reference).toEqual({ channel: CHANNEL, ts: '1764000000.000200' });
  });

  it('keeps the conversation that Slack returns for a direct message', async () => {
    api.results.set('chat.postMessage', { channel: 'D0BOB0001' });

    const reference = await createSurface().ask({ approvers: ['U0BOB0001'] });

    expect(reference).toMatchObject({ direct: [{ channel: 'D0BOB0001', ts: '1764000000.000200' }] });
  });

  it('mentions the Slack account of an approver’s address, in the text and in the blocks', async () => {
    api.results.set('users.lookupByEmail', { user: { id: 'U0BOB0001' } });

    await createSurface().ask({ approvers: ['bob@example.com'] });

    expect(posts()[0]?.text).toContain('Approvers: <@U0BOB0001>');
    expect(mrkdwnOf(posts()[0]?.blocks ?? []).at(-1)).toContain('Approvers: <@U0BOB0001>');
    expect(recipients()).toEqual(['U0BOB0001']);
  });

  it.each<Failure>([{ error: 'users_not_found' }, { error: 'missing_scope' }, { status: 500 }])(
    'names an address whose account is not known (%j)',
    async (failure) => {
      api.failures.set('users.lookupByEmail', failure);

      await createSurface().ask({ approvers: ['bob@example.com'] });

      expect(posts()[0]?.text).toContain('Approvers: bob@example.com');
      expect(recipients()).toEqual([]);
    },
  );

  it('is sent to the members of a group who are not in the channel, each once', async () => {
    api.results.set('usergroups.users.list', { users: ['U0ANN0001', 'U0BOB0001', 'U0EVE0001'] });

    await createSurface().ask({ approvers: ['S0LEADS01', 'U0BOB0001'] });

    expect(recipients()).toEqual(['U0BOB0001', 'U0EVE0001']);
  });

  it.each([
    [20, 20],
    [21, 0],
  ])('is sent to a group of %i as %i direct messages', async (size, count) => {
    const users = Array.from({ length: size }, (_, index) => `U0MEMBER${String(index).padStart(2, '0')}`);
    api.results.set('usergroups.users.list', { users });

    await createSurface().ask({ approvers: ['S0LEADS01'] });

    expect(recipients()).toHaveLength(count);
  });

  it('is sent to 25 people at most; those whom the request names come first', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `U0MEMBER${String(index).padStart(2, '0')}`);
    const named = Array.from({ length: 19 }, (_, index) => `U0NAMED0${String(index).padStart(2, '0')}`);
    api.results.set('usergroups.users.list', { users });
    const { ask, lines } = createSurface();

    await ask({ approvers: ['S0LEADS01', ...named] });

    expect(recipients()).toEqual([...users.slice(0, 6), ...named]);
    expect(lines).toEqual([{ level: 'warn', event: 'direct_left_out', left_out: 14 }]);
  });

  it('reports each approver beyond 25 people as not asked', async () => {
    const named = Array.from({ length: 18 }, (_, index) => `U0NAMED0${String(index).padStart(2, '0')}`);
    const members = ['S0LEADS01', 'S0LEADS02'].map((group) => [group, memberIds(group)] as const);
    api.results.set('usergroups.users.list', ({ args }: ApiCall) => ({
      users: new Map(members).get(args.usergroup ?? ''),
    }));
    const approval = waiting(request({ name: 'Ben', approvers: ['S0LEADS01', 'S0LEADS02', ...named] }));

    const { notAsked } = await createSurface().surface.show(approval, BUTTONS, undefined);

    // Of the first group, seven members are asked.
    expect(notAsked).toMatchObject([
      { approver: 'S0LEADS02', reason: expect.stringContaining('at most 25 people') },
    ]);
  });

  it.each<[string, Failure, object]>([
    ['the message may have arrived', { status: 500 }, { name: 'UncertainError' }],
    ['Slack is busy', { status: 429, retryAfter: 30 }, { name: 'RepeatableError', isBusy: true }],
  ])('reports what is known about a direct message that failed (%s)', async (_, failure, error) => {
    api.failures.set('chat.postMessage to U0BOB0001', failure);
    const approval = waiting(request({ name: 'Ben', approvers: ['U0BOB0001'] }));

    const { notAsked } = await createSurface().surface.show(approval, BUTTONS, undefined);

    expect(notAsked).toMatchObject([{ approver: 'U0BOB0001', error }]);
  });

  it('does not say for sure that an approver was not asked who may be in the channel', async () => {
    api.failures.set('conversations.members', { error: 'missing_scope' });
    api.failures.set('chat.postMessage to U0BOB0001', { error: 'cannot_dm_bot' });
    const approval = waiting(request({ name: 'Ben', approvers: ['U0BOB0001'] }));

    const { notAsked } = await createSurface().surface.show(approval, BUTTONS, undefined);

    expect(notAsked).toMatchObject([{ approver: 'U0BOB0001', error: { name: 'UncertainError' } }]);
  });

  it('can be withdrawn, with its copies', async () => {
    await createSurface().surface.withdraw?.(WITH_COPIES);

    expect(callsOf('chat.delete')).toMatchObject([REFERENCE, ...COPIES]);
  });

  it.each<Failure>([
    { error: 'missing_scope' },
    { error: 'channel_not_found' },
    { error: 'fetch_members_failed' },
    { status: 500 },
  ])('is sent to each approver if Slack does not tell who is in the channel (%j)', async (failure) => {
    api.failures.set('conversations.members', failure);

    await createSurface().ask({ approvers: ['U0ANN0001', 'U0BOB0001'] });

    expect(recipients()).toEqual(['U0ANN0001', 'U0BOB0001']);
  });

  it('is sent to an approver who is not among the first 5,000 members', async () => {
    api.results.set('conversations.members', {
      members: ['U0ANN0001'],
      response_metadata: { next_cursor: 'more' },
    });

    await createSurface().ask({ approvers: ['U0ANN0001', 'U0BOB0001'] });

    const pages = api.calls.filter(({ method }) => method === 'conversations.members');
    expect(pages.map(({ args }) => args.cursor)).toEqual([undefined, 'more', 'more', 'more', 'more']);
    expect(recipients()).toEqual(['U0BOB0001']);
  });

  it.each([{ requester_id: 'U0BOB0001' }, { requester_email: 'bob@example.com' }])(
    'is not sent to a requester who must not decide (%j)',
    async (requester) => {
      api.results.set('users.lookupByEmail', { user: { id: 'U0BOB0001' } });

      await createSurface().ask({
        approvers: ['U0BOB0001', 'U0EVE0001'],
        self_approval: false,
        ...requester,
      });

      expect(recipients()).toEqual(['U0EVE0001']);
    },
  );

  it.each<[object, Failure | undefined]>([
    [{ user: { id: 'U0BOB0001', deleted: true } }, undefined],
    [{}, { error: 'user_not_found' }],
  ])('is not sent to an account that cannot read it (%j)', async (result, failure) => {
    api.results.set('users.info', result);
    if (failure) api.failures.set('users.info', failure);

    await createSurface().ask({ approvers: ['U0BOB0001'] });

    expect(recipients()).toEqual([]);
  });

  it('is posted even if a direct message fails; the approver is reported as not asked', async () => {
    const { surface, lines } = createSurface();
    const approval = waiting(request({ name: 'Ben', approvers: ['U0ANN0001', 'U0BOB0001'] }));
    api.failures.set('chat.postMessage to U0BOB0001', { error: 'cannot_dm_bot' });

    const { reference, notAsked } = await surface.show(approval, BUTTONS, undefined);

    expect(reference).toEqual({ channel: CHANNEL, ts: '1764000000.000200' });
    expect(notAsked).toMatchObject([
      {
        approver: 'U0BOB0001',
        error: { message: expect.stringContaining('cannot_dm_bot') },
        reason:
          'the direct message could not be sent. Invite this approver to the channel, or name another approver.',
      },
    ]);
    expect(lines).toMatchObject([
      {
        level: 'error',
        event: 'direct_failed',
        user_id: 'U0BOB0001',
        error: { message: expect.stringContaining('cannot_dm_bot') },
      },
    ]);
  });

  it('is not sent as a direct message if it could not be posted', async () => {
    api.failures.set('chat.postMessage', { error: 'not_in_channel' });

    await expect(createSurface().ask({ approvers: ['U0BOB0001'] })).rejects.toThrow('not_in_channel');

    expect(recipients()).toEqual([]);
  });

  it('is not sent as a direct message without buttons', async () => {
    await createSurface().ask({ approvers: ['U0BOB0001'] }, []);

    expect(recipients()).toEqual([]);
  });
});

it('a request without approvers is decided in the channel, so no person gets a direct message', async () => {
  await createSurface().ask({ self_approval: false, requester_id: 'U0ANN0001' });

  expect(posts().map(({ channel }) => channel)).toEqual([CHANNEL]);
  expect(api.calls.map(({ method }) => method)).not.toContain('conversations.members');
});

/** Replaces the clock of time limits. A wait takes no real time, and ends the limits that are over by then. */
function createClock(onWait: () => void) {
  let now = 0;
  const limits: { readonly at: number; readonly controller: AbortController }[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController();
    limits.push({ at: now + milliseconds, controller });
    return controller.signal;
  });
  return async (milliseconds: number) => {
    now += milliseconds;
    for (const { at, controller } of limits) if (at <= now) controller.abort();
    onWait();
  };
}

it('a direct message that Slack takes only after 8 seconds is still updated at the end', async () => {
  api.failures.set('chat.postMessage to U0BOB0001', { status: 429, retryAfter: 4 });
  let left = 2;
  const wait = createClock(() => {
    left -= 1;
    if (left === 0) api.failures.clear();
  });
  const { surface, ask } = createSurface({ patience: 'background', wait });

  const reference = await ask({ approvers: ['U0BOB0001'] });
  expect(left).toBe(0);
  await surface.show(ENDED, undefined, reference);

  expect(updates()).toMatchObject([{ channel: CHANNEL }, { channel: 'U0BOB0001' }]);
});

describe('a direct message that Slack does not answer', () => {
  const message = { text: 'x', blocks: [] };

  it('is given up at the deadline, and deleted if it arrives later: it could not be updated any more', async () => {
    const { lines, log } = createFakeLog();
    const limit = new AbortController();
    const { promise: answer, resolve: arrive } = Promise.withResolvers<object>();
    const { promise: deleted, resolve: forget } = Promise.withResolvers<object>();
    const slow = { chat: { postMessage: () => answer, delete: forget } } as unknown as WebClient;

    const sent = sendDirect(['U0BOB0001'], message, slow, { deadline: limit.signal, log });
    limit.abort();

    expect((await sent).direct).toEqual([]);
    expect((await sent).failures.get('U0BOB0001')).toMatchObject({ error: { name: 'UncertainError' } });
    expect(lines).toMatchObject([{ event: 'direct_failed', user_id: 'U0BOB0001' }]);
    arrive({ channel: 'D0BOB0001', ts: '1764000000.000300' });
    expect(await deleted).toEqual({ channel: 'D0BOB0001', ts: '1764000000.000300' });
  });

  it('is not sent after the deadline', async () => {
    const { lines, log } = createFakeLog();
    const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });

    const sent = await sendDirect(['U0BOB0001'], message, client, { deadline: AbortSignal.abort(), log });

    expect(sent.direct).toEqual([]);

    expect(api.calls).toEqual([]);
    expect(lines).toMatchObject([{ event: 'direct_failed' }]);
  });
});

const COPIES = [
  { channel: 'D0BOB0001', ts: '1764000000.000300' },
  { channel: 'D0EVE0001', ts: '1764000000.000400' },
];
const WITH_COPIES = { ...REFERENCE, direct: COPIES };
const ENDED = endedAs(EXPIRED, waiting(request({ name: 'Ben' })));

describe('the end of a request', () => {
  it('is shown in the message and in each direct message', async () => {
    const { surface } = createSurface();

    expect((await surface.show(ENDED, undefined, WITH_COPIES)).reference).toEqual(WITH_COPIES);

    expect(updates()).toMatchObject([REFERENCE, ...COPIES]);
    for (const { blocks } of updates()) expect(blocks).toEqual(updates()[0]?.blocks);
  });

  it.each([
    ['an old reference', REFERENCE],
    ['copies of another form', { ...REFERENCE, direct: ['D0BOB0001', { channel: 'D0BOB0001' }, null] }],
    ['no list', { ...REFERENCE, direct: 'D0BOB0001' }],
  ])('is shown in the message only (%s)', async (_, reference) => {
    expect((await createSurface().surface.show(ENDED, undefined, reference)).reference).toEqual(REFERENCE);

    expect(updates()).toMatchObject([REFERENCE]);
  });

  it.each([CHANNEL, 'D0BOB0001'])(
    'is shown in the other messages if one update fails, and then the error is thrown (%s)',
    async (channel) => {
      api.failures.set(`chat.update to ${channel}`, { error: 'internal_error' });

      const shown = createSurface().surface.show(ENDED, undefined, WITH_COPIES);

      await expect(shown).rejects.toThrow('internal_error');
      expect(updates()).toHaveLength(3);
    },
  );

  it.each([
    'message_not_found',
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'cant_update_message',
    'restricted_action',
  ])('counts as shown where the message can no longer be changed (%s)', async (error) => {
    api.failures.set('chat.update', { error });
    const { surface, lines } = createSurface();

    expect((await surface.show(ENDED, undefined, REFERENCE)).reference).toEqual(REFERENCE);

    expect(lines).toMatchObject([{ level: 'warn', event: 'message_gone', channel: CHANNEL }]);
  });

  it.each<Failure>([
    { error: 'internal_error' },
    { error: 'service_unavailable' },
    { error: 'ratelimited' },
    { error: 'invalid_auth' },
    { status: 429, retryAfter: 30 },
    { status: 503 },
    'hang up',
  ])('is an error after a failure that may be temporary (%j)', async (failure) => {
    api.failures.set('chat.update', failure);

    await expect(createSurface().surface.show(ENDED, undefined, REFERENCE)).rejects.toThrow();
  });
});

describe('a request that still waits', () => {
  const approval = waiting(request({ name: 'Ben', approvers: ['U0BOB0001'] }));

  it('is shown again in each message, with its new buttons', async () => {
    const { reference } = await createSurface().surface.show(approval, BUTTONS, WITH_COPIES);
    expect(reference).toEqual(WITH_COPIES);

    expect(updates()).toMatchObject([REFERENCE, ...COPIES]);
    expect(JSON.stringify(updates()[2]?.blocks)).toContain('3-approve');
    expect(posts()).toEqual([]);
  });

  it('is posted again if its message was deleted, but not if a copy was', async () => {
    const { surface } = createSurface();
    api.failures.set('chat.update to D0BOB0001', { error: 'message_not_found' });
    await surface.show(approval, BUTTONS, WITH_COPIES);
    expect(posts()).toEqual([]);

    api.failures.set(`chat.update to ${CHANNEL}`, { error: 'message_not_found' });
    expect(await surface.show(approval, BUTTONS, WITH_COPIES)).toMatchObject({
      reference: { ts: '1764000000.000200' },
    });
  });

  it('keeps its copies if its message was deleted, and the people who have one get no second', async () => {
    const asked = waiting(request({ name: 'Ben', approvers: ['U0BOB0001', 'U0EVE0001', 'U0CLEO001'] }));
    api.failures.set(`chat.update to ${CHANNEL}`, { error: 'message_not_found' });
    api.failures.set('chat.update to D0EVE0001', { error: 'message_not_found' });
    const [bobs, eves] = COPIES;
    const direct = [
      { ...bobs, user: 'U0BOB0001' },
      { ...eves, user: 'U0EVE0001' },
    ];

    const { reference } = await createSurface().surface.show(asked, BUTTONS, { ...REFERENCE, direct });

    expect(recipients()).toEqual(['U0CLEO001', 'U0EVE0001']);
    const ts = '1764000000.000200';
    expect(reference).toEqual({
      channel: CHANNEL,
      ts,
      direct: [
        direct[0],
        { channel: 'U0EVE0001', ts, user: 'U0EVE0001' },
        { channel: 'U0CLEO001', ts, user: 'U0CLEO001' },
      ],
    });
  });

  it('is tried again if its message was deleted, and a copy could not be updated', async () => {
    api.failures.set(`chat.update to ${CHANNEL}`, { error: 'message_not_found' });
    api.failures.set('chat.update to D0BOB0001', { status: 500 });

    const shown = createSurface().surface.show(approval, BUTTONS, WITH_COPIES);

    await expect(shown).rejects.toMatchObject({ name: 'RepeatableError' });
    expect(posts()).toEqual([]);
  });

  it.each<Failure>(['hang up', { status: 500 }])('may be shown again after %j', async (failure) => {
    api.failures.set(`chat.update to ${CHANNEL}`, failure);

    const shown = createSurface().surface.show(approval, BUTTONS, WITH_COPIES);
    await expect(shown).rejects.toMatchObject({ name: 'RepeatableError' });
  });
});
