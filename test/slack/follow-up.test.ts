import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFollowUp } from '../../src/slack/follow-up.ts';
import { runFollowUp } from '../../src/slack/run-follow-up.ts';
import { fakeExecutions, manyWaiting } from '../support/slack-executions.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { httpEvent } from '../support/web-event.ts';

let api: FakeSlackApi;
beforeEach(async () => {
  api = await startFakeSlackApi();
  api.results.set('users.info', { user: { name: 'ann' } });
});
afterEach(() => api.close());

const ANN = 'U0ANN0001';
const given = (text: string, responseUrl: string) => ({
  slack_follow_up: {
    command: {
      command: '/approval',
      text,
      user_id: ANN,
      channel_id: 'C0001',
      response_url: responseUrl,
    },
  },
});
/** A follow-up that answers to the fake Slack. */
const answering = (text: string) => given(text, `${api.url}response`);
const answers = () => api.calls.filter(({ method }) => method === 'response').map(({ args }) => args);

/** A world whose first limit has passed at its first list. */
function createSlowWorld(overrides = {}) {
  const deadline = new AbortController();
  return createSlackWorld(api.url, {
    timeout: () => deadline.signal,
    listExecutions: () => {
      deadline.abort();
      return new Promise(() => undefined);
    },
    ...overrides,
  });
}

describe('the answer to Slack', () => {
  it.each([
    { given: (world: ReturnType<typeof createSlowWorld>) => world.command('list'), kind: 'command' },
    { given: (world: ReturnType<typeof createSlowWorld>) => world.openHome(), kind: 'home' },
  ])('starts one follow-up when reading takes too long ($kind)', async ({ given: act, kind }) => {
    const world = createSlowWorld();

    await act(world);

    expect(world.followUps).toEqual([expect.objectContaining({ [kind]: expect.anything() })]);
  });

  it('starts a follow-up for the home tab after a decision there that took too long to show', async () => {
    const world = createSlowWorld();
    const { approve } = await world.ask();

    await world.pressAtHome(approve);

    expect(world.workflow.completed).toHaveLength(1);
    expect(world.followUps).toEqual([{ home: ANN }]);
  });

  it('starts none for a command that changes something', async () => {
    const deadline = new AbortController();
    const world = createSlackWorld(api.url, {
      timeout: () => deadline.signal,
      getHistory: () => {
        deadline.abort();
        return new Promise(() => undefined);
      },
    });

    expect((await world.command('cancel run-1')).answer.text).toBe('This took too long. Try again.');

    expect(world.followUps).toEqual([]);
  });
});

describe('a follow-up', () => {
  it('answers a command through its response_url', async () => {
    const world = createSlackWorld(api.url, fakeExecutions(manyWaiting(2)));

    await runFollowUp(answering('list'), world.ports);

    expect(answers()).toEqual([
      expect.objectContaining({
        response_type: 'ephemeral',
        text: 'Waiting for a decision, newest first:',
        blocks: expect.any(Array),
      }),
    ]);
    expect(world.lines).toMatchObject([
      { event: 'slack_follow_up', name: '/approval', subcommand: 'list', user_id: ANN },
    ]);
  });

  it('publishes the home tab', async () => {
    const world = createSlackWorld(api.url);

    await runFollowUp({ slack_follow_up: { home: ANN } }, world.ports);

    expect(api.calls.at(-1)).toMatchObject({ method: 'views.publish', args: { user_id: ANN } });
  });

  it('that runs twice answers twice', async () => {
    const world = createSlackWorld(api.url);

    await runFollowUp(answering('status run-1'), world.ports);
    await runFollowUp(answering('status run-1'), world.ports);

    expect(answers()).toHaveLength(2);
  });

  it.each(['start Ben', 'cancel run-1', ''])('changes nothing (%j)', async (text) => {
    const world = createSlackWorld(api.url);

    await runFollowUp(answering(text), world.ports);

    expect(world.started).toEqual([]);
    expect(world.stopped).toEqual([]);
    expect(api.calls.map(({ method }) => method)).toEqual(['response']);
  });

  it('answers that it took too long if it takes too long again', async () => {
    const world = createSlowWorld();

    await runFollowUp(answering('list'), world.ports);

    expect(answers()).toEqual([{ response_type: 'ephemeral', text: 'This took too long. Try again.' }]);
    expect(world.followUps).toEqual([]);
  });

  it('answers that it did not work if AWS fails', async () => {
    const world = createSlackWorld(api.url, { listExecutions: () => Promise.reject(new Error('Denied')) });

    await runFollowUp(answering('list'), world.ports);

    expect(answers()).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/^This did not work/) }),
    ]);
  });

  it.each([
    { title: 'Slack refuses it', responseUrl: () => `${api.url}response`, failure: { status: 404 } },
    { title: 'it is no URL', responseUrl: () => 'secret', failure: undefined },
    { title: 'Slack does not answer', responseUrl: () => 'http://127.0.0.1:1/secret', failure: undefined },
  ])('logs an error without the response_url if $title', async ({ responseUrl, failure }) => {
    const world = createSlackWorld(api.url);
    if (failure) api.failures.set('response', failure);

    await runFollowUp(given('list', responseUrl()), world.ports);

    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', event: 'respond_failed' }));
    expect(world.logged()).not.toMatch(/secret|\/response/);
  });
});

it.each([
  { event: given('list', 'https://hooks.slack.com/1'), is: true },
  { event: { slack_follow_up: { home: ANN } }, is: true },
  { event: { slack_follow_up: 'list' }, is: false },
  { event: {}, is: false },
  { event: undefined, is: false },
  { event: { ...httpEvent('https://example.com/'), slack_follow_up: { home: ANN } }, is: false },
])('only an event that is no HTTP request is a follow-up ($event, $is)', ({ event, is }) => {
  expect(isFollowUp(event)).toBe(is);
});
