import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { MESSAGE, taskTimedOut } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const UNSURE =
  'We do not know whether this worked. Before you try again, look at the message, or type /approval status &lt;execution&gt;.';

async function openModal(world: SlackWorld, input?: object, expiration?: string) {
  const { reject, approve, message } = await world.ask(input, expiration);
  await world.press(reject, message);
  const modal = api.calls[0]?.view;
  expect(modal).toBeDefined();
  api.calls.length = 0;
  return { modal, approve, message };
}

/** Returns the text that the modal shows instead of closing. */
function noticeOf({ statusCode, answer }: Awaited<ReturnType<SlackWorld['submit']>>): string {
  expect(statusCode).toBe(200);
  expect(answer).toMatchObject({ response_action: 'update', view: { title: { text: 'Approval' } } });
  expect(answer.view).not.toHaveProperty('submit');
  return answer.view.blocks[0].text.text;
}

describe('a submitted reject modal', () => {
  it('shows the earlier decision of another person and updates the message', async () => {
    const world = createSlackWorld(api.url);
    const { modal, approve, message } = await openModal(world);
    await world.press(approve, message, BOB);
    api.calls.length = 0;
    world.clock.now += 3 * 60_000;

    const response = await world.submit(modal, { comment: { value: 'no' } });

    expect(noticeOf(response)).toBe('Already approved by <@U0BOB0001> in Slack, 3 minutes ago.');
    expect(world.workflow.completed).toHaveLength(1);
    expect(api.calls).toMatchObject([{ method: 'chat.update', ...MESSAGE }]);
    expect(JSON.stringify(api.calls[0]?.blocks)).toContain('Approved by <@U0BOB0001> in Slack');
  });

  it('shows that the link has expired', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world, { name: 'Ben' }, '2026-11-24T13:00:00Z');
    world.clock.now = Date.parse('2026-11-24T13:00:00Z');

    expect(noticeOf(await world.submit(modal))).toBe(
      'This was not accepted. This request has expired. Ask the requester for a new one.',
    );
    expect(world.workflow.completed).toEqual([]);
    expect(api.calls).toEqual([]);
  });

  it('shows that the request no longer waits if the history has no decision', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world);
    world.workflow.failCompletion = taskTimedOut();

    expect(noticeOf(await world.submit(modal))).toBe(
      'No longer waiting. This was decided before, or its time ran out.',
    );
  });

  it('shows that the result is unknown, without internals, if the call of Step Functions fails', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world);
    world.workflow.failCompletion = new Error('connect ECONNREFUSED 10.0.0.7:443');

    expect(noticeOf(await world.submit(modal))).toBe(UNSURE);
    expect(world.requests().at(-1)).toMatchObject({ level: 'error', outcome: 'ServiceError' });
  });

  it('checks again that the person who submits is an approver', async () => {
    const world = createSlackWorld(api.url);
    const { modal } = await openModal(world, { name: 'Ben', approvers: ['U0ANN0001'] });

    expect(noticeOf(await world.submit(modal, {}, BOB))).toBe(
      'This was not accepted. You are not an approver of this request. Ask an approver to decide it.',
    );
    expect(world.workflow.completed).toEqual([]);
    expect(api.calls).toEqual([]);
  });
});

it('a reject modal shows the earlier decision to a person who is not an approver, and the buttons disappear', async () => {
  const world = createSlackWorld(api.url);
  const { modal, approve, message } = await openModal(world, { name: 'Ben', approvers: ['U0ANN0001'] });
  await world.press(approve, message);
  api.calls.length = 0;
  world.clock.now += 3 * 60_000;

  const response = await world.submit(modal, { comment: { value: 'no' } }, BOB);

  expect(noticeOf(response)).toBe('Already approved by <@U0ANN0001> in Slack, 3 minutes ago.');
  expect(world.workflow.completed).toHaveLength(1);
  expect(api.calls).toMatchObject([{ method: 'chat.update', ...MESSAGE }]);
  expect(api.calls[0]?.blocks.some(({ type }) => type === 'actions')).toBe(false);
});

describe('a modal with metadata from another source', () => {
  it.each(['', '{', 'null', '[]', '{}', '{"sealed":1}', '{"sealed":"3-AAAA"}'])(
    'decides nothing and shows that the submission was not accepted (%s)',
    async (private_metadata) => {
      const world = createSlackWorld(api.url);

      const response = await world.submit({ callback_id: 'comment', private_metadata });

      expect(noticeOf(response)).toMatch(/^This was not accepted\. This link or button is not ours/);
      expect(world.workflow.completed).toEqual([]);
      expect(world.lines).toMatchObject([{ event: 'slack', outcome: 'InvalidPayload' }]);
    },
  );
});

it('a modal of another app gets the answer 404', async () => {
  const world = createSlackWorld(api.url);

  const response = world.sendSigned(
    new URLSearchParams({
      payload: JSON.stringify({
        type: 'view_submission',
        view: { callback_id: 'other', private_metadata: '', state: { values: {} } },
        user: { id: 'U1' },
      }),
    }).toString(),
  );

  expect(await response).toMatchObject({ statusCode: 404 });
  expect(api.calls).toEqual([]);
});
