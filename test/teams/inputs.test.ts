import { describe, expect, it } from 'vitest';
import type { AdaptiveCard, ExecuteAction } from '../../src/teams/card/elements.ts';
import { filledIn } from '../../src/teams/card/questions.ts';
import { CUSTOM_ANSWERS, LARGEST } from '../support/custom-answers.ts';
import { ANN, BEN, type FakeMember } from '../support/teams-fake-connector.ts';
import { startRoundsWorld } from '../support/teams-rounds.ts';
import { startTeamsWorld } from '../support/teams-world.ts';

const CARD = 'application/vnd.microsoft.card.adaptive';
const MESSAGE = 'application/vnd.microsoft.activity.message';
const ERROR = 'application/vnd.microsoft.error';
const aad = ({ aadObjectId }: FakeMember) => `aad:${aadObjectId}`;

/** What Teams sends of a form that is filled in. */
const FILLED = {
  'input:approve_for:ticket': ' OPS-7 ',
  'input:approve_for:hours': '2.5',
  'input:approve_for:region': 'us-east-1',
  'input:approve_for:from': '2026-12-24',
  'input:approve_for:night': 'false',
};
const GIVEN = { ticket: 'OPS-7', hours: 2.5, region: 'us-east-1', from: '2026-12-24', night: false };

async function startAsking(input: object = CUSTOM_ANSWERS) {
  const world = await startTeamsWorld();
  const { all } = await world.ask(input);
  const button = (name: string) => all[name] ?? { payload: '' };
  return { ...world, button };
}

/** The only button of a form, and its elements. */
function formIn({ answer }: { answer: { type: string; value: AdaptiveCard } }) {
  expect(answer.type).toBe(CARD);
  const { body, actions = [] } = answer.value;
  expect(actions).toHaveLength(1);
  return { card: answer.value, body, button: actions[0] as ExecuteAction };
}

describe('a custom answer', () => {
  it('ends the request with its output, and its label is in the result', async () => {
    const { press, button, workflow, say, fake } = await startAsking();

    const { answer } = await press(button('hold'));

    expect(workflow.completed).toMatchObject([
      {
        outcome: {
          type: 'success',
          output: {
            name_in_output: 'Ben',
            held: true,
            decision: { action: 'hold', outcome: 'other', label: 'Hold *all*', by: 'Ann Lee' },
          },
        },
      },
    ]);
    expect(JSON.stringify(answer.value)).toContain(
      '💬 Answered (Hold \\\\*all\\\\*) by Ann Lee (aad:aaaaaaaa…) in Teams',
    );
    expect(JSON.stringify(fake.called('PUT'))).toContain('💬 Answered');
    expect(await say('status run-1')).toContain('Answered (Hold *all*) by Ann Lee (aad:aaaaaaaa…) in Teams');
  });

  it('that rejects takes the reason from its part of the card', async () => {
    const { press, button, workflow } = await startAsking();

    const { answer } = await press({ ...button('decline'), 'comment:decline': 'too early' });

    expect(workflow.completed).toMatchObject([{ outcome: { type: 'failure', error: 'rejected' } }]);
    expect(JSON.stringify(answer.value)).toContain(
      '❌ Rejected (Decline) by Ann Lee (aad:aaaaaaaa…) in Teams',
    );
    expect(JSON.stringify(answer.value)).toContain('too early');
  });

  it('tells a person who is too late which answer it was', async () => {
    const { press, button } = await startAsking();
    await press(button('hold'));

    const { answer } = await press(button('decline'), BEN);

    expect(answer.value).toContain('Already answered (Hold *all*) by Ann Lee (aad:aaaaaaaa…) in Teams');
  });
});

