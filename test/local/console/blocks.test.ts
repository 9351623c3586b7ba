import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { renderBlocks } from '../../../src/local/console/blocks.ts';

const SURFACE = {
  id: 'message-1',
  names: { users: new Map([['U1', 'Ann']]), channels: new Map(), groups: new Map() },
  people: new Map([['U1', 'Ann <i>']]),
  errors: {},
};
const plain = (text: string) => ({ type: 'plain_text', text });
const render = (...blocks: Record<string, unknown>[]) => html`${renderBlocks(blocks, SURFACE)}`.toString();
const renderButton = (members: object) =>
  render({
    type: 'actions',
    block_id: 'decide',
    elements: [{ type: 'button', action_id: 'a"b', text: plain('<Go>'), ...members }],
  });

test('header, section, fields, context and divider are rendered', () => {
  const html = render(
    { type: 'header', text: plain('*Approval* <for> Ben') },
    { type: 'section', text: { type: 'mrkdwn', text: 'Requested by <@U1>' } },
    { type: 'section', fields: [{ type: 'mrkdwn', text: '*Where*\nhere' }] },
    { type: 'context', elements: [{ type: 'mrkdwn', text: ':hourglass: waits' }] },
    { type: 'divider' },
  );
  expect(html).toContain('<h3>*Approval* &lt;for&gt; Ben</h3>');
  expect(html).toContain('<p>Requested by <span class="mention">@Ann</span></p>');
  expect(html).toContain('<div class="fields"><p><strong>Where</strong><br>here</p></div>');
  expect(html).toContain('⌛ waits');
  expect(html).toContain('<hr>');
});

test('a button is rendered in its style', () => {
  expect(renderButton({ style: 'danger' })).toContain(
    '<button type="button" id="message-1-decide-0" class="button danger" data-block="decide" data-press="a&quot;b">&lt;Go&gt;</button>',
  );
});

test('a button with a URL becomes a link to a new tab', () => {
  const html = renderButton({ url: 'https://example.com/?a=1&b="2"' });
  expect(html).toContain('href="https://example.com/?a=1&amp;b=&quot;2&quot;" target="_blank"');
  expect(renderButton({ url: 'javascript:alert(1)' })).not.toContain('href');
});

test('the confirmation dialog of a button is rendered', () => {
  const confirm = {
    title: plain('Sure?'),
    text: { type: 'mrkdwn', text: 'It is *final*.' },
    confirm: plain('Yes'),
    deny: plain('No'),
  };
  const html = renderButton({ confirm });
  expect(html).toContain('data-confirm="message-1-decide-0-confirm"');
  expect(html).toContain('<dialog id="message-1-decide-0-confirm"');
  expect(html).toContain('<p>It is <strong>final</strong>.</p>');
  expect(html).toMatch(/value="deny">No<.*value="confirm">Yes</s);
});

test('an overflow menu becomes a button for each option', () => {
  const options = [{ text: plain('<Delegate>'), value: '"a"' }];
  const html = render({
    type: 'actions',
    block_id: 'decide',
    elements: [{ type: 'overflow', action_id: 'more', options }],
  });
  expect(html).toContain(
    '<button type="button" id="message-1-decide-0-0" class="button" data-block="decide" data-press="more" data-option="&quot;a&quot;">&lt;Delegate&gt;</button>',
  );
});

test('an unknown block shows a note', () => {
  expect(render({ type: '<table>' })).toContain('a block of the type &lt;table&gt;');
});

test('the accessory of a section is rendered', () => {
  const accessory = { type: 'button', action_id: 'edit', text: plain('Edit') };
  const html = render({ type: 'section', block_id: 's', text: plain('Name'), accessory });
  expect(html).toMatch(/class="with-accessory".*<p>Name<\/p>.*data-block="s" data-press="edit">Edit</s);
});

test('a menu that sends its choice at once has a name', () => {
  const option = { text: plain('<All>'), value: '"all"' };
  const menu = { type: 'static_select', action_id: 'show', placeholder: plain('Show'), options: [option] };
  const html = render({ type: 'actions', block_id: 'filter', elements: [menu] });
  expect(html).toContain(
    '<select id="message-1-filter-show" data-field data-block="filter" data-action="show" data-choose aria-label="Show">',
  );
  expect(html).toContain('<option value="&quot;all&quot;">&lt;All&gt;</option>');
});
