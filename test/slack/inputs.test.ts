import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/callback/errors.ts';
import { followUpEvent, isGenuine } from '../../src/slack/follow-up.ts';
import { runFollowUp } from '../../src/slack/run-follow-up.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { complaintsAboutView } from '../support/slack-limits.ts';
import { mrkdwnOf } from '../support/slack-message.ts';
import { SIGNING_SECRET } from '../support/slack-request.ts';
import { fakeRounds } from '../support/slack-rounds.ts';
import { BOB, createSlackWorld, NOW, type SlackWorld } from '../support/slack-world.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => api.reset());
afterAll(() => api.close());

const INPUTS = [
  { name: 'ticket', label: 'Ticket', type: 'text', required: true },
  { name: 'hours', label: 'Hours', type: 'number', default: 1.5 },
  { name: 'window', label: 'Window', type: 'choice', options: ['Tonight', 'Sunday'], default: 'Sunday' },
  { name: 'day', label: 'Day', type: 'date', default: '2026-12-01' },
  { name: 'backup', label: 'Is there a backup?', type: 'yesno', required: true, default: false },
];
const RELEASE = { name: 'Ben', inputs: INPUTS };

/** What Slack sends for the fields of a form, as recorded: by block id, with the type of each element. */
const FILLED = {
  'input:ticket': { type: 'plain_text_input', value: 'OPS-7' },
  'input:hours': { type: 'number_input', value: '2.5' },
  'input:window': {
    type: 'static_select',
    selected_option: { text: { type: 'plain_text', text: 'Tonight', emoji: true }, value: 'Tonight' },
  },
  'input:day': { type: 'datepicker', selected_date: '2026-12-24' },
  'input:backup': {
    type: 'radio_buttons',
    selected_option: { text: { type: 'plain_text', text: 'Yes', emoji: true }, value: 'true' },
  },
};
const WRONG = { ...FILLED, 'input:hours': { type: 'number_input', value: '1e9 h' } };
const NO_NUMBER = 'This is not a number. Write one with digits and a point, such as 1.5.';
/** The same without any value. */
const EMPTY = {
  'input:ticket': { type: 'plain_text_input', value: null },
  'input:hours': { type: 'number_input' },
  'input:window': { type: 'static_select', selected_option: null },
  'input:day': { type: 'datepicker', selected_date: null },
  'input:backup': { type: 'radio_buttons', selected_option: null },
};

/** Presses the first button. Returns the form that opens. */
async function openForm(world: SlackWorld, input: object = RELEASE) {
  const { approve, message } = await world.ask(input);
  await world.press(approve, message);
  return { approve, message, view: api.calls.find(({ method }) => method === 'views.open')?.view };
}

