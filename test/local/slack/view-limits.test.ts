import { expect, test } from 'vitest';
import { refuseView } from '../../../src/local/slack/view-limits.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const modal = (members: object = {}) => ({ type: 'modal', title: plain(5), blocks: [], ...members });
const input = (element: object, members: object = {}) =>
  modal({ submit: plain(5), blocks: [{ type: 'input', label: plain(5), element, ...members }] });
const textInput = (members: object) => input({ type: 'plain_text_input', action_id: 'a', ...members });
const numberInput = (members: object) =>
  input({ type: 'number_input', is_decimal_allowed: true, ...members });
const option = (members: object = {}) => ({ text: plain(5), value: 'v', ...members });
const select = (members: object = {}) => input({ type: 'static_select', options: [option()], ...members });

test.each([
  ['a title', (length: number) => modal({ title: plain(length) }), 24],
  ['a submit button', (length: number) => modal({ submit: plain(length) }), 24],
  ['a close button', (length: number) => modal({ close: plain(length) }), 24],
  ['private metadata', (length: number) => modal({ private_metadata: 'x'.repeat(length) }), 3_000],
  ['a callback_id', (length: number) => modal({ callback_id: 'x'.repeat(length) }), 255],
  ['a label', (length: number) => input({ type: 'users_select' }, { label: plain(length) }), 2_000],
  ['a hint', (length: number) => input({ type: 'users_select' }, { hint: plain(length) }), 2_000],
  ['a placeholder', (length: number) => textInput({ placeholder: plain(length) }), 150],
  [
    'the placeholder of a date',
    (length: number) => input({ type: 'datepicker', placeholder: plain(length) }),
    150,
  ],
  ['the placeholder of a number', (length: number) => numberInput({ placeholder: plain(length) }), 150],
  ['an initial value', (length: number) => textInput({ initial_value: 'x'.repeat(length) }), 3_000],
  ["an option's text", (length: number) => select({ options: [option({ text: plain(length) })] }), 75],
  [
    "an option's value",
    (length: number) => select({ options: [option({ value: 'x'.repeat(length) })] }),
    150,
  ],
  [
    "an option's description",
    (length: number) => select({ options: [option({ description: plain(length) })] }),
    75,
  ],
])('%s may be as long as Slack allows, and no longer', (_, view, max) => {
  expect(refuseView(view(max))).toBeUndefined();
  expect(refuseView(view(max + 1))).toEqual({
    error: 'invalid_arguments',
    messages: [expect.stringMatching(`must be less than ${max + 1} characters \\[json-pointer:/view/`)],
  });
});

test.each([
  ['blocks of a modal', (count: number) => modal({ blocks: Array(count).fill({ type: 'divider' }) }), 100],
  [
    'blocks of a home view',
    (count: number) => ({ type: 'home', blocks: Array(count).fill({ type: 'divider' }) }),
    100,
  ],
  ['options of a menu', (count: number) => select({ options: Array(count).fill(option()) }), 100],
  [
    'radio buttons',
    (count: number) => input({ type: 'radio_buttons', options: Array(count).fill(option()) }),
    10,
  ],
  ['checkboxes', (count: number) => input({ type: 'checkboxes', options: Array(count).fill(option()) }), 10],
])('there may be as many %s as Slack allows, and no more', (_, view, max) => {
  expect(refuseView(view(max))).toBeUndefined();
  expect(refuseView(view(max + 1))?.messages).toEqual([
    expect.stringContaining(`no more than ${max} items allowed`),
  ]);
});

test.each([
  ['a title', modal({ title: undefined }), 'missing required field: text [json-pointer:/view/title]'],
  ['blocks', modal({ blocks: undefined }), 'missing required field: blocks [json-pointer:/view]'],
  [
    'a submit button if it has an input',
    { ...textInput({}), submit: undefined },
    'missing required field: submit [json-pointer:/view]',
  ],
  [
    'options in a menu',
    select({ options: [] }),
    'no fewer than 1 items allowed [json-pointer:/view/blocks/0/element/options]',
  ],
  ['a known type', modal({ type: 'page' }), 'must be one of: modal, home [json-pointer:/view/type]'],
  ['a value', undefined, 'must provide an object [json-pointer:/view]'],
  [
    'a maximum length that Slack allows',
    textInput({ max_length: 3_001 }),
    'must be between 1 and 3000 [json-pointer:/view/blocks/0/element/max_length]',
  ],
  [
    'an initial option that is one of the options',
    select({ initial_option: option({ value: 'other' }) }),
    'must be one of the options [json-pointer:/view/blocks/0/element/initial_option]',
  ],
  [
    'a word on decimals in a number',
    numberInput({ is_decimal_allowed: undefined }),
    'missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]',
  ],
  [
    'no decimals where they are not allowed',
    numberInput({ is_decimal_allowed: false, initial_value: '1.5' }),
    'must be a valid value [json-pointer:/view/blocks/0/element/initial_value]',
  ],
  [
    'a date of the calendar',
    input({ type: 'datepicker', initial_date: '2026-02-30' }),
    'must be a valid value [json-pointer:/view/blocks/0/element/initial_date]',
  ],
  [
    'a different ID for each block',
    modal({ blocks: Array(3).fill({ type: 'divider', block_id: 'b' }) }),
    '`block_id` "b" already exists [json-pointer:/view/blocks]',
  ],
])('a view must have %s', (_, view, message) => {
  expect(refuseView(view)?.messages).toEqual([message]);
});

test.each(['1e3', '', 'x', 1])('a view must have a number that Slack reads (%j)', (initial_value) => {
  expect(refuseView(numberInput({ initial_value }))?.messages).toEqual([
    'must be a valid value [json-pointer:/view/blocks/0/element/initial_value]',
  ]);
});

test.each([
  numberInput({ initial_value: '-1.5', min_value: '-2', max_value: '3.5' }),
  numberInput({ is_decimal_allowed: false, initial_value: '7' }),
  input({ type: 'datepicker', initial_date: '2028-02-29' }),
  select({ initial_option: option() }),
])('a view may have initial values (%#)', (view) => {
  expect(refuseView(view)).toBeUndefined();
});

test.each(['x'.repeat(2_900), 'é'.repeat(1_450)])('a view may have at most 250 KB (%#)', (text) => {
  const blocks = Array(90).fill({ type: 'section', text: { type: 'mrkdwn', text } });
  expect(refuseView(modal({ blocks }))).toEqual({ error: 'view_too_large', messages: [] });
});
