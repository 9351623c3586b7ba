import type { HomeView, KnownBlock } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalId } from '../../src/approval/approval-id.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld, NOW, type SlackWorld } from '../support/slack-world.ts';
import { ASKED_AT, EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** Opens the home tab. Returns the buttons of its only request, and clears the recorded calls. */
async function openHome(world: SlackWorld, input: object = {}) {
  api.results.set('users.info', { user: { name: 'ann' } });
  world.workflow.input = { name: 'Ben', ...input };
  await world.openHome();
  const view = api.calls.find(({ view }) => view?.type === 'home')?.view as HomeView;
  const blocks = view.blocks as KnownBlock[];
  const [approve, reject] = blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((button) => ({ ...button, block_id: block.block_id })) : [],
  );
  if (!approve || !reject) throw new TypeError('the home tab has no two buttons');
  api.calls.length = 0;
  return { approve, reject };
}

const methods = () => api.calls.map(({ method }) => method);
const viewOf = (called: string) => api.calls.find(({ method }) => method === called)?.view;

describe('a button on the home tab', () => {
  it('approves the request and updates the home tab', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);

    const response = await world.pressAtHome(approve);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toMatchObject([
      {
        token: TASK_TOKEN,
        outcome: { output: { name_in_output: 'Ben', decision: { by: 'ann', via: 'slack' } } },
      },
    ]);
    expect(methods()).toEqual(['chat.getPermalink', 'views.publish']);
    const view = JSON.stringify(viewOf('views.publish'));
    expect(view).toContain('No request waits for your decision.');
    expect(view).toContain('Approved by <@U0ANN0001> in Slack');
  });

  it('has the same transaction id as the button in the message', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);
    const asked = await world.ask(world.workflow.input);

    await world.pressAtHome(approve);
    await world.press(asked.approve, asked.message);

    const ids = world.requests().flatMap(({ transaction_id }) => transaction_id ?? []);
    expect(ids).toEqual([approvalId(TASK_TOKEN), approvalId(TASK_TOKEN)]);
  });

  it('moves the request to the decided requests while the execution still runs', async () => {
    const world = createSlackWorld(api.url, {
      listExecutions: async () => [{ execution: EXECUTION, running: true, startedAt: ASKED_AT }],
    });
    const { approve } = await openHome(world);

    await world.pressAtHome(approve);

    const view = JSON.stringify(viewOf('views.publish'));
    expect(view).toContain('No request waits for your decision.');
    expect(view).toContain('Approved by <@U0ANN0001> in Slack');
  });

  it('rejects the request with a reason and updates the home tab', async () => {
    const world = createSlackWorld(api.url);
    const { reject } = await openHome(world);

    await world.pressAtHome(reject);
    const modal = api.calls[0]?.view;
    expect(methods()).toEqual(['views.open']);
    expect(Object.keys(JSON.parse(String(modal?.private_metadata)))).toEqual(['sealed']);
    const response = await world.submit(modal, { comment: { value: 'too early' } });

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toMatchObject([
      { outcome: { type: 'failure', error: 'rejected', cause: expect.any(String) } },
    ]);
    const [{ outcome } = {}] = world.workflow.completed;
    const decision = {
      action: 'reject',
      by: 'ann',
      user_id: 'U0ANN0001',
      via: 'slack',
      at: new Date(NOW).toISOString(),
      comment: 'too early',
    };
    expect(JSON.parse((outcome?.type === 'failure' && outcome.cause) || '')).toEqual({
      errorMessage: 'Ben rejected it (by ann in Slack): too early',
      errorType: 'rejected',
      decision,
      decisions: [decision],
    });
    expect(methods()).toEqual(['views.open', 'chat.getPermalink', 'views.publish']);
    expect(JSON.stringify(viewOf('views.publish'))).toMatch(
      /Rejected by <@U0ANN0001> in Slack, [^"]*: too early/,
    );
  });

  it.each(['approve', 'reject'] as const)(
    'shows the earlier decision of another person in a modal (%s)',
    async (pressed) => {
      const world = createSlackWorld(api.url);
      const buttons = await openHome(world);
      await world.pressAtHome(buttons.approve, BOB);
      api.calls.length = 0;
      world.clock.now += 3_600_000;

      await world.pressAtHome(buttons[pressed]);

      expect(world.workflow.completed).toHaveLength(1);
      expect(viewOf('views.open')).toMatchObject({ title: { text: 'Approval' } });
      expect(JSON.stringify(viewOf('views.open'))).toContain(
        'Already approved by <@U0BOB0001> in Slack, 1 hour ago.',
      );
      // The app reuses an answer of Slack for one minute, so it asks again. A press of Reject only looks.
      const asked = pressed === 'approve' ? ['conversations.info', 'users.info'] : ['users.info'];
      expect(methods().sort()).toEqual([...asked, 'views.open', 'views.publish']);
      expect(JSON.stringify(viewOf('views.publish'))).toContain('No request waits for your decision.');
    },
  );

  it.each(['approve', 'reject'] as const)(
    'decides nothing for a person who is not an approver; a modal shows why (%s)',
    async (pressed) => {
      const world = createSlackWorld(api.url);
      const buttons = await openHome(world, { approvers: ['U0ANN0001'] });

      await world.pressAtHome(buttons[pressed], BOB);

      expect(world.workflow.completed).toEqual([]);
      expect(methods().sort()).toEqual(['users.info', 'views.open', 'views.publish']);
      expect(api.calls.at(-1)?.args.user_id).toBe(BOB.id);
      expect(JSON.stringify(viewOf('views.open'))).toContain(
        'You are not an approver of this request. Ask an approver to decide it.',
      );
    },
  );

  it.each(['approve', 'reject'] as const)(
    'shows the decision in a modal to a person who is not an approver (%s)',
    async (pressed) => {
      const world = createSlackWorld(api.url);
      const buttons = await openHome(world, { approvers: ['U0ANN0001'] });
      await world.pressAtHome(buttons.approve);
      api.calls.length = 0;
      world.clock.now += 3_600_000;

      await world.pressAtHome(buttons[pressed], BOB);

      expect(world.workflow.completed).toHaveLength(1);
      expect(methods().sort()).toEqual(['users.info', 'views.open', 'views.publish']);
      expect(JSON.stringify(viewOf('views.open'))).toContain(
        'Already approved by <@U0ANN0001> in Slack, 1 hour ago.',
      );
    },
  );

  it('expires together with the task', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);
    world.clock.now = Date.parse('2026-12-01T12:00:00Z');

    await world.pressAtHome(approve);

    expect(world.workflow.completed).toEqual([]);
    expect(JSON.stringify(viewOf('views.open'))).toContain(
      'This was not accepted. This request has expired. Ask the requester for a new one.',
    );
  });

  it('decides even if the home tab cannot be updated', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);
    api.failures.set('views.publish', { status: 500 });

    const response = await world.pressAtHome(approve);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'home_failed' }));
  });

  it('logs both errors if neither the modal nor the error message opens', async () => {
    const world = createSlackWorld(api.url);
    const { reject } = await openHome(world);
    api.failures.set('views.open', { error: 'expired_trigger_id' });

    const response = await world.pressAtHome(reject);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    const events = world.lines.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['modal_failed', 'tell_failed']));
  });
});