describe('the inputs of an answer', () => {
  it('are checked, and become a part of the output', async () => {
    const { press, button, workflow } = await startAsking();

    const { answer } = await press({ ...button('approve_for'), ...FILLED });

    expect(JSON.stringify(answer.value)).toContain('✅ Approved (Approve for a time) by Ann Lee');
    expect(workflow.completed).toMatchObject([
      { outcome: { output: { scope: 'part', decision: { inputs: GIVEN } } } },
    ]);
  });

  it('may be numbers where an app of Teams sends numbers', async () => {
    const { press, button, workflow } = await startAsking();

    await press({ ...button('approve_for'), ...FILLED, 'input:approve_for:hours': 2.5 });

    expect(workflow.completed).toMatchObject([{ outcome: { output: { decision: { inputs: GIVEN } } } }]);
  });

  it('are read once from the history', async () => {
    const { press, button, workflow } = await startAsking();

    await press({ ...button('approve_for'), ...FILLED });

    expect(workflow.historyReads).toHaveLength(1);
  });

  it('are not taken from the form of another answer', async () => {
    const { press, button, workflow } = await startAsking();
    const other = Object.entries(FILLED).map(([id, value]) => [id.replace('approve_for', 'hold'), value]);

    const { answer } = await press({ ...button('approve_for'), ...Object.fromEntries(other) });

    expect(answer.type).toBe(CARD);
    expect(workflow.completed).toEqual([]);
  });

  it('that are wrong are shown again with what was typed, and nothing is decided', async () => {
    const asked = { ...CUSTOM_ANSWERS, comment: 'optional' };
    const { press, button, workflow, fake } = await startAsking(asked);
    const wrong = { 'input:approve_for:ticket': ' ', 'input:approve_for:hours': '1,5' };
    const comment = { 'comment:approve_for': 'see *ticket*' };

    const again = await press({ ...button('approve_for'), ...FILLED, ...wrong, ...comment });

    expect(workflow.completed).toEqual([]);
    expect(fake.called('PUT')).toEqual([]);
    const { body, button: submit } = formIn(again);
    expect(body.slice(2)).toMatchObject([
      { id: 'input:approve_for:ticket' },
      { type: 'TextBlock', text: 'An answer is missing. Give one.', color: 'attention' },
      { id: 'input:approve_for:hours' },
      { type: 'TextBlock', text: expect.stringContaining('This is not a number.'), color: 'attention' },
      { id: 'input:approve_for:region', value: 'us-east-1' },
      { id: 'input:approve_for:from', value: '2026-12-24' },
      { id: 'input:approve_for:night', value: 'false' },
      { id: 'comment:approve_for', value: 'see *ticket*' },
    ]);
    const last = await press({ ...submit.data, ...FILLED, ...comment });
    expect(last.answer.value).toMatchObject({ body: expect.any(Array) });
    expect(workflow.completed).toMatchObject([
      { outcome: { output: { decision: { inputs: GIVEN, comment: 'see *ticket*' } } } },
    ]);
  });

  it('that were emptied stay empty in the form that is shown again', async () => {
    const { press, button } = await startAsking();

    const { body } = formIn(await press({ ...button('approve_for'), 'input:approve_for:ticket': 'OPS-7' }));

    const hours = body.find((one) => 'id' in one && one.id === 'input:approve_for:hours');
    expect(hours).not.toHaveProperty('value');
  });

  it('that are wrong do not matter after the end', async () => {
    const { press, button } = await startAsking();
    await press(button('hold'), BEN);

    const { answer } = await press(button('approve_for'));

    expect(answer).toMatchObject({ type: MESSAGE, value: expect.stringContaining('Already answered') });
  });

  it('of a person who may not decide are not checked', async () => {
    const { press, button, workflow } = await startAsking({ ...CUSTOM_ANSWERS, approvers: [aad(BEN)] });

    const { answer } = await press(button('approve_for'), ANN);

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'NotAllowed' } });
    expect(workflow.completed).toEqual([]);
  });

  it('go on in a follow-up, if the press comes between two rounds', async () => {
    const world = await startRoundsWorld({ ...CUSTOM_ANSWERS, approvals: 3 });
    const button = world.all.approve_for ?? {};
    await world.press({ ...button, ...FILLED }, ANN);

    const { answer } = await world.press({ ...button, ...FILLED, 'input:approve_for:hours': '8' }, BEN);

    expect(answer).toMatchObject({ type: MESSAGE, value: expect.stringContaining('tried again') });
    await world.followUp();
    expect(world.given).toHaveLength(2);
    expect(JSON.stringify(world.given[1])).toContain('\\"hours\\":8');
  });

  it('that are wrong are shown again at once, also between two rounds', async () => {
    const world = await startRoundsWorld({ ...CUSTOM_ANSWERS, approvals: 3 });
    const button = world.all.approve_for ?? {};
    await world.press({ ...button, ...FILLED }, ANN);

    const again = await world.press({ ...button, ...FILLED, 'input:approve_for:ticket': '' }, BEN);

    expect(JSON.stringify(formIn(again).body)).toContain('An answer is missing.');
    await world.followUp();
    expect(world.given).toHaveLength(1);
  });

  it('that are wrong are told in words, if they are only read in a follow-up', async () => {
    const world = await startRoundsWorld(CUSTOM_ANSWERS);
    world.faults.history = new Error('Throttled');
    await world.press({ ...(world.all.approve_for ?? {}), ...FILLED, 'input:approve_for:ticket': '' }, BEN);
    delete world.faults.history;

    await world.followUp();

    expect(world.given).toEqual([]);
    expect(world.fake.called('POST').at(-1)?.body.text).toContain('Ticket: An answer is missing.');
  });
});

