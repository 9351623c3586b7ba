import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { BOB, createSlackWorld, NOW, type SlackWorld } from '../support/slack-world.ts';
import { EXECUTION, MESSAGE, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const FAILED = 'This did not work, and nothing was changed. Try again in a moment.';

/** Presses Reject. Returns the opened modal, and clears the recorded calls. */
async function openModal(world: SlackWorld, input?: object) {
  const { reject, approve, message } = await world.ask(input);
  await world.press(reject, message);
  const modal = api.calls[0]?.view;
  expect(modal).toBeDefined();
  api.calls.length = 0;
  return { modal, reject, approve, message };
}

describe('the Reject button', () => {
  it('opens a modal for the reason and decides nothing yet', async () => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();

    const response = await world.press(reject, message);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(api.calls).toMatchObject([
      {
        method: 'views.open',
        args: { trigger_id: '13345224609.738474920.8088930838d88f008e0' },
        view: {
          type: 'modal',
          callback_id: 'comment',
          title: { text: 'Reject' },
          blocks: [{ type: 'input', optional: true, element: { multiline: true, max_length: 1_000 } }],
        },
      },
    ]);
    expect(world.workflow.completed).toEqual([]);
    expect(world.workflow.historyReads).toEqual([EXECUTION]);
  });

  it('gives the modal the sealed payload and the location of the message', async () => {
    const { modal, reject } = await openModal(createSlackWorld(api.url));

    expect(JSON.parse(modal?.private_metadata ?? '')).toEqual({ sealed: reject.value, ...MESSAGE });
  });

  it('opens a modal in the language of the request', async () => {
    const { modal } = await openModal(createSlackWorld(api.url), { name: 'Ben', locale: 'de' });

    expect(modal).toMatchObject({ title: { text: 'Ablehnen' }, close: { text: 'Offen lassen' } });
  });

  it('shows no error if Slack delivers the press twice', async () => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();

    await Promise.all([world.press(reject, message), world.press(reject, message)]);

    expect(api.calls.map(({ method }) => method)).toEqual(['views.open', 'views.open']);
    expect(world.others()).toEqual([]);
  });

  it('opens the modal even if the history is slow, because the submission checks the request again', async () => {
    const limits: number[] = [];
    const world: SlackWorld = createSlackWorld(api.url, {
      getHistory: () => new Promise(() => undefined),
      timeout(milliseconds) {
        limits.push(milliseconds);
        return milliseconds < 1_000 ? AbortSignal.abort() : new AbortController().signal;
      },
    });
    const { reject, message } = await world.ask();

    const { statusCode } = await world.press(reject, message);

    expect(statusCode).toBe(200);
    expect(api.calls).toMatchObject([{ method: 'views.open', view: { callback_id: 'comment' } }]);
    expect(limits).toEqual([1_800, 600, 700]);
  });

  it.each<{ title: string; failure: Failure }>([
    { title: 'an expired trigger', failure: { error: 'expired_trigger_id' } },
    { title: '429', failure: { status: 429, retryAfter: 1 } },
    { title: '500', failure: { status: 500 } },
    { title: 'a dropped connection', failure: 'hang up' },
  ])('sends a private error message and logs the error ($title)', async ({ failure }) => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();
    api.failures.set('views.open', failure);

    const { statusCode } = await world.press(reject, message);

    expect(statusCode).toBe(200);
    expect(api.calls).toMatchObject([
      { method: 'views.open' },
      { method: 'chat.postEphemeral', channel: 'C0001', user: 'U0ANN0001', text: FAILED },
    ]);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'modal_failed' }));
    expect(world.logged()).not.toContain(reject.value?.slice(0, 40));
  });
});

