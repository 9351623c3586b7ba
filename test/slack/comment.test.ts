import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { BOB, createSlackWorld, type SlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** Presses Approve on a request. Returns the modal that opens. */
async function pressApprove(world: SlackWorld, input: object) {
  const { approve, message } = await world.ask({ name: 'Ben', ...input });
  await world.press(approve, message);
  return { modal: api.calls.find(({ method }) => method === 'views.open')?.view, approve, message };
}

const typed = (value: string | null) => ({ comment: { type: 'plain_text_input', value } });

describe('Approve, if the request asks for a comment', () => {
  it.each([
    { comment: 'required', optional: false },
    { comment: 'optional', optional: true },
  ])('opens a modal and decides nothing yet ($comment)', async ({ comment, optional }) => {
    const world = createSlackWorld(api.url);

    const { modal } = await pressApprove(world, { comment });

    expect(modal).toMatchObject({
      callback_id: 'comment',
      title: { text: 'Approve' },
      submit: { text: 'Approve' },
      blocks: [{ type: 'input', block_id: 'comment', optional, label: { text: 'Comment' } }],
    });
    expect(world.workflow.completed).toEqual([]);
  });

  it('approves with the comment, which the message shows', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await pressApprove(world, { comment: 'required' });

    const response = await world.submit(modal, typed(' seen with Dora '));

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toMatchObject([
      { outcome: { output: { decision: { action: 'approve', via: 'slack', comment: 'seen with Dora' } } } },
    ]);
    const update = api.calls.find(({ method }) => method === 'chat.update');
    expect(mrkdwnOf(update?.blocks ?? []).at(-1)).toMatch(/^:white_check_mark: Approved .*: seen with Dora$/);
  });

  it('approves without a comment if it is optional', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await pressApprove(world, { comment: 'optional' });

    await world.submit(modal, typed(null));

    expect(world.workflow.completed).toHaveLength(1);
  });

  it.each([null, '', ' \n '])(
    'shows an error at the field if a required comment is missing (%j)',
    async (value) => {
      const world = createSlackWorld(api.url);
      const { modal } = await pressApprove(world, { comment: 'required' });

      const { statusCode, answer } = await world.submit(modal, typed(value));

      expect(statusCode).toBe(200);
      expect(answer).toEqual({
        response_action: 'errors',
        errors: { comment: 'This request needs a comment. Write one, and decide again.' },
      });
      expect(world.workflow.completed).toEqual([]);
    },
  );

  it('refuses a person who may not decide, without a modal', async () => {
    const world = createSlackWorld(api.url);

    const { modal } = await pressApprove(world, { comment: 'required', approvers: [BOB.id] });

    expect(modal).toBeUndefined();
    expect(api.calls).toMatchObject([{ method: 'chat.postEphemeral' }]);
  });

  it('opens the modal on the home tab too', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await world.ask({ name: 'Ben', comment: 'required' });

    await world.pressAtHome(approve);

    expect(api.calls).toMatchObject([
      { method: 'conversations.info' },
      { method: 'views.open', view: { callback_id: 'comment' } },
    ]);
    expect(world.workflow.completed).toEqual([]);
  });
});

it.each([
  { approvers: [BOB.id], completed: 1, shown: 'Approved by <@U0BOB0001>' },
  // Without approvers, only the members of the channel decide.
  { approvers: undefined, completed: 0, shown: 'Only the members of its channel' },
])(
  'a comment in a direct message decides for an approver only, and updates that message (%j)',
  async ({ approvers, completed, shown }) => {
    const responseUrl = `${api.url}response_url`;
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({
      name: 'Ben',
      comment: 'required',
      ...(approvers && { approvers }),
    });
    await world.press(approve, message, BOB, { channel: 'D0BOB0001', responseUrl });
    const modal = api.calls.find(({ method }) => method === 'views.open')?.view;
    // Meanwhile, the channel became private.
    api.results.set('conversations.info', { channel: { is_private: true } });
    world.clock.now += 60_000;

    const { answer } = await world.submit(modal, typed('seen'), BOB);

    expect(world.workflow.completed).toHaveLength(completed);
    expect(JSON.stringify([answer, api.calls])).toContain(shown);
  },
);

it('Reject needs a reason if a comment is required', async () => {
  const world = createSlackWorld(api.url);
  const { reject, message } = await world.ask({ name: 'Ben', comment: 'required' });

  await world.press(reject, message);

  expect(api.calls).toMatchObject([
    { method: 'views.open', view: { title: { text: 'Reject' }, blocks: [{ optional: false }] } },
  ]);
});
