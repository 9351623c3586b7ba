import type { HomeView, KnownBlock, View } from '@slack/types';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { toDecision } from '../../src/approval/decision.ts';
import { recordedDelivery } from '../support/slack-deliveries.ts';
import { fakeExecutions, manyWaiting } from '../support/slack-executions.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { HOSTILE, hostileInput, withoutOurMarkup } from '../support/slack-hostile.ts';
import { complaintsAboutView } from '../support/slack-limits.ts';
import { mrkdwnObjects, vote } from '../support/slack-message.ts';
import { createSlackWorld, type SlackWorld } from '../support/slack-world.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

function expectFine(view: View | undefined): void {
  if (!view) throw new TypeError('there is no view');
  expect(complaintsAboutView(view)).toEqual([]);
  for (const { text: shown, verbatim } of mrkdwnObjects(view.blocks as KnownBlock[])) {
    expect(verbatim).toBe(true);
    expect(shown.isWellFormed()).toBe(true);
    expect(withoutOurMarkup(shown)).not.toMatch(/[<>&]/);
  }
}

const shownView = () => api.calls.findLast(({ view }) => view)?.view;

describe.each(HOSTILE)('a view about a request full of $title ($locale)', ({ many, locale }) => {
  const input = { ...hostileInput(many, locale), approvers: ['U0ANN0001'] };
  const comment = many(1_000);
  const decision = { ...toDecision({ ...vote(), comment }) };
  const ended = { type: 'success', output: { decision } } as const;

  it('is within Slack’s limits: the home tab with 100 waiting and 20 decided requests', async () => {
    const executions = [
      ...manyWaiting(100, input),
      ...manyWaiting(20, input).map((one) => ({
        ...one,
        name: `${one.name}-${'x'.repeat(70)}`,
        outcome: ended,
      })),
    ];
    const { listExecutions, getHistory } = fakeExecutions(executions);
    const world = createSlackWorld(api.url, {
      // Ignores the maximum, so the list contains all decided requests.
      listExecutions: (which) => listExecutions(which.running ? which : { ...which, max: executions.length }),
      getHistory,
      locale,
    });

    await world.openHome();

    expectFine(shownView());
    const types = (shownView() as HomeView).blocks.map(({ type }) => type);
    expect(types.filter((type) => type === 'actions')).toHaveLength(5);
    expect(types.filter((type) => type === 'section').length).toBeGreaterThanOrEqual(15);
  });

  it('is within Slack’s limits: the reject modal and the cancel modal', async () => {
    const world = createSlackWorld(api.url, { locale });
    const { reject, message } = await world.ask({ ...input, approvers: undefined });

    await world.press(reject, message);
    expectFine(shownView());
    expect(shownView()?.callback_id).toBe('comment');
    await world.command('cancel run-1', { trigger_id: 'another' });
    expectFine(shownView());
    expect(shownView()?.callback_id).toBe('cancel');
    const { answer } = await world.submit(shownView());
    expectFine(answer.view);
  });

  it('is within Slack’s limits: the request modal and the answer to its submission', async () => {
    const world = createSlackWorld(api.url, { locale });
    await world.sendSigned(recordedDelivery('shortcut').body);
    expectFine(shownView());

    const { answer } = await world.submit(shownView(), {
      name: { value: `n${many(255)}` },
      details: { value: many(500) },
      approvers: { selected_users: Array.from({ length: 10 }, (_, index) => `U0${index}0000000`) },
      others: {
        value: Array.from({ length: 10 }, (_, index) => `${index}${'&'.repeat(200)}@example.com`).join(' '),
      },
      policy: { selected_options: [{ value: 'not_self' }, { value: 'confirm' }] },
    });

    expectFine(answer.view);
    expect(world.started).toHaveLength(1);
  });

  it.each([
    { title: 'approved', outcome: ended },
    { title: 'failed', outcome: { type: 'failure', error: 'x', cause: many(32_768) } as const },
  ])('is within Slack’s limits: the notice after a late submission ($title)', async ({ outcome }) => {
    const world = createSlackWorld(api.url, { locale });
    const { reject, message } = await world.ask({ ...input, approvers: undefined });
    await world.press(reject, message);
    await world.workflow.completeTask({ token: TASK_TOKEN }, outcome);

    const { answer } = await world.submit(shownView());

    expectFine(answer.view);
  });
});

it('the reject modal can contain the longest payload that fits into a button', async () => {
  const world: SlackWorld = createSlackWorld(api.url, {
    open: async () => ({
      token: TASK_TOKEN,
      action: { name: 'reject', type: 'failure' },
      transactionId: '00',
    }),
  });
  const message = { ts: '1764000000.000100', text: '', blocks: [] };

  await world.press({ action_id: 'decide:reject', value: `3-${'A'.repeat(1_998)}` }, message);

  expectFine(shownView());
});