describe('the form that a press asks for', () => {
  it('replaces the card for this person only, and then decides', async () => {
    const { askForm, press, button, workflow, fake } = await startAsking();

    const asked = await askForm(button('approve_for'));

    expect(workflow.completed).toEqual([]);
    expect(fake.called('PUT')).toEqual([]);
    const { body, button: submit } = formIn(asked);
    expect(JSON.stringify(body)).toContain('Approval for Ben');
    expect(submit).toMatchObject({ title: 'Approve for a time', verb: 'decide', style: 'positive' });
    await press({ ...submit.data, ...FILLED });
    expect(workflow.completed).toMatchObject([{ outcome: { output: { decision: { inputs: GIVEN } } } }]);
  });

  it('is refused to a person who may not decide', async () => {
    const { askForm, button } = await startAsking({ ...CUSTOM_ANSWERS, approvers: [aad(BEN)] });

    const { answer } = await askForm(button('approve_for'), ANN);

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'NotAllowed' } });
  });

  it('is not needed any more after the end', async () => {
    const { askForm, press, button } = await startAsking();
    await press(button('hold'), BEN);

    const { answer } = await askForm(button('approve_for'));

    expect(answer).toMatchObject({ type: MESSAGE, value: expect.stringContaining('Already answered') });
  });

  it('needs the history, and starts no follow-up without it', async () => {
    const world = await startRoundsWorld({ ...CUSTOM_ANSWERS, approvals: 3 });
    world.faults.history = new Error('Throttled');

    const { answer } = await world.askForm(world.all.approve_for ?? {});

    expect(answer).toMatchObject({ type: ERROR, value: { code: 'HistoryUnavailable' } });
    delete world.faults.history;
    await world.followUp();
    expect(world.given).toEqual([]);
  });

  it('has pages, if it is too long for one card, and each page is small enough for Teams', async () => {
    const { askForm, press, button, workflow } = await startAsking(LARGEST);
    const values = LARGEST.inputs.map(({ name, options }, index) => [name, options[index]]);
    const filled = Object.fromEntries(values.map(([name, value]) => [`input:answer_3:${name}`, value]));
    let form = formIn(await askForm(button('answer_3')));
    const pages = [form];
    while (form.button.verb === 'ask') {
      expect(form.button.title).toBe('Next');
      form = formIn(await askForm({ ...form.button.data, ...shownOf(form.body, filled) }));
      pages.push(form);
    }

    expect(pages.length).toBeGreaterThan(2);
    for (const { card } of pages) expect(JSON.stringify(card).length).toBeLessThan(40_000);
    expect(pages.flatMap(({ body }) => inputIdsIn(body))).toEqual([
      ...Object.keys(filled),
      'comment:answer_3',
    ]);
    expect(form.button).toMatchObject({ title: 'Answer 3', verb: 'decide' });
    await press({ ...form.button.data, ...shownOf(form.body, filled), 'comment:answer_3': 'fine' });
    expect(workflow.completed).toMatchObject([
      { outcome: { output: { decision: { comment: 'fine', inputs: Object.fromEntries(values) } } } },
    ]);
  });

  it('asks for each input once, whatever is filled in on the other pages', async () => {
    const texts = Array.from({ length: 7 }, (_, index) => `text_${index}`);
    const choices = ['first', 'second', 'third'];
    const inputs = [
      ...texts.map((name) => ({ name, label: name, type: 'text', default: '"'.repeat(500) })),
      ...choices.map((name) => ({
        name,
        label: name,
        type: 'choice',
        options: Array.from({ length: 50 }, (_, option) => `${option} ${'x'.repeat(60)}`),
      })),
    ];
    const { askForm, button } = await startAsking({ ...LARGEST, inputs });
    let form = formIn(await askForm(button('answer_0')));
    const ids = inputIdsIn(form.body);
    while (form.button.verb === 'ask') {
      const short = texts.map((name) => [`input:answer_0:${name}`, 'x']);
      form = formIn(await askForm({ ...form.button.data, ...Object.fromEntries(short) }));
      ids.push(...inputIdsIn(form.body));
    }

    expect(ids).toEqual([...inputs.map(({ name }) => `input:answer_0:${name}`), 'comment:answer_0']);
  });

  it('comes back at the first page with a problem, and keeps the other pages', async () => {
    const { press, button, workflow } = await startAsking(LARGEST);
    const filled = Object.fromEntries(
      LARGEST.inputs.map(({ name, options }) => [`input:answer_3:${name}`, options[7]]),
    );
    const wrong = { 'input:answer_3:input_5': 'nothing of this' };

    const again = await press({ ...button('answer_3'), ...filled, ...wrong, 'comment:answer_3': 'fine' });

    expect(workflow.completed).toEqual([]);
    const { card, body, button: next } = formIn(again);
    expect(JSON.stringify(card).length).toBeLessThan(40_000);
    expect(JSON.stringify(body)).toContain('This is not one of the options.');
    expect(body.some((one) => 'id' in one && one.id === 'input:answer_3:input_5')).toBe(true);
    expect({ ...next.data, ...shownOf(body, filled) }).toMatchObject({
      ...filled,
      'comment:answer_3': 'fine',
    });
  });
});

