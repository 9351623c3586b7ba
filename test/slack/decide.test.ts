import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { BOB, createSlackWorld, NOW } from '../support/slack-world.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const BY_ANN = {
  action: 'approve',
  by: 'ann',
  user_id: 'U0ANN0001',
  via: 'slack',
  at: new Date(NOW).toISOString(),
};

describe('a pressed button', () => {
  it('completes the task before Slack gets the answer', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();

    const { statusCode, body } = await world.press(approve, message);

    expect({ statusCode, body }).toEqual({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toEqual([
      {
        token: TASK_TOKEN,
        outcome: {
          type: 'success',
          output: { name_in_output: 'Ben', decision: BY_ANN, decisions: [BY_ANN] },
        },
      },
    ]);
  });

  it('is replaced by the approver and the time; the rest of the message stays the same', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben', details: { Environment: 'production' } });

    await world.press(approve, message);

    expect(api.calls).toMatchObject([
      { method: 'chat.update', authorization: 'Bearer xoxb-test', channel: 'C0001', ts: message.ts },
    ]);
    const blocks = api.calls[0]?.blocks ?? [];
    const kept = message.blocks.filter(({ type }) => type === 'header' || type === 'section');
    expect(kept).toHaveLength(3);
    expect(blocks).toEqual([
      ...kept,
      {
        type: 'context',
        block_id: 'status',
        elements: [
          {
            type: 'mrkdwn',
            verbatim: true,
            text: ':white_check_mark: Approved by <@U0ANN0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>',
          },
        ],
      },
    ]);
    expect(api.calls[0]?.text).toBe(
      'Approved by <@U0ANN0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>',
    );
  });

  it('shows the approver as a mention, never by the name that the user chose', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();

    await world.press(approve, message, { id: 'U0EVE0001', username: '<!channel>' });

    expect(JSON.stringify(api.calls)).toContain('<@U0EVE0001>');
    expect(JSON.stringify(api.calls)).not.toContain('<!channel>');
  });

  it('logs the decision without the token and without the payload', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(world.lines).toMatchObject([
      { outcome: 'accepted', decided: { action: 'approve', via: 'slack' } },
    ]);
    for (const secret of [TASK_TOKEN, approve.value ?? '']) {
      expect(world.logged()).not.toContain(secret.slice(0, 40));
    }
  });

  it.each([{ blocks: [] }, { blocks: undefined }])(
    'decides and updates the message even if Slack does not send the blocks of the message (%j)',
    async (withoutBlocks) => {
      const world = createSlackWorld(api.url);
      const { approve, message } = await world.ask({ name: 'Ben', requester: 'ann' });

      const { statusCode } = await world.press(approve, { ...message, ...withoutBlocks });

      expect(statusCode).toBe(200);
      expect(world.workflow.completed).toHaveLength(1);
      expect(api.calls).toMatchObject([{ method: 'chat.update', channel: 'C0001', ts: message.ts }]);
      const blocks = api.calls[0]?.blocks ?? [];
      expect(blocks.slice(0, -1)).toEqual(message.blocks.slice(0, -2));
      expect(mrkdwnOf(blocks).at(-1)).toContain('Approved by <@U0ANN0001> in Slack');
    },
  );

  it('does nothing in Slack if the button is only a link to the web page', async () => {
    const world = createSlackWorld(api.url);
    const { message } = await world.ask();

    const { statusCode } = await world.press({ action_id: 'decide:approve', url: 'https://x' }, message);

    expect(statusCode).toBe(200);
    expect(world.workflow.completed).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  it('decides nothing and returns 404 if the button belongs to another app', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();

    const { statusCode } = await world.press({ ...approve, action_id: 'other' }, message);

    expect(statusCode).toBe(404);
    expect(world.workflow.completed).toEqual([]);
  });
});

