import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld } from '../support/slack-world.ts';
import { ASKED_AT } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  // Ann is not in the private channel of the request.
  api.results.set('conversations.info', { channel: { is_private: true } });
  api.results.set('users.conversations', { channels: [] });
});
afterAll(() => api.close());

const ESCALATED = { name: 'Ben', approvers: [BOB.id], escalate: [{ after: '10m', to: ['U0ANN0001'] }] };

/** Slack, this long after the request was asked. */
function slackAfter(minutes: number) {
  const world = createSlackWorld(api.url);
  world.clock.now = ASKED_AT.getTime() + minutes * 60_000;
  world.workflow.input = ESCALATED;
  return world;
}

describe.each([
  { minutes: 9, may: false },
  { minutes: 10, may: true },
])('a person who may decide from the 10th minute on, after $minutes minutes', ({ minutes, may }) => {
  it(`${may ? 'has' : 'does not have'} the request on the home tab`, async () => {
    await slackAfter(minutes).openHome();

    const home = api.calls.find(({ method }) => method === 'views.publish')?.view;
    expect(home?.blocks.some(({ type }) => type === 'actions')).toBe(may);
  });

  it(`${may ? 'sees' : 'does not see'} the request by a command, and ${may ? 'can' : 'cannot'} cancel it`, async () => {
    const world = slackAfter(minutes);

    const { answer } = await world.command('status run-1', { channel_id: 'C0OTHER01' });
    await world.command('cancel run-1', { channel_id: 'C0OTHER01', trigger_id: 'another' });

    expect(JSON.stringify(answer).includes('Approval for Ben')).toBe(may);
    expect(api.calls.some(({ method }) => method === 'views.open')).toBe(may);
  });

  it(`${may ? 'decides' : 'does not decide'} by a button`, async () => {
    const world = slackAfter(minutes);
    const { approve, message } = await world.ask(ESCALATED);

    await world.press(approve, message);

    expect(world.workflow.completed).toHaveLength(may ? 1 : 0);
  });
});
