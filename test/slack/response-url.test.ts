import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { respond } from '../../src/slack/response-url.ts';
import { type Failure, type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { BOB, createSlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
let responseUrl: string;
beforeAll(async () => {
  api = await startFakeSlackApi();
  responseUrl = `${api.url}response_url`;
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const ANN = { id: 'U0ANN0001', username: 'ann' };
const methods = () => api.calls.map(({ method }) => method);

describe('the response_url of a press', () => {
  it('replaces the pressed message, so the app need not be in its channel', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask();

    await world.press(approve, message, ANN, { responseUrl });

    expect(api.calls).toMatchObject([
      {
        method: 'response_url',
        text: expect.stringContaining('Approved by <@U0ANN0001>'),
        args: { replace_original: true },
      },
    ]);
    expect(api.calls[0]?.authorization).toBe('');
    expect(api.calls[0]?.blocks.some(({ type }) => type === 'actions')).toBe(false);
  });

  it('tells a person who may not decide, and the message stays', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben', approvers: ['U0ANN0001'] });

    await world.press(approve, message, BOB, { responseUrl });

    expect(api.calls).toMatchObject([
      {
        method: 'response_url',
        text: expect.stringContaining('You are not an approver'),
        args: { response_type: 'ephemeral', replace_original: false },
      },
    ]);
  });

  it('is kept by the reject modal, and updates the message after its submission', async () => {
    const world = createSlackWorld(api.url);
    const { reject, message } = await world.ask();
    await world.press(reject, message, ANN, { responseUrl });
    const modal = api.calls[0]?.view;

    await world.submit(modal);

    expect(methods()).toEqual(['views.open', 'response_url']);
    expect(api.calls[1]?.text).toContain('Rejected by <@U0ANN0001>');
  });

  it.each<Failure>([{ error: 'expired_url' }, { error: 'used_url' }, { status: 404 }, 'hang up'])(
    'is replaced by the Web API if Slack does not take the answer (%j)',
    async (failure) => {
      const world = createSlackWorld(api.url);
      const { approve, message } = await world.ask({ name: 'Ben', approvers: ['U0ANN0001'] });
      api.failures.set('response_url', failure);

      await world.press(approve, message, BOB, { responseUrl });
      await world.press(approve, message, ANN, { responseUrl });

      expect(methods()).toEqual(['response_url', 'chat.postEphemeral', 'response_url', 'chat.update']);
      expect(api.calls[3]).toMatchObject({ channel: 'C0001', ts: message.ts });
      expect(world.others()).toMatchObject([
        { level: 'warn', event: 'response_url_failed' },
        { level: 'warn', event: 'response_url_failed' },
      ]);
      expect(world.logged()).not.toContain(responseUrl);
    },
  );

  it('is not in the error if it is no URL, because anyone can answer with it', async () => {
    const answer = { text: 'x', response_type: 'ephemeral', replace_original: false } as const;

    await expect(respond('hooks.slack.com/secret', answer)).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('a press', () => {
  it('corrects the message of the press, also in a direct message', async () => {
    const world = createSlackWorld(api.url);
    const { approve, message } = await world.ask({ name: 'Ben', approvers: [BOB.id] });
    const copy = { ...message, ts: '1764000000.000900' };

    await world.press(approve, copy, BOB, { channel: 'D0BOB0001' });

    expect(api.calls).toMatchObject([
      { method: 'chat.update', channel: 'D0BOB0001', ts: '1764000000.000900' },
    ]);
    expect(world.workflow.completed).toHaveLength(1);
  });
});
