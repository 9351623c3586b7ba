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

const ACTIONS = [
  {
    name: 'approve_1h',
    label: 'Approve for 1 hour',
    style: 'primary',
    outcome: 'approve',
    output: { hours: 1 },
  },
  { name: 'approve_always', label: 'Approve for as long as <it> takes', outcome: 'approve' },
  { name: 'not_now', label: 'Not now', outcome: 'reject' },
  { name: 'hold', label: 'Hold', outcome: 'other', output: { held: true } },
];
const HOURS = { name: 'Ben', actions: ACTIONS };

/** Presses the button of an action. */
async function press(world: SlackWorld, name: string, input: object = HOURS) {
  const { buttons, message } = await world.ask(input);
  const button = buttons.find(({ action_id }) => action_id === `decide:${name}`);
  await world.press(button ?? {}, message);
  return { message, view: api.calls.find(({ method }) => method === 'views.open')?.view };
}

const shown = () => mrkdwnOf(api.calls.find(({ method }) => method === 'chat.update')?.blocks ?? []);

describe('a request with actions of its own', () => {
  it('has a button for each, in their order, with its label and style', async () => {
    const { buttons } = await createSlackWorld(api.url).ask(HOURS);

    expect(buttons.map(({ action_id, text, style }) => [action_id, text.text, style])).toEqual([
      ['decide:approve_1h', 'Approve for 1 hour', 'primary'],
      ['decide:approve_always', 'Approve for as long as <it> takes', undefined],
      ['decide:not_now', 'Not now', 'danger'],
      ['decide:hold', 'Hold', undefined],
    ]);
  });

  it('has the same buttons on the home tab', async () => {
    const world = createSlackWorld(api.url);
    world.workflow.input = HOURS;

    await world.openHome();

    const view = api.calls.find(({ method }) => method === 'views.publish')?.view;
    const actions = view?.blocks.find(({ type }) => type === 'actions');
    expect(actions).toMatchObject({ elements: ACTIONS.map(({ label }) => ({ text: { text: label } })) });
  });

  it('asks for confirmation before each approval, if the request says so', async () => {
    const { buttons } = await createSlackWorld(api.url).ask({ ...HOURS, confirm: true });

    const dialogs = buttons.map(({ confirm }) => confirm);
    expect(dialogs.slice(0, 2)).toMatchObject([
      { title: { text: 'Approve for 1 hour' }, confirm: { text: 'Approve for 1 hour' } },
      // Slack takes at most 30 characters.
      {
        title: { text: 'Approve for as long as <it> takes' },
        confirm: { text: 'Approve for as long as <it> t…' },
      },
    ]);
    expect(dialogs.slice(2)).toEqual([undefined, undefined]);
  });

  it('is approved by an action that approves, and says by which', async () => {
    const world = createSlackWorld(api.url);

    await press(world, 'approve_1h');

    expect(world.workflow.completed).toMatchObject([
      {
        outcome: {
          type: 'success',
          output: {
            hours: 1,
            decision: { action: 'approve_1h', outcome: 'approve', label: 'Approve for 1 hour' },
          },
        },
      },
    ]);
    expect(shown().at(-1)).toMatch(
      /^:white_check_mark: Approved \(Approve for 1 hour\) by <@U0ANN0001> in Slack/,
    );
  });

  it('escapes the label where it is no plain text', async () => {
    await press(createSlackWorld(api.url), 'approve_always');

    expect(shown().at(-1)).toContain('Approved (Approve for as long as &lt;it&gt; takes) by');
  });

  it('opens the form of a rejection for an action that rejects', async () => {
    const world = createSlackWorld(api.url);

    const { view } = await press(world, 'not_now');

    expect(world.workflow.completed).toEqual([]);
    expect(view).toMatchObject({
      title: { text: 'Not now' },
      submit: { text: 'Not now' },
      blocks: [{ block_id: 'comment', optional: true, label: { text: 'Reason' } }],
    });
    await world.submit(view, { comment: { value: 'too early' } });
    expect(world.workflow.completed).toMatchObject([{ outcome: { type: 'failure', error: 'rejected' } }]);
    expect(shown().at(-1)).toMatch(/^:x: Rejected \(Not now\) by <@U0ANN0001> in Slack.*: too early$/);
  });

  it('is answered by another action, which counts as neither', async () => {
    const world = createSlackWorld(api.url);

    await press(world, 'hold');

    expect(world.workflow.completed).toMatchObject([
      { outcome: { type: 'success', output: { held: true, decision: { action: 'hold' } } } },
    ]);
    expect(shown().at(-1)).toMatch(/^:speech_balloon: Answered \(Hold\) by <@U0ANN0001> in Slack/);
  });

  it('tells a person who comes later, and each command, how it was answered', async () => {
    const world = createSlackWorld(api.url);
    const { message } = await press(world, 'hold');
    const { buttons } = await world.ask(HOURS);
    world.clock.now += 3 * 60_000;

    await world.press(buttons[0] ?? {}, message, BOB);

    const reply = api.calls.find(({ method }) => method === 'chat.postEphemeral');
    expect(reply?.text).toBe('Already answered (Hold) by <@U0ANN0001> in Slack, 3 minutes ago.');
    const { answer } = await world.command('status run-1');
    expect(JSON.stringify(answer.blocks)).toContain('Answered (Hold) by <@U0ANN0001>');
    await world.openHome();
    const home = api.calls.findLast(({ method }) => method === 'views.publish')?.view;
    expect(JSON.stringify(home)).toContain('Answered (Hold) by <@U0ANN0001>');
  });

  it('cuts the title and the button of its form to 24 characters', async () => {
    const { view } = await press(createSlackWorld(api.url), 'approve_always', {
      ...HOURS,
      comment: 'required',
    });

    expect(view).toMatchObject({
      title: { text: 'Approve for as long as …' },
      submit: { text: 'Approve for as long as …' },
      blocks: [{ block_id: 'comment', optional: false, label: { text: 'Comment' } }],
    });
  });
});

it('an answer that neither approves nor rejects is not asked why it is right', async () => {
  const { view } = await press(createSlackWorld(api.url), 'hold', { ...HOURS, comment: 'optional' });

  expect(view?.blocks).toMatchObject([{ block_id: 'comment', label: { text: 'Comment' } }]);
  expect(view?.blocks[0]).not.toHaveProperty('element.placeholder');
});

it('a request of several votes tells all votes after one that rejects', async () => {
  const world = createSlackWorld(api.url);

  const { view } = await press(world, 'not_now', { ...HOURS, approvals: 2, rejections: 2 });
  const { answer } = await world.submit(view, { comment: { value: null } });

  expect(answer.view.blocks[0].text.text).toMatch(/^Your vote counts\. .*1 of 2 rejections: <@U0ANN0001>/);
});

it('an approver delegates from the first button, whatever its name is', async () => {
  const world = createSlackWorld(api.url);
  const { buttons, message } = await world.ask({
    ...HOURS,
    approvers: ['U0ANN0001', BOB.id],
    approvals: 2,
  });
  const menu = buttons.at(-1);
  expect(menu).toMatchObject({ type: 'overflow', action_id: 'delegate' });

  await world.press({ ...menu, block_id: 'decide', selected_option: { value: 'person_only' } }, message);

  expect(api.calls.find(({ method }) => method === 'views.open')?.view).toMatchObject({
    callback_id: 'delegate',
  });
});