describe('Slack’s own confirm dialog', () => {
  it('appears before Approve if the request has confirm: true', async () => {
    const { approve, reject } = await createSlackWorld(api.url).ask({ name: 'Ben', confirm: true });

    expect(approve.confirm).toEqual({
      title: { type: 'plain_text', text: 'Approve?' },
      text: { type: 'plain_text', text: 'Approval for Ben continues at once.' },
      confirm: { type: 'plain_text', text: 'Approve' },
      deny: { type: 'plain_text', text: 'Not yet' },
      style: 'primary',
    });
    expect(reject).not.toHaveProperty('confirm');
  });

  it.each([{ name: 'Ben' }, { name: 'Ben', confirm: false }])(
    'does not appear without confirm: true (%j)',
    async (input) => {
      const { approve, reject } = await createSlackWorld(api.url).ask(input);

      expect(approve).not.toHaveProperty('confirm');
      expect(reject).not.toHaveProperty('confirm');
    },
  );
});

describe('a decision stays in effect', () => {
  it.each<{ title: string; failure: Failure }>([
    { title: 'ok: false', failure: { error: 'message_not_found' } },
    { title: '429', failure: { status: 429, retryAfter: 30 } },
    { title: '500', failure: { status: 500 } },
    { title: 'a dropped connection', failure: 'hang up' },
  ])('if the message cannot be updated ($title)', async ({ failure }) => {
    const world = createSlackWorld(api.url);
    api.failures.set('chat.update', failure);
    const { approve, message } = await world.ask();

    const { statusCode } = await world.press(approve, message);

    expect(statusCode).toBe(200);
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'update_failed' }));
    expect(api.calls.map(({ method }) => method)).not.toContain('chat.postEphemeral');
  });

  it('if the Slack client cannot be created', async () => {
    const world = createSlackWorld(api.url, { client: () => Promise.reject(new Error('no secret')) });
    const { approve, message } = await world.ask();

    const { statusCode } = await world.press(approve, message);

    expect(statusCode).toBe(200);
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.requests()).toMatchObject([{ outcome: 'accepted' }]);
    expect(world.others()).toMatchObject([{ level: 'error', event: 'update_failed' }]);
  });

  it.each(['at once', 'one after the other'])(
    'if Slack delivers the press twice: the approver gets no “too late” message (%s)',
    async (when) => {
      const world = createSlackWorld(api.url);
      const { approve, message } = await world.ask();
      const press = () => world.press(approve, message);

      const responses =
        when === 'at once' ? await Promise.all([press(), press()]) : [await press(), await press()];

      expect(responses.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      expect(world.workflow.completed).toHaveLength(1);
      expect(new Set(api.calls.map(({ method }) => method))).toEqual(new Set(['chat.update']));
      expect(world.requests().map(({ outcome }) => outcome)).toEqual(['accepted', 'repeated']);
    },
  );

  it('if Slack delivers a rejection twice: the modal closes both times', async () => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();
    await world.press(reject, message);
    const submit = () => world.submit(api.calls[0]?.view, { comment: { value: 'too early' } });

    const responses = [await submit(), await submit()];

    expect(responses.map(({ body }) => body)).toEqual(['', '']);
    expect(world.workflow.completed).toHaveLength(1);
  });

  it.each([
    { title: 'the approver presses again later', after: 10_000, user: undefined, button: 'approve' },
    { title: 'the approver presses the other button', after: 1_000, user: undefined, button: 'reject' },
    { title: 'another person presses', after: 1_000, user: BOB, button: 'approve' },
  ] as const)(
    'if $title: the person gets a private message about the decision',
    async ({ after, user, button }) => {
      const world = createSlackWorld(api.url);
      const { message, ...buttons } = await world.ask();
      await world.press(buttons.approve, message);
      world.clock.now += after;

      await world.press(buttons[button], message, user);

      const told = api.calls.find(({ method }) => method === 'chat.postEphemeral');
      expect(told?.text).toMatch(/^Already approved by <@U0ANN0001> in Slack/);
    },
  );
});
