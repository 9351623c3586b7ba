import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../../src/approval/approval.ts';
import { LookFirstError, RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import type { Notice } from '../../src/approval/surface.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { loadLanguage } from '../../src/wording/index.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { request, waiting } from '../support/requests.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { buttonsOf, LATER } from '../support/slack-message.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('conversations.members', { members: ['U0ANN0001', 'U0BOB0001'] });
  api.results.set('users.info', ({ args: { user } }) => ({ user: { id: user } }));
});
afterAll(() => api.close());

const CHANNEL = 'C0APPROVE';
const SENT = { channel: CHANNEL, ts: '1764000000.000100', turn: 1 };
const ASKED_AT = new Date('2026-11-24T12:00:00Z');
const TITLE = 'Approval for Ben';
const COPIES = {
  ...SENT,
  direct: [
    { channel: 'D0CAROL01', ts: '1.2', user: 'U0CAROL01' },
    { channel: 'D0DAN0001', ts: '1.3', user: 'U0DAN0001' },
  ],
};
const REMINDER: Notice = { kind: 'reminder', id: 'reminder-1', approvers: ['U0BOB0001'] };
const ESCALATION: Notice = { kind: 'escalation', id: 'escalation-1', approvers: ['U0CAROL01'] };

/** An approval that waits for these people. */
function waitingFor(approvers: readonly string[] | undefined, input: object = {}): Approval {
  const asked = request({ name: 'Ben', ...(approvers && { approvers }), ...input });
  return waiting(asked, { askedAt: ASKED_AT, until: LATER });
}

function createSurface() {
  const { lines, log } = createFakeLog();
  const client = async () => createWebClient('xoxb-test', { apiUrl: api.url, patience: 'interactive', log });
  const people = createSlackPeople({ client, now: Date.now, log });
  const surface = createSlackSurface({
    client,
    channel: CHANNEL,
    appName: 'Countersign',
    people,
    log,
  });
  const notify = (notice: Notice, approval: Approval, ref: unknown = SENT) =>
    surface.notify?.(notice, approval, buttonsOf(1_000), ref);
  return { notify, lines };
}

const posts = () => api.calls.filter(({ method }) => method === 'chat.postMessage');
const places = () =>
  posts()
    .map(({ channel, args }) => [channel, args.thread_ts])
    .sort();
const metadataOf = (notice: string) => ({
  event_type: 'countersign_notice',
  event_payload: { id: waiting().id, notice },
});

