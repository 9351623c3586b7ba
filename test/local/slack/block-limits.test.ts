import { expect, test } from 'vitest';
import { refuseBlocks } from '../../../src/local/slack/block-limits.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const button = (members: object = {}) => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: 'a', text: plain(5), ...members }],
});
const overflow = (options: object[]) => ({
  type: 'actions',
  elements: [{ type: 'overflow', action_id: 'more', options }],
});
const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const confirm = { title: plain(5), text: plain(5), confirm: plain(5), deny: plain(5) };

test.each([
  ['a header', (length: number) => ({ type: 'header', text: plain(length) }), 150],
  ['a section', (length: number) => ({ type: 'section', text: mrkdwn(length) }), 3_000],
  ['a field', (length: number) => ({ type: 'section', fields: [mrkdwn(length)] }), 2_000],
  ['a context', (length: number) => ({ type: 'context', elements: [mrkdwn(length)] }), 3_000],
  ["a button's text", (length: number) => button({ text: plain(length) }), 75],
  ["a button's value", (length: number) => button({ value: 'x'.repeat(length) }), 2_000],
  ["a button's url", (length: number) => button({ url: 'x'.repeat(length) }), 3_000],
  ["a button's action_id", (length: number) => button({ action_id: 'x'.repeat(length) }), 255],
  ['a block_id', (length: number) => ({ ...button(), block_id: 'x'.repeat(length) }), 255],
  ["a menu option's text", (length: number) => overflow([{ text: plain(length), value: 'a' }]), 75],
  [
    "a menu option's value",
    (length: number) => overflow([{ text: plain(1), value: 'x'.repeat(length) }]),
    150,
  ],
  ["a dialog's title", (length: number) => button({ confirm: { ...confirm, title: plain(length) } }), 100],
  ["a dialog's text", (length: number) => button({ confirm: { ...confirm, text: plain(length) } }), 300],
  ["a dialog's button", (length: number) => button({ confirm: { ...confirm, deny: plain(length) } }), 30],
])('%s may be as long as Slack allows, and no longer', (_, block, max) => {
  expect(refuseBlocks([block(max)])).toBeUndefined();
  expect(refuseBlocks([block(max + 1)])).toEqual({
    error: 'invalid_blocks',
    messages: [expect.stringMatching(`must be less than ${max + 1} characters \\[json-pointer:/blocks/0/`)],
  });
});

test.each([
  ['blocks', (count: number) => Array(count).fill({ type: 'divider' }), 50],
  ['fields', (count: number) => [{ type: 'section', fields: Array(count).fill(mrkdwn(1)) }], 10],
  ['context elements', (count: number) => [{ type: 'context', elements: Array(count).fill(mrkdwn(1)) }], 10],
  [
    'buttons',
    (count: number) => [
      { ...button(), elements: range(count).map((index) => button({ action_id: `a${index}` }).elements[0]) },
    ],
    25,
  ],
  [
    'options in an overflow menu',
    (count: number) => [overflow(Array(count).fill({ text: plain(1), value: 'a' }))],
    5,
  ],
])('there may be as many %s as Slack allows, and no more', (_, blocks, max) => {
  expect(refuseBlocks(blocks(max))).toBeUndefined();
  expect(refuseBlocks(blocks(max + 1))?.messages).toEqual([
    expect.stringContaining(`no more than ${max} items allowed`),
  ]);
});

test('a text must not be empty or missing', () => {
  expect(refuseBlocks([{ type: 'header', text: plain(0) }])?.messages).toEqual([
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ]);
  expect(refuseBlocks([button({ text: undefined })])?.messages).toEqual([
    'missing required field: text [json-pointer:/blocks/0/elements/0/text]',
  ]);
});

test.each([
  [
    'buttons',
    { ...button(), elements: [] },
    'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'fields',
    { type: 'section', fields: [] },
    'no fewer than 1 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'context elements',
    { type: 'context', elements: [] },
    'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
  ],
  ['options', overflow([]), 'no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]'],
  ['text', { type: 'section' }, 'missing required field: text [json-pointer:/blocks/0]'],
])('a block without %s is refused', (_, block, message) => {
  expect(refuseBlocks([block])?.messages).toEqual([message]);
});

test('all blocks together may have at most 13,200 characters', () => {
  const blocks = Array(5).fill({ type: 'section', text: mrkdwn(2_600) });
  expect(refuseBlocks(blocks)).toEqual({ error: 'msg_blocks_too_long', messages: [] });
  expect(refuseBlocks(blocks.slice(1))).toBeUndefined();
});

test('blocks of other types, and messages without blocks, are accepted', () => {
  expect(
    refuseBlocks([{ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' }]),
  ).toBeUndefined();
  expect(refuseBlocks(undefined)).toBeUndefined();
});
