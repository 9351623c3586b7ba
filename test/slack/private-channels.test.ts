import type { HomeView, KnownBlock } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { BOB, createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { MESSAGE } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const ANN = 'U0ANN0001';
const ELSEWHERE = { channel_id: 'C0OTHER01' };
const MEMBERS_ONLY =
  'Only the members of its channel can see and decide this request. If you are one of them, do so in that channel.';
const HIDDEN = /^Some requests are not shown here/;

/** A waiting request in a private channel with these members. */
function inPrivateChannel(members: readonly string[], input: object = {}) {
  api.results.set('users.info', { user: { name: 'ann' } });
  api.results.set('conversations.info', { channel: { is_private: true } });
  api.results.set('users.conversations', ({ args }) => ({
    channels: members.includes(args.user ?? '') ? [{ id: MESSAGE.channel }] : [],
  }));
  const world = createSlackWorld(api.url);
  world.workflow.input = { name: 'Ben', ...input };
  return world;
}

function withoutScopes() {
  api.failures.set('conversations.info', { error: 'missing_scope' });
  api.failures.set('users.conversations', { error: 'missing_scope' });
}

async function homeOf(world: SlackWorld, user: string) {
  api.calls.length = 0;
  await world.openHome(user);
  const view = api.calls.find(({ method }) => method === 'views.publish')?.view as HomeView;
  const blocks = view.blocks as KnownBlock[];
  return { blocks, texts: mrkdwnOf(blocks) };
}

/** A button of the home tab of a member. */
async function homeButton(world: SlackWorld, index = 0) {
  const { blocks } = await homeOf(world, ANN);
  const button = blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))[index];
  if (!button) throw new TypeError('the home tab has no such button');
  api.calls.length = 0;
  return button;
}

const privateText = () => JSON.stringify(api.calls.find(({ method }) => method === 'views.open')?.view ?? '');

describe('the home tab', () => {
  it('shows a request of a private channel to its members only', async () => {
    const world = inPrivateChannel([ANN]);

    expect((await homeOf(world, ANN)).texts[0]).toContain('Approval for Ben');
    const { texts } = await homeOf(world, BOB.id);
    expect(texts).toContain('No request waits for your decision.');
    expect(texts.join()).not.toContain('Ben');
    expect(texts.join()).not.toMatch(/Some requests/);
  });

  it('shows it to a named approver who is not a member', async () => {
    const world = inPrivateChannel([], { approvers: [ANN] });

    expect((await homeOf(world, ANN)).texts[0]).toContain('Approval for Ben');
  });

  it('links it only for people who can follow the link, or if Slack does not tell', async () => {
    const world = inPrivateChannel([ANN], { approvers: [ANN, BOB.id] });
    api.results.set('chat.getPermalink', { permalink: 'https://example.slack.com/p1' });

    expect((await homeOf(world, ANN)).texts[0]).toContain('|Go to the message>');
    expect((await homeOf(world, BOB.id)).texts[0]).toMatch(/`run-1`$/);
    withoutScopes();
    world.clock.now += 60_000;
    expect((await homeOf(world, BOB.id)).texts[0]).toContain('|Go to the message>');
  });

  it('shows it to no one if the app lacks the scopes, and says so', async () => {
    const world = inPrivateChannel([ANN]);
    withoutScopes();

    const { texts } = await homeOf(world, ANN);

    expect(texts[0]).toBe('No request waits for your decision.');
    expect(texts[1]).toMatch(HIDDEN);
    expect(world.others()).toContainEqual(expect.objectContaining({ level: 'warn', event: 'missing_scope' }));
  });

  it.each([
    { where: 'the channel of the deployment', input: {}, channel: 'approvals' },
    { where: 'the channel that it names', input: { channel: 'C0RELEASES' }, channel: 'C0RELEASES' },
  ])('treats a request without a message like one in $where', async ({ input, channel }) => {
    const world = inPrivateChannel([ANN], input);
    api.failures.set('conversations.info', { error: 'channel_not_found' });
    const { getHistory } = world.ports;
    const withoutMessage = createSlackWorld(api.url, {
      getHistory: async (execution) => (await getHistory(execution)).slice(0, 2),
    });

    expect((await homeOf(withoutMessage, ANN)).texts[0]).toBe('No request waits for your decision.');
    expect(api.calls).toContainEqual(expect.objectContaining({ method: 'conversations.info', channel }));
  });
});

describe('a button on the home tab', () => {
  it.each([
    { pressed: 'approve', index: 0 },
    { pressed: 'reject', index: 1 },
  ])('is refused to a person who is not a member ($pressed)', async ({ index }) => {
    const world = inPrivateChannel([ANN]);
    const button = await homeButton(world, index);

    await world.pressAtHome(button, BOB);

    expect(world.workflow.completed).toEqual([]);
    expect(privateText()).toContain(MEMBERS_ONLY);
    expect(world.requests().at(-1)).toMatchObject({ outcome: 'NotAllowed' });
  });

  it('decides for a member', async () => {
    const world = inPrivateChannel([ANN]);

    await world.pressAtHome(await homeButton(world));

    expect(world.workflow.completed).toHaveLength(1);
  });

  it('decides for a named approver who is not a member', async () => {
    const world = inPrivateChannel([], { approvers: [ANN] });

    await world.pressAtHome(await homeButton(world));

    expect(world.workflow.completed).toHaveLength(1);
  });

  it('is refused if it cannot be told whether the person is a member', async () => {
    const world = inPrivateChannel([ANN]);
    const button = await homeButton(world);
    world.clock.now += 60_000;
    withoutScopes();

    await world.pressAtHome(button);

    expect(world.workflow.completed).toEqual([]);
    expect(privateText()).toContain(MEMBERS_ONLY);
  });

  it('decides nothing if the history cannot be read', async () => {
    const world = inPrivateChannel([ANN]);
    const button = await homeButton(world);
    world.workflow.failHistory = new Error('ThrottlingException');

    await world.pressAtHome(button);

    expect(world.workflow.completed).toEqual([]);
    expect(privateText()).toContain('This did not work, and nothing was changed.');
  });

  it('is refused to a person who opened the modal for the reason as a member', async () => {
    const world = inPrivateChannel([ANN]);
    await world.pressAtHome(await homeButton(world, 1));
    const modal = api.calls.find(({ method }) => method === 'views.open')?.view;

    const { answer } = await world.submit(modal, {}, BOB);

    expect(world.workflow.completed).toEqual([]);
    expect(JSON.stringify(answer)).toContain(MEMBERS_ONLY);
  });
});