describe('a reminder', () => {
  it('is a reply that mentions the people who have not answered', async () => {
    const told = await createSurface().notify(REMINDER, waitingFor(['U0ANN0001', 'U0BOB0001']));

    expect(posts()).toMatchObject([
      {
        channel: CHANNEL,
        text: `<@U0BOB0001> This request still waits for your answer: ${TITLE}`,
        args: { thread_ts: SENT.ts, unfurl_links: 'false' },
      },
    ]);
    expect(JSON.parse(posts()[0]?.args.metadata ?? '')).toEqual(metadataOf('reminder-1'));
    expect(told).toEqual({ reference: SENT });
    expect(api.calls.map(({ method }) => method)).not.toContain('chat.update');
  });

  it('mentions groups, and the account of an approver who is named by an address', async () => {
    api.results.set('users.lookupByEmail', { user: { id: 'U0CAROL01' } });
    const approvers = ['S0LEADS01', 'carol@example.com'];

    await createSurface().notify({ ...REMINDER, approvers }, waitingFor(approvers));

    expect(posts()).toMatchObject([{ text: expect.stringMatching(/^<!subteam\^S0LEADS01>, <@U0CAROL01> /) }]);
  });

  it('mentions no person if each reader of the channel may answer', async () => {
    await createSurface().notify({ kind: 'reminder', id: 'reminder-1' }, waitingFor(undefined));

    expect(posts()).toMatchObject([{ text: `This request still waits for your answer: ${TITLE}` }]);
    expect(api.calls.map(({ method }) => method)).not.toContain('conversations.members');
  });

  it('says when the request expires, if it is the last one', async () => {
    await createSurface().notify({ ...REMINDER, kind: 'last' }, waitingFor(['U0BOB0001']));

    expect(posts()[0]?.text).toMatch(
      /^<@U0BOB0001> Last reminder: this request expires on <!date\^\d+\^\{date_long\} \{time\}\|[^>]+>\. It still waits/,
    );
  });

  it.each(['de', 'zh'])('is in the language of the request (%s)', async (locale) => {
    await loadLanguage(locale);
    await createSurface().notify(REMINDER, waitingFor(['U0BOB0001'], { locale }));

    expect(posts()[0]?.text).toMatch(/^<@U0BOB0001> /);
    expect(posts()[0]?.text).not.toContain('still waits');
  });

  it('escapes the title', async () => {
    await createSurface().notify(REMINDER, waitingFor(['U0BOB0001'], { title: '<!channel> & more' }));

    expect(posts()[0]?.text).toContain('&lt;!channel&gt; &amp; more');
  });

  it('is also in the direct messages of its people, and is no new direct message', async () => {
    const notice = { ...REMINDER, approvers: ['U0BOB0001', 'U0CAROL01', 'U0EVE0001'] };
    const told = await createSurface().notify(notice, waitingFor([...notice.approvers, 'U0DAN0001']), COPIES);

    expect(places()).toEqual([
      [CHANNEL, SENT.ts],
      ['D0CAROL01', '1.2'],
    ]);
    expect(told).toEqual({ reference: COPIES });
  });

  it('is sent once if Slack took it and its answer was lost', async () => {
    api.failures.set('chat.postMessage', 'hang up');
    api.results.set('conversations.replies', {
      messages: [{ ts: SENT.ts }, { ts: '2.1', metadata: metadataOf('reminder-1') }],
    });

    await createSurface().notify(REMINDER, waitingFor(['U0BOB0001']));

    expect(posts()).toHaveLength(1);
    expect(api.calls.find(({ method }) => method === 'conversations.replies')?.args).toMatchObject({
      channel: CHANNEL,
      ts: SENT.ts,
      include_all_metadata: 'true',
      oldest: String(ASKED_AT.getTime() / 1000 - 60),
    });
  });

  it.each<[string, Failure]>([
    ['the app lacks the scope', { error: 'missing_scope' }],
    ['the app is not in the channel', { error: 'not_in_channel' }],
    ['Slack does not let it', { error: 'no_permission' }],
  ])('is not sent again if its answer was lost, and it cannot be looked for: %s', async (_, failure) => {
    api.failures.set('chat.postMessage', 'hang up');
    api.failures.set('conversations.replies', failure);
    const { notify, lines } = createSurface();

    await expect(notify(REMINDER, waitingFor(['U0BOB0001']))).rejects.toThrow(UncertainError);

    expect(posts()).toHaveLength(1);
    // The timer logs what was not sent in the end.
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'message_not_looked_up', transaction_id: waiting().id }),
    );
  });

  it.each<[string, Failure]>([
    ['lost', 'hang up'],
    ['put off', { error: 'ratelimited' }],
  ])('is looked for at another attempt, if the answer to the look-up was %s too', async (_, failure) => {
    const people = waitingFor(['U0BOB0001']);
    api.failures.set('chat.postMessage', 'hang up');
    api.failures.set('conversations.replies', failure);
    const { notify } = createSurface();
    await expect(notify(REMINDER, people)).rejects.toThrow(LookFirstError);
    api.failures.clear();
    api.calls.length = 0;
    api.results.set('conversations.replies', {
      messages: [{ ts: '2.1', metadata: metadataOf('reminder-1') }],
    });

    await notify({ ...REMINDER, mayBeSent: true }, people);

    expect(posts()).toEqual([]);
  });

  it('is not sent at another attempt, if it may have been sent and cannot be looked for', async () => {
    api.failures.set('conversations.replies', { error: 'missing_scope' });
    const { notify, lines } = createSurface();

    const sending = notify({ ...REMINDER, mayBeSent: true }, waitingFor(['U0BOB0001']));
    await expect(sending).rejects.toThrow(UncertainError);

    expect(posts()).toEqual([]);
    expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is tried again without a look if Slack did not take it', async () => {
    api.failures.set('chat.postMessage', { error: 'ratelimited' });

    const sending = createSurface().notify(REMINDER, waitingFor(['U0BOB0001']));
    await expect(sending).rejects.not.toBeInstanceOf(LookFirstError);
    await expect(sending).rejects.toBeInstanceOf(RepeatableError);
  });

  it('is not tried again if one reply may have been sent, and Slack did not take the other', async () => {
    api.failures.set(`chat.postMessage to ${CHANNEL}`, { error: 'ratelimited' });
    api.failures.set('chat.postMessage to D0CAROL01', 'hang up');
    api.failures.set('conversations.replies', { error: 'missing_scope' });
    const people = waitingFor(['U0BOB0001', 'U0CAROL01']);
    const { notify, lines } = createSurface();

    const sending = notify({ ...REMINDER, approvers: ['U0BOB0001', 'U0CAROL01'] }, people, COPIES);

    await expect(sending).rejects.toThrow(UncertainError);
    // Each failure is reported once: the one that is thrown by the timer.
    expect(lines.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'reply_failed', error: { name: 'RepeatableError' } },
    ]);
  });

  it('is sent again if its answer was lost, and only another one is there', async () => {
    api.results.set('conversations.replies', {
      messages: [{ ts: '2.1', metadata: metadataOf('reminder-1') }],
    });
    let isFirst = true;
    api.results.set('chat.postMessage', () => {
      if (!isFirst) return {};
      isFirst = false;
      return { ok: false, error: 'fatal_error' };
    });

    await createSurface().notify({ ...REMINDER, id: 'reminder-2' }, waitingFor(['U0BOB0001']));

    expect(posts()).toHaveLength(2);
  });

  it('asks Slack nothing else if its people have no direct messages', async () => {
    await createSurface().notify(REMINDER, waitingFor(['U0BOB0001']));

    expect(api.calls.map(({ method }) => method)).toEqual(['chat.postMessage']);
  });

  it.each([{ error: 'ratelimited' }, { status: 429, retryAfter: 30 }])(
    'can be tried again if nothing was sent (%j)',
    async (failure) => {
      api.failures.set('chat.postMessage', failure);

      await expect(
        createSurface().notify(REMINDER, waitingFor(['U0BOB0001', 'U0CAROL01']), COPIES),
      ).rejects.toThrow(RepeatableError);
    },
  );

  it('is not tried again if some of it was sent', async () => {
    api.failures.set('chat.postMessage to D0CAROL01', { error: 'ratelimited' });
    const { notify, lines } = createSurface();

    const told = await notify(
      { ...REMINDER, approvers: ['U0BOB0001', 'U0CAROL01'] },
      waitingFor(['U0BOB0001', 'U0CAROL01']),
      COPIES,
    );

    expect(told).toEqual({ reference: COPIES });
    expect(lines).toMatchObject([{ level: 'error', event: 'reply_failed' }]);
  });

  it('fails if Slack takes none of it, and each failure is reported once', async () => {
    api.failures.set('chat.postMessage in a thread', { error: 'restricted_action_thread_locked' });
    const { notify, lines } = createSurface();

    await expect(notify(REMINDER, waitingFor(['U0BOB0001']))).rejects.toThrow('thread_locked');
    expect(lines).toEqual([]);

    const both = { ...REMINDER, approvers: ['U0BOB0001', 'U0CAROL01'] };
    await expect(notify(both, waitingFor(both.approvers), COPIES)).rejects.toThrow('thread_locked');
    expect(lines).toMatchObject([{ level: 'error', event: 'reply_failed', transaction_id: waiting().id }]);
  });

  it('is also in each direct message, if each reader may answer', async () => {
    const reminder: Notice = { kind: 'reminder', id: 'reminder-2' };
    await createSurface().notify(reminder, waitingFor(undefined), COPIES);
    expect(places()).toEqual([
      [CHANNEL, SENT.ts],
      ['D0CAROL01', '1.2'],
      ['D0DAN0001', '1.3'],
    ]);
    expect(new Set(posts().map(({ text }) => text)).size).toBe(1);

    api.reset();
    await createSurface().notify({ ...reminder, except: ['U0DAN0001'] }, waitingFor(undefined), COPIES);
    expect(places()).toEqual([
      [CHANNEL, SENT.ts],
      ['D0CAROL01', '1.2'],
    ]);
  });

  it('does nothing where there is no message', async () => {
    expect(await createSurface().notify(REMINDER, waitingFor(['U0BOB0001']), null)).toBeUndefined();
    expect(api.calls).toEqual([]);
  });
});

