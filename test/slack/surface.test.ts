import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Approval, lastRound } from '../../src/approval/approval.ts';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { Button } from '../../src/approval/surface.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import type { Log, LogLine } from '../../src/log.ts';
import { measure } from '../../src/metrics.ts';
import type { MessageReference } from '../../src/slack/message-reference.ts';
import { createSlackPeople } from '../../src/slack/people.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('conversations.members', { members: ['U0ANN0001'] });
});
afterAll(() => api.close());

const REQUEST = request({ name: 'Ben', requester: 'ann', locale: 'de' });
const REFERENCE = { channel: 'C0001', ts: '1764000000.000100' };
const EXPIRED = { status: 'expired' } as const;
const BUTTON = buttonOf('approve', '3-AAAA');
const LONG_BUTTONS = ['approve', 'reject'].map((action) => buttonOf(action, `3-${'A'.repeat(3_000)}`));

function buttonOf(action: string, sealed: string): Button {
  return { action, sealed, url: `https://example.com/respond?action=${action}&data=${sealed}` };
}

function createSurface(log: Log = () => undefined) {
  const client = createWebClient('xoxb-test', { apiUrl: api.url, patience: 'background', log });
  const people = createSlackPeople({ client: async () => client, now: Date.now, log });
  return createSlackSurface({
    client: async () => client,
    channel: 'approvals',
    appName: 'Countersign',
    people,
    log,
  });
}

/** The calls that send or change a message. */
function sentTo() {
  return api.calls.filter(({ method }) => method === 'chat.update' || method === 'chat.postMessage');
}

/** A waiting approval. It has no Slack message if the reference is undefined. */
function shownAt(asked: Approval['request'], reference: unknown): Approval {
  return waiting(asked, { shown: reference === undefined ? {} : { slack: reference } });
}

/** Announces the end of an approval in Slack, with the two steps of ApprovalOutcome. */
async function announceIn(approval: Approval, log: Log = () => undefined): Promise<void> {
  const surface = createSurface(log);
  const ref = lastRound(approval).shown.slack;
  await surface.show(approval, undefined, ref);
  await surface.tell?.(approval.request.requester, { approval, ref });
}

describe('a request that the requester must not decide', () => {
  const byAddress = request({ name: 'Ben', self_approval: false, requester_email: 'ben@home.example' });

  it.each(['users_not_found', 'missing_scope'])(
    'reaches no person if Slack does not know the address of the requester (%s)',
    async (error) => {
      api.failures.set('users.lookupByEmail', { error });

      expect(await createSurface().reach(byAddress)).toEqual({
        audiences: [],
        obstacle:
          'The requester must not decide, and the app cannot find the requester in Slack by the address. Give the Slack id of the requester (requester_id), or an address that Slack knows.',
      });
    },
  );

  it('reaches the channel if Slack knows the address', async () => {
    api.results.set('users.lookupByEmail', { user: { id: 'U0BEN0001' } });

    expect(await createSurface().reach(byAddress)).toMatchObject({ audiences: [{}] });
  });

  it('reaches the channel if Slack cannot be asked: a failed question stops no request', async () => {
    const { lines, log } = createFakeLog();
    api.failures.set('users.lookupByEmail', { error: 'fatal_error' });

    expect(await createSurface(log).reach(byAddress)).toMatchObject({ audiences: [{}] });
    expect(lines).toMatchObject([{ level: 'warn', event: 'person_unknown' }]);
  });

  it.each([
    { self_approval: false, requester_id: 'U0BEN0001', requester_email: 'ben@home.example' },
    { self_approval: true, requester_email: 'ben@home.example' },
  ])('asks Slack nothing if that is not needed (%j)', async (input) => {
    expect(await createSurface().reach(request({ name: 'Ben', ...input }))).toMatchObject({
      audiences: [{}],
    });
    expect(api.calls).toEqual([]);
  });
});

