import type { HomeView, KnownBlock } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalId } from '../../src/approval/read-approvals.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld, NOW, type SlackWorld } from '../support/slack-world.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

/** The buttons of the one request on the home tab, and nothing left of the calls so far. */
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
  it('approves, and the tab is drawn again', async () => {
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
    expect(methods()).toEqual(['views.publish']);
    const view = JSON.stringify(api.calls[0]?.view);
    expect(view).toContain('No request waits for your decision.');
    expect(view).toContain('Approved by <@U0ANN0001> in Slack');
  });

  it('has the transaction id of the button in the message', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);
    const asked = await world.ask(world.workflow.input);

    await world.pressAtHome(approve);
    await world.press(asked.approve, asked.message);

    const ids = world.requests().flatMap(({ transaction_id }) => transaction_id ?? []);
    expect(ids).toEqual([approvalId(TASK_TOKEN), approvalId(TASK_TOKEN)]);
  });

  it('is told as decided while its execution goes on', async () => {
    const world = createSlackWorld(api.url, {
      listExecutions: async () => [{ execution: EXECUTION, running: true }],
    });
    const { approve } = await openHome(world);

    await world.pressAtHome(approve);

    const view = JSON.stringify(api.calls[0]?.view);
    expect(view).toContain('No request waits for your decision.');
    expect(view).toContain('Approved by <@U0ANN0001> in Slack');
  });

  it('rejects with a reason, and the tab is drawn again', async () => {
    const world = createSlackWorld(api.url);
    const { reject } = await openHome(world);

    await world.pressAtHome(reject);
    const modal = api.calls[0]?.view;
    expect(methods()).toEqual(['views.open']);
    expect(Object.keys(JSON.parse(String(modal?.private_metadata)))).toEqual(['sealed']);
    const response = await world.submit(modal, { reason: { value: 'too early' } });

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toMatchObject([
      { outcome: { type: 'failure', error: 'rejected', cause: expect.any(String) } },
    ]);
    const [{ outcome } = {}] = world.workflow.completed;
    expect(JSON.parse((outcome?.type === 'failure' && outcome.cause) || '')).toEqual({
      errorMessage: 'Ben rejected it (by ann in Slack): too early',
      errorType: 'rejected',
      decision: {
        action: 'reject',
        by: 'ann',
        user_id: 'U0ANN0001',
        via: 'slack',
        at: new Date(NOW).toISOString(),
        comment: 'too early',
      },
    });
    expect(methods()).toEqual(['views.open', 'views.publish']);
    expect(JSON.stringify(api.calls[1]?.view)).toMatch(/Rejected by <@U0ANN0001> in Slack, [^"]*: too early/);
  });

  it.each(['approve', 'reject'] as const)('tells in a modal who was quicker (%s)', async (pressed) => {
    const world = createSlackWorld(api.url);
    const buttons = await openHome(world);
    await world.pressAtHome(buttons.approve, BOB);
    api.calls.length = 0;
    world.clock.now += 3_600_000;

    await world.pressAtHome(buttons[pressed]);

    expect(world.workflow.completed).toHaveLength(1);
    expect(viewOf('views.open')).toMatchObject({ title: { text: 'Countersign' } });
    expect(JSON.stringify(viewOf('views.open'))).toContain(
      'Already approved by <@U0BOB0001> in Slack, 1 hour ago.',
    );
    // Addresses are known for a minute.
    expect(methods().sort()).toEqual(['users.info', 'views.open', 'views.publish']);
    expect(JSON.stringify(viewOf('views.publish'))).toContain('No request waits for your decision.');
  });

  it.each(['approve', 'reject'] as const)('is for nobody else: told so in a modal (%s)', async (pressed) => {
    const world = createSlackWorld(api.url);
    const buttons = await openHome(world, { approvers: ['U0ANN0001'] });

    await world.pressAtHome(buttons[pressed], BOB);

    expect(world.workflow.completed).toEqual([]);
    expect(methods().sort()).toEqual(['users.info', 'views.open', 'views.publish']);
    expect(api.calls.at(-1)?.args.user_id).toBe(BOB.id);
    expect(JSON.stringify(viewOf('views.open'))).toContain('You are not an approver of this request.');
  });

  it.each(['approve', 'reject'] as const)(
    'tells a person who may not decide that it ended (%s)',
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

  it('expires with the task', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);
    world.clock.now = Date.parse('2026-12-01T12:00:00Z');

    await world.pressAtHome(approve);

    expect(world.workflow.completed).toEqual([]);
    expect(JSON.stringify(viewOf('views.open'))).toContain('This was not accepted. The link has expired.');
  });

  it('stays a decision where the tab cannot be drawn', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await openHome(world);
    api.failures.set('views.publish', { status: 500 });

    const response = await world.pressAtHome(approve);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    expect(world.workflow.completed).toHaveLength(1);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'home_failed' }));
  });

  it('is logged where even the modal does not open', async () => {
    const world = createSlackWorld(api.url);
    const { reject } = await openHome(world);
    api.failures.set('views.open', { error: 'expired_trigger_id' });

    const response = await world.pressAtHome(reject);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    const events = world.lines.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['modal_failed', 'tell_failed']));
  });
});