describe('the submitted reject modal', () => {
  it.each([
    {
      title: 'with a reason',
      value: 'too early',
      sentence: 'Ben rejected it (by ann in Slack): too early',
      comment: 'too early',
    },
    { title: 'without a reason', value: null, sentence: 'Ben rejected it (by ann in Slack)' },
    { title: 'with only white space', value: ' \n ', sentence: 'Ben rejected it (by ann in Slack)' },
    {
      title: 'with a reason of two lines',
      value: 'a\n<b>',
      sentence: 'Ben rejected it (by ann in Slack): a\n<b>',
      comment: 'a\n<b>',
    },
  ])('rejects the request and closes ($title)', async ({ value, sentence, comment }) => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world);

    const response = await world.submit(modal, { comment: { type: 'plain_text_input', value } });

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toEqual([
      { token: TASK_TOKEN, outcome: { type: 'failure', error: 'rejected', cause: expect.any(String) } },
    ]);
    const [{ outcome } = {}] = world.workflow.completed;
    const decision = {
      action: 'reject',
      by: 'ann',
      user_id: 'U0ANN0001',
      via: 'slack',
      at: new Date(NOW).toISOString(),
      ...(comment && { comment }),
    };
    expect(JSON.parse((outcome?.type === 'failure' && outcome.cause) || '')).toEqual({
      errorMessage: sentence,
      errorType: 'rejected',
      decision,
      decisions: [decision],
    });
    expect(world.requests().at(-1)).toMatchObject({
      outcome: 'accepted',
      decided: { action: 'reject', via: 'slack' },
    });
  });

  it('rejects the request even if the reason field is missing', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world);

    await world.submit(modal);

    expect(world.workflow.completed).toHaveLength(1);
  });

  it('rejects with an output if the request has on_reject: return', async () => {
    const world = createSlackWorld(api.url);
    const { modal, approve, message } = await openModal(world, { name: 'Ben', on_reject: 'return' });

    const response = await world.submit(modal, { comment: { value: 'too early' } });

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    const decision = {
      action: 'reject',
      by: 'ann',
      user_id: 'U0ANN0001',
      via: 'slack',
      at: new Date(NOW).toISOString(),
      comment: 'too early',
    };
    expect(world.workflow.completed).toEqual([
      {
        token: TASK_TOKEN,
        outcome: { type: 'success', output: { name_in_output: 'Ben', decision, decisions: [decision] } },
      },
    ]);
    expect(mrkdwnOf(api.calls[0]?.blocks ?? []).at(-1)).toBe(
      ':x: Rejected by <@U0ANN0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>: too early',
    );
    await world.press(approve, message, BOB);
    expect(api.calls.find(({ method }) => method === 'chat.postEphemeral')?.text).toBe(
      'Already rejected by <@U0ANN0001> in Slack, now: too early.',
    );
  });

  it('updates the message from the history', async () => {
    const world = createSlackWorld(api.url);
    const { modal, message } = await openModal(world, {
      name: 'Ben',
      details: { Environment: 'production' },
    });

    await world.submit(modal, { comment: { value: 'not <!here>' } });

    expect(api.calls).toMatchObject([{ method: 'chat.update', ...MESSAGE }]);
    const blocks = api.calls[0]?.blocks ?? [];
    expect(blocks.slice(0, -1)).toEqual(message.blocks.slice(0, -2));
    expect(mrkdwnOf(blocks).at(-1)).toBe(
      ':x: Rejected by <@U0ANN0001> in Slack, <!date^1795523400^{date_long} {time}|24 November 2026 at 12:30 UTC>: not &lt;!here&gt;',
    );
  });

  it('leaves the message update to tell-outcome if the history is unreadable', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world);
    world.workflow.failHistory = new Error('AccessDeniedException');

    const response = await world.submit(modal);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toHaveLength(1);
    expect(api.calls).toEqual([]);
    expect(world.lines).toContainEqual(expect.objectContaining({ event: 'history_failed' }));
  });

  it('rejects the request even if the message cannot be updated', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world);
    api.failures.set('chat.update', { status: 429, retryAfter: 1 });

    const response = await world.submit(modal);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'update_failed' }));
  });
});