describe('an escalation', () => {
  const now = waitingFor(['U0BOB0001', 'U0CAROL01', 'U0ANN0001']);

  it('names the new approvers in the message, and mentions them in its thread', async () => {
    const told = await createSurface().notify({ ...ESCALATION, approvers: ['U0ANN0001'] }, now);

    const update = api.calls.find(({ method }) => method === 'chat.update');
    expect(update?.text).toContain('Approvers: <@U0BOB0001>, <@U0CAROL01>, <@U0ANN0001>');
    expect(update?.blocks.at(-1)?.type).toBe('actions');
    expect(posts()).toMatchObject([
      {
        channel: CHANNEL,
        text: `<@U0ANN0001> This request still waits, so you may decide, too: ${TITLE}`,
        args: { thread_ts: SENT.ts },
      },
    ]);
    expect(JSON.parse(posts()[0]?.args.metadata ?? '')).toEqual(metadataOf('escalation-1'));
    expect(told).toMatchObject({ reference: SENT, notAsked: [] });
  });

  it('sends the request with its buttons to those who are not in the channel', async () => {
    const told = await createSurface().notify(ESCALATION, now);

    const [direct] = posts().filter(({ args }) => !args.thread_ts);
    expect(direct).toMatchObject({ channel: 'U0CAROL01' });
    expect(direct?.blocks.at(-1)?.type).toBe('actions');
    expect(told?.reference).toMatchObject({ ...SENT, direct: [{ user: 'U0CAROL01' }] });
  });

  it('tells a person who has the request already in its thread', async () => {
    const told = await createSurface().notify(ESCALATION, now, COPIES);

    expect(places()).toEqual([
      [CHANNEL, SENT.ts],
      ['D0CAROL01', '1.2'],
    ]);
    expect(told?.reference).toEqual(COPIES);
  });

  it('says who was not asked', async () => {
    api.failures.set('chat.postMessage to U0CAROL01', { error: 'user_disabled' });

    expect(await createSurface().notify(ESCALATION, now)).toMatchObject({
      reference: SENT,
      notAsked: [{ approver: 'U0CAROL01' }],
    });
  });

  it('fails if Slack takes neither the reply nor a direct message', async () => {
    api.failures.set('chat.postMessage', { error: 'restricted_action' });
    const { notify, lines } = createSurface();

    await expect(notify(ESCALATION, now)).rejects.toThrow('restricted_action');
    expect(lines).toMatchObject([{ event: 'direct_failed', user_id: 'U0CAROL01' }]);
  });

  it('is sent if one direct message arrives, and what failed is reported', async () => {
    api.failures.set('chat.postMessage in a thread', { error: 'restricted_action_thread_locked' });
    const { notify, lines } = createSurface();

    expect(await notify(ESCALATION, now)).toMatchObject({ reference: { direct: [{ user: 'U0CAROL01' }] } });
    expect(lines).toMatchObject([{ level: 'error', event: 'reply_failed' }]);
  });

  it('can be tried again if nothing was sent, and then sends each message once', async () => {
    api.failures.set('chat.postMessage', { error: 'ratelimited' });
    const { notify } = createSurface();
    await expect(notify(ESCALATION, now)).rejects.toThrow(RepeatableError);
    expect(posts().filter(({ args }) => !args.thread_ts)).toEqual([]);
    api.failures.clear();
    api.calls.length = 0;

    await notify(ESCALATION, now);

    expect(places()).toEqual([
      [CHANNEL, SENT.ts],
      ['U0CAROL01', undefined],
    ]);
  });

  it('posts a message again that was deleted: it asks all people itself', async () => {
    api.failures.set('chat.update', { error: 'message_not_found' });

    const told = await createSurface().notify(ESCALATION, now);

    expect(posts()[0]?.text).toContain('Approvers: <@U0BOB0001>, <@U0CAROL01>, <@U0ANN0001>');
    expect(places()).toEqual([
      [CHANNEL, undefined],
      ['U0CAROL01', undefined],
    ]);
    expect(told?.reference).toMatchObject({ channel: CHANNEL, turn: 1 });
  });
});