describe('a button in the message', () => {
  it('decides without a question to Slack, also if the app lacks the scopes', async () => {
    const world = inPrivateChannel([]);
    withoutScopes();
    const { approve, message } = await world.ask();

    await world.press(approve, message);

    expect(world.workflow.completed).toHaveLength(1);
    expect(api.calls.map(({ method }) => method)).toEqual(['chat.update']);
    expect(world.workflow.historyReads).toEqual([]);
  });

  it.each([
    { approvers: undefined, completed: 0 },
    { approvers: [ANN], completed: 1 },
  ])(
    'in a direct message is outside the channel (approvers: $approvers)',
    async ({ approvers, completed }) => {
      const world = inPrivateChannel([]);
      const { approve, message } = await world.ask({ name: 'Ben', ...(approvers && { approvers }) });

      await world.press(approve, message, undefined, { channel: 'D0001' });

      expect(world.workflow.completed).toHaveLength(completed);
    },
  );
});

describe('a command', () => {
  it('in the private channel shows its requests, also if the app lacks the scopes', async () => {
    const world = inPrivateChannel([]);
    withoutScopes();

    expect(mrkdwnOf((await world.command('list')).answer.blocks)[1]).toContain('Approval for Ben');
    expect((await world.command('status run-1')).answer.text).toBe('Waiting for a decision');
    await world.command('cancel run-1');
    expect(api.calls.at(-1)).toMatchObject({ method: 'views.open' });
  });

  it('in another channel shows and cancels nothing for a person who is not a member', async () => {
    const world = inPrivateChannel([ANN]);
    const asBob = { ...ELSEWHERE, user_id: BOB.id };

    expect((await world.command('list', asBob)).answer).toEqual({
      response_type: 'ephemeral',
      text: 'No request waits for a decision.',
    });
    expect((await world.command('status run-1', asBob)).answer.text).toBe(MEMBERS_ONLY);
    expect((await world.command('cancel run-1', asBob)).answer.text).toBe(MEMBERS_ONLY);
    expect(api.calls.map(({ method }) => method)).not.toContain('views.open');
  });

  it.each([
    { who: 'a member', members: [ANN], input: {} },
    { who: 'the requester', members: [], input: { requester_id: ANN } },
    { who: 'a named approver', members: [], input: { approvers: [ANN] } },
  ])('in another channel shows and cancels the request for $who', async ({ members, input }) => {
    const world = inPrivateChannel(members, input);

    expect(mrkdwnOf((await world.command('list', ELSEWHERE)).answer.blocks)[1]).toContain('Approval for Ben');
    expect((await world.command('status run-1', ELSEWHERE)).answer.text).toBe('Waiting for a decision');
    await world.command('cancel run-1', ELSEWHERE);
    const modal = api.calls.find(({ method }) => method === 'views.open')?.view;
    await world.submit(modal);
    expect(world.stopped).toHaveLength(1);
  });

  it('in another channel shows a restricted request to a member who may not decide, and cancels nothing', async () => {
    const world = inPrivateChannel([ANN], { approvers: [BOB.id] });

    expect((await world.command('status run-1', ELSEWHERE)).answer.text).toBe('Waiting for a decision');
    expect((await world.command('cancel run-1', ELSEWHERE)).answer.text).toMatch(/^Only the requester and/);
  });

  it('lists the other requests, and says that some may be missing, if the app lacks the scopes or Slack fails', async () => {
    for (const failure of [{ error: 'missing_scope' }, { status: 500 }]) {
      const world = inPrivateChannel([ANN]);
      api.failures.set('conversations.info', failure);
      api.failures.set('users.conversations', failure);

      const { answer } = await world.command('list', ELSEWHERE);

      expect(answer.text.split('\n')).toEqual([
        'No request waits for a decision.',
        expect.stringMatching(HIDDEN),
      ]);
    }
  });

  it('checks the submitted modal again, in the channel where it was typed', async () => {
    const world = inPrivateChannel([]);
    withoutScopes();
    await world.command('cancel run-1');
    const modal = api.calls.at(-1)?.view;

    await world.submit(modal);
    expect(world.stopped).toHaveLength(1);

    const forged = { ...modal, private_metadata: JSON.stringify({ execution: 'ApprovalEmails:run-1' }) };
    const { answer } = await world.submit(forged);
    expect(world.stopped).toHaveLength(1);
    expect(JSON.stringify(answer)).toContain(MEMBERS_ONLY);
  });
});