describe('an answer that asks for inputs', () => {
  it('opens a form with a field of each type, and decides nothing yet', async () => {
    const world = createSlackWorld(api.url);

    const { view } = await openForm(world);

    expect(complaintsAboutView(view as never)).toEqual([]);
    expect(view).toMatchObject({
      callback_id: 'comment',
      title: { text: 'Approve' },
      submit: { text: 'Approve' },
      blocks: [
        {
          type: 'input',
          block_id: 'input:ticket',
          optional: false,
          label: { text: 'Ticket' },
          element: { type: 'plain_text_input', action_id: 'input:ticket', max_length: 500 },
        },
        {
          block_id: 'input:hours',
          optional: true,
          element: { type: 'number_input', is_decimal_allowed: true, initial_value: '1.5' },
        },
        {
          block_id: 'input:window',
          element: {
            type: 'static_select',
            options: [{ value: 'Tonight' }, { text: { text: 'Sunday' }, value: 'Sunday' }],
            initial_option: { text: { text: 'Sunday' }, value: 'Sunday' },
          },
        },
        { block_id: 'input:day', element: { type: 'datepicker', initial_date: '2026-12-01' } },
        {
          block_id: 'input:backup',
          optional: false,
          element: {
            type: 'radio_buttons',
            options: [
              { text: { text: 'Yes' }, value: 'true' },
              { text: { text: 'No' }, value: 'false' },
            ],
            initial_option: { value: 'false' },
          },
        },
      ],
    });
    expect(view?.blocks).toHaveLength(5);
    expect(world.workflow.completed).toEqual([]);
  });

  it('needs as many calls as the form of a rejection', async () => {
    const world = createSlackWorld(api.url);

    await openForm(world);

    expect(world.workflow.historyReads).toHaveLength(1);
    expect(api.calls.map(({ method }) => method)).toEqual(['views.open']);
  });

  it.each([
    { comment: 'optional', optional: true },
    { comment: 'required', optional: false },
  ])('also asks for a comment, as the request says ($comment)', async ({ comment, optional }) => {
    const { view } = await openForm(createSlackWorld(api.url), { ...RELEASE, comment });

    expect(view?.blocks.at(-1)).toMatchObject({ block_id: 'comment', optional });
    expect(view?.blocks).toHaveLength(6);
  });

  it('asks only for the inputs of its action', async () => {
    const { view } = await openForm(createSlackWorld(api.url), {
      ...RELEASE,
      actions: [
        { name: 'not_now', label: 'Not now', outcome: 'reject', inputs: ['day'] },
        { name: 'hold', label: 'Hold', outcome: 'other' },
      ],
    });

    // Each rejection is asked for a reason.
    expect(view?.blocks.map(({ block_id }) => block_id)).toEqual(['input:day', 'comment']);
  });

  it('opens the form with each number in digits', async () => {
    const { view } = await openForm(createSlackWorld(api.url), {
      name: 'Ben',
      inputs: [
        { name: 'large', label: 'Large', type: 'number', default: 9e15 },
        { name: 'small', label: 'Small', type: 'number', default: -1e-7 },
      ],
    });

    expect(view?.blocks).toMatchObject([
      { element: { initial_value: '9000000000000000' } },
      { element: { initial_value: '-0.0000001' } },
    ]);
  });

  it('is within Slack’s limits with the largest form', async () => {
    const many = Array.from({ length: 10 }, (_, index) => ({
      name: `input_${index}`.padEnd(40, '_'),
      label: '字'.repeat(75),
      type: 'choice',
      options: Array.from({ length: 50 }, (_, option) => `${option} `.padEnd(75, 'x')),
    }));

    const { view } = await openForm(createSlackWorld(api.url), {
      name: 'Ben',
      comment: 'required',
      inputs: many,
    });

    expect(complaintsAboutView(view as never)).toEqual([]);
    expect(view?.blocks).toHaveLength(11);
  });

  it('opens the form on the home tab too', async () => {
    const world = createSlackWorld(api.url);
    const { approve } = await world.ask(RELEASE);

    await world.pressAtHome(approve);

    expect(api.calls.at(-1)).toMatchObject({ method: 'views.open', view: { callback_id: 'comment' } });
  });

  it('tells a person who may not decide, without a form', async () => {
    const { view } = await openForm(createSlackWorld(api.url), { ...RELEASE, approvers: [BOB.id] });

    expect(view).toBeUndefined();
    expect(api.calls.at(-1)).toMatchObject({ method: 'chat.postEphemeral' });
  });

  it.each([
    { locale: 'en', told: 'Nothing was decided. Press the button again in a moment.' },
    { locale: 'de', told: 'Nichts wurde entschieden.' },
    { locale: 'zh', told: '尚未作出任何决定。' },
  ])(
    'tells the person to press again if the history cannot be read in time ($locale)',
    async ({ locale, told }) => {
      const world = createSlackWorld(api.url);
      world.workflow.failHistory = new Refusal('InvalidRequest', 'throttled');

      const { view } = await openForm(world, { ...RELEASE, locale });

      expect(view).toBeUndefined();
      expect(api.calls).toMatchObject([
        { method: 'chat.postEphemeral', text: expect.stringContaining(told) },
      ]);
      expect(world.workflow.completed).toEqual([]);
    },
  );

  it('tells the same while the history does not have the request yet', async () => {
    const world = createSlackWorld(api.url, { getHistory: async () => [] });

    const { view } = await openForm(world);

    expect(view).toBeUndefined();
    expect(api.calls).toMatchObject([{ text: expect.stringContaining('Nothing was decided.') }]);
  });
});