describe('asking for a decision', () => {
  it('posts one message without link previews and returns its location', async () => {
    const { reference } = await createSurface().show(waiting(REQUEST), [BUTTON], undefined);

    expect(reference).toEqual({ channel: 'approvals', ts: '1764000000.000200' });
    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'approvals',
        args: { unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
    expect(api.calls[0]?.blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context', 'actions']);
    // Every app in the channel with a history scope can read it: no token, and nothing of the request.
    expect(JSON.parse(api.calls[0]?.args.metadata ?? '')).toEqual({
      event_type: 'countersign_request',
      event_payload: { id: waiting(REQUEST).id },
    });
  });

  it('keeps the payload short, because the message shows the request', async () => {
    const surface = createSurface();
    const payloads: Payload[] = [];

    const { audiences, obstacle } = await surface.reach(REQUEST);
    await sealButtons(waiting(REQUEST), { token: TASK_TOKEN }, surface, audiences, async (all) => {
      payloads.push(...all);
      return [];
    });

    expect({ audiences, obstacle }).toEqual({ audiences: [{}] });
    const context = { locale: 'de', surface: 'slack', execution: EXECUTION };
    expect(payloads.map((payload) => payload.context)).toEqual([context, context]);
    expect(surface.confirm).toBe(true);
  });

  it('returns the location of the message and logs errors if the links in the thread fail', async () => {
    const lines: LogLine[] = [];
    api.failures.set('chat.postMessage in a thread', { error: 'restricted_action_thread_locked' });

    const { reference } = await createSurface((line) => lines.push(line)).show(
      waiting(REQUEST),
      LONG_BUTTONS,
      undefined,
    );

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

describe('showing an approval that still waits', () => {
  it('updates the existing message with its buttons', async () => {
    const { reference } = await createSurface().show(waiting(REQUEST), [BUTTON], REFERENCE);

    expect(createSurface().inPlace).toBe(true);
    expect(reference).toEqual(REFERENCE);
    expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
    const blocks = api.calls[0]?.blocks ?? [];
    expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'context', 'actions']);
    expect(blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))).toMatchObject([
      { action_id: 'decide:approve', value: BUTTON.sealed },
    ]);
    expect(mrkdwnOf(blocks).at(-1)).toBe('Wartet auf eine Entscheidung');
  });

  it('does not send the links in the thread again', async () => {
    await createSurface().show(waiting(REQUEST), LONG_BUTTONS, REFERENCE);

    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
  });

  it('fails if the message cannot be updated', async () => {
    api.failures.set('chat.update', { error: 'invalid_auth' });

    const shown = createSurface().show(waiting(REQUEST), [BUTTON], REFERENCE);

    await expect(shown).rejects.toThrow('invalid_auth');
  });
});

describe('announcing the end of an approval', () => {
  it('replaces the request message', async () => {
    await announceIn(endedAs(EXPIRED, shownAt(REQUEST, REFERENCE)));

    expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
    expect(JSON.stringify(api.calls[0]?.blocks)).toContain(
      ':hourglass: Abgelaufen: Es wurde nicht rechtzeitig entschieden.',
    );
    expect(api.calls[0]?.blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  it.each([undefined, null, 'C0001', {}, { channel: 'C0001' }, { channel: 1, ts: 2 }])(
    'makes no call of Slack if the location of the message is unknown (%j)',
    async (reference) => {
      await announceIn(endedAs(EXPIRED, shownAt(REQUEST, reference)));

      expect(api.calls).toEqual([]);
    },
  );
});

const ASKED_BY_ANN = request({ name: 'Ben <!channel>', requester: 'ann', requester_id: 'U0ANN0001' });
const ANN = ASKED_BY_ANN.requester;

describe('the message to the requester', () => {
  it('is a reply in the thread of the request message', async () => {
    const cause = 'Ben rejected it (by bob in Slack): not <!here>';

    await announceIn(endedAs({ status: 'rejected', cause }, shownAt(ASKED_BY_ANN, REFERENCE)));

    expect(api.calls.find(({ method }) => method === 'chat.update')).toMatchObject(REFERENCE);
    expect(api.calls.find(({ method }) => method === 'chat.postMessage')).toMatchObject({
      channel: 'C0001',
      text: '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Rejected: Ben rejected it (by bob in Slack): not &lt;!here&gt;',
      args: { thread_ts: REFERENCE.ts, unfurl_links: 'false', unfurl_media: 'false' },
    });
    expect(sentTo()).toHaveLength(2);
  });

  it.each(['approve', 'reject'] as const)(
    'mentions the approver who decided in Slack (%s)',
    async (action) => {
      const who = { id: 'U0BOB0001', name: 'bob' };
      const vote = { action, who, via: 'slack', at: new Date(), comment: 'not <!here>' };
      const status = action === 'approve' ? 'approved' : 'rejected';

      await announceIn(endedAs({ status, vote }, shownAt(ASKED_BY_ANN, REFERENCE)));

      const told = api.calls.find(({ method }) => method === 'chat.postMessage');
      expect(told?.text).toBe(
        `<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: ${action === 'approve' ? 'Approved' : 'Rejected'} by <@U0BOB0001> in Slack: not &lt;!here&gt;`,
      );
    },
  );

  it('is a direct message if the location of the request message is unknown', async () => {
    await announceIn(endedAs(EXPIRED, shownAt(ASKED_BY_ANN, undefined)));

    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'U0ANN0001',
        text: '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Expired: no decision was made in time.',
        args: { unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
    expect(api.calls[0]?.args).not.toHaveProperty('thread_ts');
  });

  it.each(['general', '#general', 'C0001', '@ann', 'U1> <!channel'])(
    'is not sent if the requester id is not a user id (%s)',
    async (requester_id) => {
      const asked = request({ name: 'Ben', requester: 'ann', requester_id });

      await announceIn(endedAs(EXPIRED, shownAt(asked, undefined)));
      await announceIn(endedAs(EXPIRED, shownAt(asked, REFERENCE)));

      expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
    },
  );

  it('is not sent while the approval waits', async () => {
    const approval = waiting(ASKED_BY_ANN);

    await createSurface().tell?.(ANN, { approval, ref: REFERENCE });

    expect(api.calls).toEqual([]);
  });
});

describe('a request that cannot be posted', () => {
  it.each([
    ['not_in_channel', 'The app is not in the channel approvals. Invite it there: /invite @Countersign.'],
    ['channel_not_found', expect.stringContaining('is private without the app in it')],
    ['invalid_auth', expect.stringContaining('Install the app again')],
    ['not_authed', expect.stringContaining('Install the app again')],
    ['token_expired', expect.stringContaining('Install the app again')],
    ['no_permission', expect.stringContaining('Slack does not permit this')],
    ['restricted_action', expect.stringContaining('Only certain people may post')],
    ['restricted_action_read_only_channel', expect.stringContaining('Only certain people may post')],
    ['restricted_action_thread_only_channel', expect.stringContaining('only replies in threads')],
    ['msg_blocks_too_long', expect.stringContaining('too long for a message')],
    ['missing_scope', 'The app lacks the scope chat:write. Add it to the app, and install the app again.'],
    ['fatal_error', undefined],
    ['toString', undefined],
  ])('gets an explanation if a user can solve the problem (%s)', async (error, expected) => {
    api.failures.set('chat.postMessage', { error });
    const surface = createSurface();

    const failure: unknown = await surface
      .show(waiting(ASKED_BY_ANN), [BUTTON], undefined)
      .catch((reason: unknown) => reason);

    expect(failure).toBeInstanceOf(Error);
    expect(surface.explain?.(failure, ASKED_BY_ANN)).toEqual(expected);
  });

  it('names the scope that Slack says is missing', () => {
    const error = Object.assign(new Error('away'), {
      data: { error: 'missing_scope', needed: 'chat:write.public' },
    });
    expect(createSurface().explain?.(error, ASKED_BY_ANN)).toContain('the scope chat:write.public.');
  });

  it('gets an explanation if the payload is too long for a button', () => {
    const error = new Refusal('UrlTooLong', 'The sealed payload does not fit.');
    expect(createSurface().explain?.(error, REQUEST)).toContain('zu lang für eine Schaltfläche');
    expect(createSurface().explain?.(new Error('away'), REQUEST)).toBeUndefined();
  });
});

describe('a sentence for the requester', () => {
  const sentence = 'The request did not reach all approvers. <!here>';
  const TEXT =
    '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: The request did not reach all approvers. &lt;!here&gt;';

  it('is a direct message if there is no request message', async () => {
    await createSurface().tell?.(ANN, { approval: waiting(ASKED_BY_ANN), sentence });

    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'U0ANN0001',
        text: TEXT,
        args: { unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
    expect(api.calls[0]?.args).not.toHaveProperty('thread_ts');
  });

  it('is a reply in the thread of the request message', async () => {
    await createSurface().tell?.(ANN, { approval: waiting(ASKED_BY_ANN), sentence, ref: REFERENCE });

    expect(sentTo()).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'C0001',
        text: TEXT,
        args: { thread_ts: REFERENCE.ts, unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
  });

  it('replaces the text about the end of the approval', async () => {
    await createSurface().tell?.(ANN, { approval: endedAs(EXPIRED, waiting(ASKED_BY_ANN)), sentence });

    expect(api.calls.map(({ text }) => text)).toEqual([TEXT]);
  });

  it('is not sent to a person without a Slack user id', async () => {
    const approval = waiting(REQUEST);

    await createSurface().tell?.({ name: 'ann', id: 'general' }, { approval, sentence });
    await createSurface().tell?.(REQUEST.requester, { approval, sentence });
    await createSurface().tell?.({ name: 'ann', id: 'general' }, { approval, sentence, ref: REFERENCE });

    expect(api.calls).toEqual([]);
  });
});

it('the update of a message sends no other message', async () => {
  const approval = endedAs(EXPIRED, waiting(ASKED_BY_ANN));

  expect(await createSurface().show(approval, undefined, REFERENCE)).toEqual({ reference: REFERENCE });
  expect(await createSurface().show(approval, undefined, undefined)).toEqual({ reference: undefined });

  expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
});

describe('approvers who cannot be reached in Slack', () => {
  it('are listed with the reason, and the others are asked', async () => {
    api.results.set('users.info', { user: { id: 'U0ANN0001' } });
    api.failures.set('users.lookupByEmail', { error: 'users_not_found' });
    const asked = request({ name: 'Ben', approvers: ['U0ANN0001', 'dora@example.com'] });

    expect(await createSurface().reach(asked)).toEqual({
      audiences: [{}],
      unreachable: new Map([['dora@example.com', 'there is no such account. Name another approver.']]),
      excluded: new Set(),
    });
  });

  it('are the obstacle if there are no others', async () => {
    api.failures.set('users.lookupByEmail', { error: 'users_not_found' });
    api.results.set('usergroups.users.list', { users: [] });
    const asked = request({ name: 'Ben', approvers: ['eve@example.com', 'dora@example.com', 'S0LEADS01'] });

    expect(await createSurface().reach(asked)).toMatchObject({
      audiences: [],
      obstacle:
        'there is no such account. Name another approver. the user group has no members. Add a member, or name another approver.',
    });
  });

  it.each([
    ['en', 'the plan of this workspace has no user groups. Name people.'],
    ['de', 'Der Tarif dieses Workspace hat keine Gruppen. Bitte Personen angeben.'],
  ])('are groups in a workspace whose plan has none (%s)', async (locale, obstacle) => {
    api.failures.set('usergroups.users.list', { error: 'plan_upgrade_required' });
    const asked = request({ name: 'Ben', approvers: ['S0LEADS01'], locale });

    expect(await createSurface().reach(asked)).toMatchObject({ audiences: [], obstacle });
  });

  it.each([
    {
      approvers: ['U0ANN0001'],
      requester: { requester_id: 'U0ANN0001' },
      obstacle: 'this is the requester, who must not decide. Name another approver.',
    },
    {
      approvers: ['U0ANN0001'],
      requester: { requester_email: 'ann@example.com' },
      obstacle: 'this is the requester, who must not decide. Name another approver.',
    },
    {
      approvers: ['ann@example.com'],
      requester: { requester_email: 'ann@example.com' },
      obstacle: 'this is the requester, who must not decide. Name another approver.',
    },
    {
      approvers: ['ann@example.com'],
      requester: { requester_id: 'U0ANN0001' },
      obstacle: 'this is the requester, who must not decide. Name another approver.',
    },
    {
      approvers: ['S0LEADS01'],
      requester: { requester_id: 'U0ANN0001' },
      obstacle:
        'the user group has no member except the requester, who must not decide. Add a member, or name another approver.',
    },
  ])('are those who are the requester, who must not decide ($approvers, $requester)', async (one) => {
    const { approvers, requester, obstacle } = one;
    api.results.set('users.info', { user: { id: 'U0ANN0001' } });
    api.results.set('users.lookupByEmail', { user: { id: 'U0ANN0001' } });
    api.results.set('usergroups.users.list', { users: ['U0ANN0001'] });
    const own = request({ name: 'Ben', approvers, self_approval: false, ...requester });

    expect(await createSurface().reach(own)).toEqual({
      audiences: [],
      obstacle,
      unreachable: new Map(approvers.map((approver) => [approver, obstacle])),
      excluded: new Set(approvers),
    });
    const { self_approval: _, ...policy } = own.policy;
    expect(await createSurface().reach({ ...own, policy })).toEqual({
      audiences: [{}],
      unreachable: new Map(),
      excluded: new Set(),
    });
  });

  it('are not a group with another member, and not a person who may be the requester', async () => {
    api.results.set('users.info', { user: { id: 'U0ANN0001' } });
    api.results.set('usergroups.users.list', { users: ['U0ANN0001', 'U0BOB0001'] });
    const asked = request({
      name: 'Ben',
      approvers: ['S0LEADS01', 'U0BOB0001'],
      self_approval: false,
      requester_id: 'U0ANN0001',
    });

    expect(await createSurface().reach(asked)).toEqual({
      audiences: [{}],
      unreachable: new Map(),
      excluded: new Set(),
    });
  });

  it('are none if Slack cannot be asked', async () => {
    const { lines, log } = createFakeLog();
    api.failures.set('users.info', { error: 'fatal_error' });

    expect(await createSurface(log).reach(request({ name: 'Ben', approvers: ['U0ANN0001'] }))).toEqual({
      audiences: [{}],
      unreachable: new Map(),
      excluded: new Set(),
    });
    expect(lines).toMatchObject([{ level: 'warn', event: 'person_unknown' }]);
  });
});
