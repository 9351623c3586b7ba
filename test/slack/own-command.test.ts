import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld, NOW } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const OWN = { command: '/approve-prod' };

describe('an app with a command of its own', () => {
  it('answers this command, and names it', async () => {
    const world = createSlackWorld(api.url, OWN);

    const { answer } = await world.command('help', OWN);

    expect(answer.text).toContain('/approve-prod list – ');
    expect(answer.text).not.toContain('/approval');
  });

  it('names it where a result is unknown', async () => {
    const startExecution = () => Promise.reject(new Error('Denied'));
    const stopped = createSlackWorld(api.url, { ...OWN, startExecution });
    const pressed = createSlackWorld(api.url, OWN);
    pressed.workflow.failCompletion = new Error('connect ECONNREFUSED');
    const { approve, message } = await pressed.ask();

    const { answer } = await stopped.command('start Ben', OWN);
    await pressed.press(approve, message);

    expect(answer.text).toContain('type /approve-prod list to see');
    expect(api.calls.at(-1)?.text).toContain('type /approve-prod status &lt;execution&gt;');
  });

  it('names it on the home tab', async () => {
    const listed = Array.from({ length: 40 }, (_, index) => ({
      execution: `ApprovalEmails:${index}`,
      running: true,
      startedAt: new Date(NOW),
    }));
    const world = createSlackWorld(api.url, { ...OWN, listExecutions: async () => listed });
    await world.ask();

    await world.openHome();

    expect(JSON.stringify(api.calls.at(-1)?.view)).toContain('More requests wait: /approve-prod list');
  });
});