describe('a submitted form with inputs', () => {
  it('decides with the values, by their types', async () => {
    const world = createSlackWorld(api.url);
    const { view } = await openForm(world);

    const response = await world.submit(view, FILLED);

    expect(response).toMatchObject({ statusCode: 200, body: '' });
    // To open the form, and to decide.
    expect(world.workflow.historyReads).toHaveLength(2);
    expect(world.workflow.completed).toMatchObject([
      {
        outcome: {
          output: {
            decision: {
              action: 'approve',
              inputs: { ticket: 'OPS-7', hours: 2.5, window: 'Tonight', day: '2026-12-24', backup: true },
            },
          },
        },
      },
    ]);
    const update = api.calls.find(({ method }) => method === 'chat.update');
    expect(mrkdwnOf(update?.blocks ?? []).at(-1)).toMatch(/^:white_check_mark: Approved by <@U0ANN0001>/);
  });

  it('leaves out what is empty', async () => {
    const world = createSlackWorld(api.url);
    const { view } = await openForm(world);

    await world.submit(view, {
      ...EMPTY,
      'input:ticket': FILLED['input:ticket'],
      'input:backup': FILLED['input:backup'],
    });

    expect(world.workflow.completed).toMatchObject([{ outcome: { output: { decision: {} } } }]);
    expect(world.workflow.completed[0]).toHaveProperty('outcome.output.decision.inputs', {
      ticket: 'OPS-7',
      backup: true,
    });
  });

  it.each([
    {
      locale: 'en',
      missing: 'An answer is missing. Give one.',
      noDate: 'This is not a date. Write the year, the month and the day, such as 2026-11-28.',
    },
    { locale: 'de', missing: expect.stringMatching(/\w/), noDate: expect.stringContaining('2026-11-28') },
  ])(
    'shows what is missing or wrong at each field, and decides nothing ($locale)',
    async ({ locale, missing, noDate }) => {
      const world = createSlackWorld(api.url);
      const { view } = await openForm(world, { ...RELEASE, locale });

      const { answer } = await world.submit(view, {
        ...FILLED,
        'input:ticket': { type: 'plain_text_input', value: ' ' },
        'input:day': { type: 'datepicker', selected_date: '2026-02-30' },
      });

      expect(answer).toEqual({
        response_action: 'errors',
        errors: { 'input:ticket': missing, 'input:day': noDate },
      });
      expect(world.workflow.completed).toEqual([]);
    },
  );

  it('tells who decided if another person was faster', async () => {
    const world = createSlackWorld(api.url);
    const { view } = await openForm(world);
    await world.submit(view, FILLED, BOB);

    const { answer } = await world.submit(view, FILLED);

    expect(answer).toMatchObject({ response_action: 'update' });
    expect(answer.view.blocks[0].text.text).toMatch(/^Already approved by <@U0BOB0001> in Slack/);
  });

  it('decides once if Slack delivers it twice', async () => {
    const world = createSlackWorld(api.url);
    const { view } = await openForm(world);

    const [first, second] = [await world.submit(view, FILLED), await world.submit(view, FILLED)];

    expect([first.body, second.body]).toEqual(['', '']);
    expect(world.workflow.completed).toHaveLength(1);
  });
});

describe('a form that is submitted between two rounds', () => {
  const TWO = { ...RELEASE, approvals: 2 };

  it('goes on with its inputs, which are signed', async () => {
    const rounds = fakeRounds(TWO, () => NOW, 'later');
    const world = createSlackWorld(api.url, rounds.ports);
    const { view } = await openForm(world, TWO);
    await world.submit(view, FILLED, BOB);
    api.calls.length = 0;

    await world.submit(view, FILLED);

    expect(world.followUps).toMatchObject([{ vote: { inputs: { ticket: 'OPS-7', backup: 'true' } } }]);
    const [work] = world.followUps;
    if (!work) throw new TypeError('nothing goes on');
    const event = followUpEvent(work, SIGNING_SECRET);
    const forged = structuredClone(event) as unknown as {
      slack_follow_up: { vote: { inputs: { ticket: string } } };
    };
    forged.slack_follow_up.vote.inputs.ticket = 'OPS-8';
    expect(isGenuine(event, SIGNING_SECRET)).toBe(true);
    expect(isGenuine(forged as unknown as typeof event, SIGNING_SECRET)).toBe(false);

    rounds.next();
    await runFollowUp(event, world.ports);

    expect(rounds.completed()).toBe(2);
    expect(JSON.stringify(rounds.events.at(-1))).toContain('OPS-7');
    expect(api.calls.find(({ method }) => method === 'chat.postEphemeral')?.text).toMatch(/^Approved by/);
  });

  it('says at once what is wrong', async () => {
    const rounds = fakeRounds(TWO, () => NOW, 'later');
    const world = createSlackWorld(api.url, rounds.ports);
    const { view } = await openForm(world, TWO);
    await world.submit(view, FILLED, BOB);

    const { answer } = await world.submit(view, WRONG);

    expect(answer).toMatchObject({ response_action: 'errors', errors: { 'input:hours': NO_NUMBER } });
    expect(world.followUps).toEqual([]);
  });

  it('tells the person privately what is wrong, if the history could not be read at once', async () => {
    const world = createSlackWorld(api.url);
    const { view } = await openForm(world);
    world.workflow.failHistory = new Refusal('InvalidRequest', 'throttled');
    await world.submit(view, WRONG);
    delete world.workflow.failHistory;
    api.calls.length = 0;
    const [work] = world.followUps;
    if (!work) throw new TypeError('nothing goes on');

    await runFollowUp({ slack_follow_up: work }, world.ports);

    expect(world.workflow.completed).toEqual([]);
    expect(api.calls.find(({ method }) => method === 'chat.postEphemeral')?.text).toBe(
      `This was not accepted. Hours: ${NO_NUMBER}`,
    );
  });
});
