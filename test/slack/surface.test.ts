import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce } from '../../src/approval/announce.ts';
import type { Approval } from '../../src/approval/approval.ts';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { Button } from '../../src/approval/surface.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Payload } from '../../src/callback/payload.ts';
import type { Log, LogLine } from '../../src/log.ts';
import { measure } from '../../src/metrics.ts';
import { createSlackSurface, type MessageReference } from '../../src/slack/surface.ts';
import { createWebClient } from '../../src/slack/web-client.ts';
import { createFakeLog, forever } from '../support/fake-surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
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
  return createSlackSurface(async () => client, 'approvals', log);
}

/** An approval whose Slack message is there, or is not known. */
function shownAt(asked: Approval['request'], reference: unknown): Approval {
  return waiting(asked, { shown: reference === undefined ? {} : { slack: reference } });
}

/** Tells in Slack alone how an approval ended. */
function announceIn(approval: Approval, log: Log = () => undefined): Promise<void> {
  return announce(approval, { surfaces: [createSurface(log)], wait: forever, log });
}

describe('asking', () => {
  it('posts one message, unfurls nothing, and says where it is', async () => {
    const reference = await createSurface().show(waiting(REQUEST), [BUTTON], undefined);

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
    const surface = createSurface();
    const payloads: Payload[] = [];

    const { audiences, obstacle } = await surface.reach(REQUEST);
    await sealButtons(waiting(REQUEST), TASK_TOKEN, surface, audiences, async (all) => {
      payloads.push(...all);
      return [];
    });

    expect({ audiences, obstacle }).toEqual({ audiences: [{}] });
    const context = { locale: 'de', surface: 'slack', execution: EXECUTION };
    expect(payloads.map((payload) => payload.context)).toEqual([context, context]);
    expect(surface.confirm).toBe(true);
  });

  it('says where the message is, and logs why, where a link does not get into its thread', async () => {
    const lines: LogLine[] = [];
    api.failures.set('chat.postMessage in a thread', { error: 'restricted_action_thread_locked' });

    const reference = await createSurface((line) => lines.push(line)).show(
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
  it('brings the message up to date in place, with its buttons', async () => {
    const reference = await createSurface().show(waiting(REQUEST), [BUTTON], REFERENCE);

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

  it('does not send the links in its thread again', async () => {
    await createSurface().show(waiting(REQUEST), LONG_BUTTONS, REFERENCE);

    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
  });

  it('fails where the message cannot be brought up to date', async () => {
    api.failures.set('chat.update', { error: 'message_not_found' });

    const shown = createSurface().show(waiting(REQUEST), [BUTTON], REFERENCE);

    await expect(shown).rejects.toThrow('message_not_found');
  });
});

describe('announcing', () => {
  it('replaces the message that asked', async () => {
    await announceIn(endedAs(EXPIRED, shownAt(REQUEST, REFERENCE)));

    expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
    expect(JSON.stringify(api.calls[0]?.blocks)).toContain(
      ':hourglass: Abgelaufen: Es wurde nicht rechtzeitig entschieden.',
    );
    expect(api.calls[0]?.blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  it.each([undefined, null, 'C0001', {}, { channel: 'C0001' }, { channel: 1, ts: 2 }])(
    'leaves Slack alone where it is not known which message that is (%j)',
    async (reference) => {
      await announceIn(endedAs(EXPIRED, shownAt(REQUEST, reference)));

      expect(api.calls).toEqual([]);
    },
  );
});

const ASKED_BY_ANN = request({ name: 'Ben <!channel>', requester: 'ann', requester_id: 'U0ANN0001' });
const ANN = ASKED_BY_ANN.requester;

describe('telling the requester', () => {
  it('is an answer in the thread of the message', async () => {
    const cause = 'Ben rejected it (by bob in Slack): not <!here>';

    await announceIn(endedAs({ status: 'rejected', cause }, shownAt(ASKED_BY_ANN, REFERENCE)));

    expect(api.calls.find(({ method }) => method === 'chat.update')).toMatchObject(REFERENCE);
    expect(api.calls.find(({ method }) => method === 'chat.postMessage')).toMatchObject({
      channel: 'C0001',
      text: '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Rejected: Ben rejected it (by bob in Slack): not &lt;!here&gt;',
      args: { thread_ts: REFERENCE.ts, unfurl_links: 'false', unfurl_media: 'false' },
    });
    expect(api.calls).toHaveLength(2);
  });

  it.each(['approve', 'reject'] as const)('mentions who decided in Slack (%s)', async (action) => {
    const who = { id: 'U0BOB0001', name: 'bob' };
    const vote = { action, who, via: 'slack', at: new Date(), comment: 'not <!here>' };
    const status = action === 'approve' ? 'approved' : 'rejected';

    await announceIn(endedAs({ status, vote }, shownAt(ASKED_BY_ANN, REFERENCE)));

    const told = api.calls.find(({ method }) => method === 'chat.postMessage');
    expect(told?.text).toBe(
      `<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: ${action === 'approve' ? 'Approved' : 'Rejected'} by <@U0BOB0001> in Slack: not &lt;!here&gt;`,
    );
  });

  it('is a direct message where it is not known where the message is', async () => {
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
    'is left out where the id is no person’s (%s)',
    async (requester_id) => {
      const asked = request({ name: 'Ben', requester: 'ann', requester_id });

      await announceIn(endedAs(EXPIRED, shownAt(asked, undefined)));
      await announceIn(endedAs(EXPIRED, shownAt(asked, REFERENCE)));

      expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
    },
  );

  it.each(['chat.update', 'chat.postMessage'])(
    'and updating the message do not stop each other (%s fails)',
    async (method) => {
      const { lines, log } = createFakeLog();
      api.failures.set(method, { error: 'channel_not_found' });

      const announced = announceIn(endedAs(EXPIRED, shownAt(ASKED_BY_ANN, REFERENCE)), log);

      await expect(announced).rejects.toMatchObject({ code: 'NothingSent' });
      expect(lines).toMatchObject([
        {
          level: 'error',
          event: 'announce_failed',
          surface: 'slack',
          error: { message: expect.stringContaining('channel_not_found') },
        },
      ]);
      expect(new Set(api.calls.map((call) => call.method))).toEqual(
        new Set(['chat.update', 'chat.postMessage']),
      );
    },
  );

  it('says nothing of one that still waits', async () => {
    const approval = waiting(ASKED_BY_ANN);

    await createSurface().tell?.(ANN, { approval, ref: REFERENCE });

    expect(api.calls).toEqual([]);
  });
});

it('Where neither gets through, both reasons are logged', async () => {
  const { lines, log } = createFakeLog();
  api.failures.set('chat.update', { error: 'message_not_found' });
  api.failures.set('chat.postMessage', { error: 'not_in_channel' });

  const announced = announceIn(endedAs(EXPIRED, shownAt(ASKED_BY_ANN, REFERENCE)), log);

  await expect(announced).rejects.toMatchObject({ code: 'NothingSent' });
  expect(lines).toMatchObject([
    { level: 'error', event: 'tell_failed', error: { message: expect.stringContaining('not_in_channel') } },
    {
      level: 'error',
      event: 'announce_failed',
      error: { message: expect.stringContaining('message_not_found') },
    },
  ]);
});

describe('a request that cannot be posted', () => {
  it.each([
    ['not_in_channel', 'The app is not in the channel. Invite it there: /invite @Countersign.'],
    ['channel_not_found', expect.stringContaining('is private without the app in it')],
    ['invalid_auth', expect.stringContaining('Install the app again')],
    ['fatal_error', undefined],
    ['toString', undefined],
  ])('is explained, where somebody can do something about it (%s)', async (error, expected) => {
    api.failures.set('chat.postMessage', { error });
    const surface = createSurface();

    const failure: unknown = await surface
      .show(waiting(ASKED_BY_ANN), [BUTTON], undefined)
      .catch((reason: unknown) => reason);

    expect(failure).toBeInstanceOf(Error);
    expect(surface.explain?.(failure, ASKED_BY_ANN)).toEqual(expected);
  });

  it('is explained where it is too long for a button', () => {
    const error = new Refusal('UrlTooLong', 'The sealed payload does not fit.');
    expect(createSurface().explain?.(error, REQUEST)).toContain('zu lang für einen Knopf');
    expect(createSurface().explain?.(new Error('away'), REQUEST)).toBeUndefined();
  });
});

describe('telling a sentence', () => {
  const sentence = 'Some people were not asked. <!here>';
  const TEXT = '<@U0ANN0001> *Approval for Ben &lt;!channel&gt;*: Some people were not asked. &lt;!here&gt;';

  it('is a direct message where there is no message', async () => {
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

  it('is an answer in the thread of the message', async () => {
    await createSurface().tell?.(ANN, { approval: waiting(ASKED_BY_ANN), sentence, ref: REFERENCE });

    expect(api.calls).toMatchObject([
      {
        method: 'chat.postMessage',
        channel: 'C0001',
        text: TEXT,
        args: { thread_ts: REFERENCE.ts, unfurl_links: 'false', unfurl_media: 'false' },
      },
    ]);
  });

  it('is told in place of how the approval ended', async () => {
    await createSurface().tell?.(ANN, { approval: endedAs(EXPIRED, waiting(ASKED_BY_ANN)), sentence });

    expect(api.calls.map(({ text }) => text)).toEqual([TEXT]);
  });

  it('is told to nobody where the id is no person’s', async () => {
    const approval = waiting(REQUEST);

    await createSurface().tell?.({ name: 'ann', id: 'general' }, { approval, sentence });
    await createSurface().tell?.(REQUEST.requester, { approval, sentence });
    await createSurface().tell?.({ name: 'ann', id: 'general' }, { approval, sentence, ref: REFERENCE });

    expect(api.calls).toEqual([]);
  });
});

it('A message is brought up to date without a word to anybody', async () => {
  const approval = endedAs(EXPIRED, waiting(ASKED_BY_ANN));

  expect(await createSurface().show(approval, undefined, REFERENCE)).toEqual(REFERENCE);
  expect(await createSurface().show(approval, undefined, undefined)).toBeUndefined();

  expect(api.calls).toMatchObject([{ method: 'chat.update', ...REFERENCE }]);
});
