import type { ModalView } from '@slack/types';
import { expect, test } from 'vitest';
import { startWithModal } from '../support/slack-views.ts';
import { payloadOf } from '../support/test-slack.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const YES = { text: plain('Yes'), value: 'true' };

/** A form with a number, a date and radio buttons. */
const FORM: ModalView = {
  type: 'modal',
  title: plain('Approve'),
  submit: plain('Approve'),
  blocks: [
    {
      type: 'input',
      block_id: 'hours',
      label: plain('Hours'),
      element: {
        type: 'number_input',
        action_id: 'a',
        is_decimal_allowed: true,
        min_value: '-2',
        max_value: '8.5',
        initial_value: '1.5',
      },
    },
    {
      type: 'input',
      block_id: 'people',
      optional: true,
      label: plain('People'),
      element: { type: 'number_input', action_id: 'a', is_decimal_allowed: false },
    },
    {
      type: 'input',
      block_id: 'day',
      label: plain('Day'),
      element: { type: 'datepicker', action_id: 'a', initial_date: '2026-12-01' },
    },
    {
      type: 'input',
      block_id: 'backup',
      label: plain('Backup?'),
      element: {
        type: 'radio_buttons',
        action_id: 'a',
        options: [YES, { text: plain('No'), value: 'false' }],
      },
    },
  ],
};
const FILLED = { backup: { a: 'true' } };

test('a number, a date and a chosen radio button are sent in the format of Slack', async () => {
  const { slack, received } = await startWithModal(FORM);

  await slack.submit({
    values: { ...FILLED, hours: { a: '2.25' }, people: { a: '3' }, day: { a: '2028-02-29' } },
  });

  expect(payloadOf(received[0]).view.state.values).toEqual({
    hours: { a: { type: 'number_input', value: '2.25' } },
    people: { a: { type: 'number_input', value: '3' } },
    day: { a: { type: 'datepicker', selected_date: '2028-02-29' } },
    backup: { a: { type: 'radio_buttons', selected_option: YES } },
  });
});

test('fields that a person leaves alone keep their initial values, and others are empty', async () => {
  const { slack, received } = await startWithModal(FORM);

  await slack.submit({ values: { ...FILLED, people: { a: '' } } });

  expect(payloadOf(received[0]).view.state.values).toMatchObject({
    hours: { a: { value: '1.5' } },
    people: { a: { value: null } },
    day: { a: { selected_date: '2026-12-01' } },
  });
});

test.each([
  [{ hours: { a: 'two' } }, { hours: 'Enter a number.' }],
  [{ hours: { a: '1e3' } }, { hours: 'Enter a number.' }],
  [{ hours: { a: '-2.5' } }, { hours: 'Enter a number of at least -2.' }],
  [{ hours: { a: '9' } }, { hours: 'Enter a number of at most 8.5.' }],
  [{ people: { a: '1.5' } }, { people: 'Enter a whole number.' }],
  [{ day: { a: '2026-02-30' } }, { day: 'Enter a valid date.' }],
  [{ day: { a: '' } }, { day: 'Please complete this required field.' }],
  [{ backup: { a: '' } }, { backup: 'Please complete this required field.' }],
])('what is wrong is said at the field, and the app gets no request (%j)', async (wrong, errors) => {
  const { slack, received } = await startWithModal(FORM);

  expect(await slack.submit({ values: { ...FILLED, ...wrong } })).toMatchObject({ errors });

  expect(received).toEqual([]);
});