function inputIdsIn(body: AdaptiveCard['body']): string[] {
  return body.flatMap((one) => ('id' in one ? [one.id] : []));
}

/** Of these values, those that a page asks for. */
function shownOf(body: AdaptiveCard['body'], filled: Readonly<Record<string, unknown>>) {
  const ids = inputIdsIn(body);
  return Object.fromEntries(Object.entries(filled).filter(([id]) => ids.includes(id)));
}

it('an input with the name of a member that each object has keeps its default', async () => {
  const { askForm, button } = await startAsking({
    name: 'Ben',
    actions: [{ name: 'approve', label: 'Approve', outcome: 'approve', inputs: ['constructor'] }],
    inputs: [{ name: 'constructor', label: 'Constructor', type: 'text', default: 'ours' }],
  });

  const { body } = formIn(await askForm(button('approve')));

  expect(body).toContainEqual(expect.objectContaining({ label: 'Constructor', value: 'ours' }));
});

it('only a text, a number, true or false is the value of an input: a list may be nested more deeply than the stack', async () => {
  const { pressOf, button, send, logged } = await startAsking();
  const nested = JSON.parse('['.repeat(3_000) + ']'.repeat(3_000));
  const data = { ...button('approve_for'), ...FILLED, 'input:approve_for:hours': nested };

  expect(formIn(await send(pressOf({ ...data, 'input:approve_for:night': {} }))).body).not.toEqual([]);
  expect(logged()).not.toContain('RangeError');
  expect(filledIn({ 'input:a:x': nested, 'input:a:y': 4, 'input:a:z': null }, 'a').values).toEqual({ y: 4 });
});
