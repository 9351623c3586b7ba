import { expect, test } from 'vitest';
import { cardMessage, startTestTeams } from '../support/test-teams.ts';

const CHOICES = ['1', '2'].map((value) => ({ title: `No. ${value}`, value }));
const NOTED = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Noted' };

/** Fills one input of a card, and gives what the bot gets for it. */
async function sent(input: object, value?: string): Promise<unknown> {
  const { teams, connector, delivered } = await startTestTeams({ body: NOTED });
  const card = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [{ id: 'x', label: 'X', ...input }],
    actions: [{ type: 'Action.Execute', title: 'Send', verb: 'send' }],
  };
  const { activityId } = (await connector.startThread(cardMessage(card))).answer;
  const values = value === undefined ? {} : { x: value };
  await teams.press({ activity: String(activityId), action: 'send', values });
  return delivered[0]?.activity.value.action.data.x;
}

test.each([
  ['a number', { type: 'Input.Number', min: -2, max: 3 }, '-1.5'],
  ['the smallest number', { type: 'Input.Number', min: -2 }, '-2'],
  ['a date', { type: 'Input.Date', min: '2026-12-01', max: '2026-12-31' }, '2026-12-24'],
  ['a choice', { type: 'Input.ChoiceSet', choices: CHOICES }, '2'],
  ['several choices', { type: 'Input.ChoiceSet', choices: CHOICES, isMultiSelect: true }, '1,2'],
  [
    'a person',
    {
      type: 'Input.ChoiceSet',
      choices: [],
      'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' },
    },
    'an id',
  ],
  ['nothing', { type: 'Input.Number' }, ''],
])('Teams sends %s', async (_, input, value) => {
  expect(await sent(input, value)).toBe(value);
});

test.each([
  ['a number', { type: 'Input.Number', value: 4 }, '4'],
  ['a date', { type: 'Input.Date', value: '2026-12-24' }, '2026-12-24'],
  ['a choice', { type: 'Input.ChoiceSet', choices: CHOICES, value: '1' }, '1'],
])('Teams sends the initial value of %s', async (_, input, value) => {
  expect(await sent(input)).toBe(value);
});

test.each([
  ['letters for a number', { type: 'Input.Number' }, 'four'],
  ['a number that is too small', { type: 'Input.Number', min: 2 }, '1'],
  ['a number that is too large', { type: 'Input.Number', max: 2 }, '3'],
  ['a day that does not exist', { type: 'Input.Date' }, '2026-02-30'],
  ['a date in another form', { type: 'Input.Date' }, '24.12.2026'],
  ['a date that is too early', { type: 'Input.Date', min: '2026-12-24' }, '2026-12-23'],
  ['a date that is too late', { type: 'Input.Date', max: '2026-12-24' }, '2026-12-25'],
  ['a choice that is not there', { type: 'Input.ChoiceSet', choices: CHOICES }, '3'],
  ['several choices where one is asked for', { type: 'Input.ChoiceSet', choices: CHOICES }, '1,2'],
  ['one wrong choice of several', { type: 'Input.ChoiceSet', choices: CHOICES, isMultiSelect: true }, '1,3'],
])('Teams does not send %s', async (_, input, value) => {
  await expect(sent(input, value)).rejects.toMatchObject({
    code: 'InvalidInput',
    message: 'X: wrong value.',
  });
  const stated = sent({ ...input, errorMessage: 'Not so.' }, value);
  await expect(stated).rejects.toMatchObject({ code: 'InvalidInput', message: 'X: Not so.' });
});

test.each([
  ['a number', { type: 'Input.Number' }],
  ['a date', { type: 'Input.Date' }],
  ['a choice', { type: 'Input.ChoiceSet', choices: CHOICES }],
])('Teams needs %s that is required', async (_, input) => {
  await expect(sent({ ...input, isRequired: true })).rejects.toMatchObject({
    code: 'InvalidInput',
    message: 'X: this is required.',
  });
});
