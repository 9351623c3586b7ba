import { html } from 'hono/html';
import { expect, test } from 'vitest';
import { renderBlocks } from '../../../src/local/console/blocks.ts';

const SURFACE = {
  id: 'modal-U1',
  names: { users: new Map(), channels: new Map(), groups: new Map() },
  people: new Map([
    ['U1', 'Ann <i>'],
    ['U2', 'Ben'],
  ]),
};
const plain = (text: string) => ({ type: 'plain_text', text });
const OPTIONS = [
  { text: plain('<One>'), value: '"1"', description: plain('the <first>') },
  { text: plain('Two'), value: '2' },
];

/** Renders a field with the block ID `b:1`. */
function render(element: object, members: object = {}, errors: Record<string, string> = {}): string {
  const block = {
    type: 'input',
    block_id: 'b:1',
    label: plain('<Name>'),
    element: { action_id: 'a "', ...element },
    ...members,
  };
  return html`${renderBlocks([block], { ...SURFACE, errors })}`.toString();
}

test('a text field has one line, and a label', () => {
  const html = render({ type: 'plain_text_input', initial_value: '"<x>"', placeholder: plain('">') });
  expect(html).toContain('<label class="label" for="modal-U1-b-1-a--">&lt;Name&gt;</label>');
  expect(html).toContain('<input type="text" value="&quot;&lt;x&gt;&quot;" id="modal-U1-b-1-a--"');
  expect(html).toContain('data-block="b:1" data-action="a &quot;" aria-required="true"');
  expect(html).toContain('placeholder="&quot;&gt;"');
  expect(html).not.toContain('aria-invalid');
});

test('a text field can have several lines, even if the first line is empty', () => {
  const html = render({ type: 'plain_text_input', multiline: true, initial_value: '\n</textarea><b>' });
  expect(html).toMatch(/<textarea rows="4" [^>]*>\n\n&lt;\/textarea&gt;&lt;b&gt;<\/textarea>/);
});

test('a number is typed as a text, so that Slack sees what is not a number', () => {
  const html = render({ type: 'number_input', is_decimal_allowed: true, initial_value: '1.5' });
  expect(html).toContain('<input type="text" inputmode="decimal" value="1.5" id="modal-U1-b-1-a--"');
  expect(html).toContain('<label class="label" for="modal-U1-b-1-a--">');
});

test('a date has a field for dates', () => {
  const html = render({ type: 'datepicker', initial_date: '2026-11-28' });
  expect(html).toContain('<input type="date" value="2026-11-28" id="modal-U1-b-1-a--"');
  expect(html).toContain('aria-required="true"');
});

test('a group of radio buttons says that a choice is required', () => {
  const element = { type: 'radio_buttons', options: OPTIONS };
  expect(render(element)).toMatch(/role="radiogroup"[^>]* aria-required="true"/);
  expect(render(element, { optional: true })).not.toContain('aria-required');
});

test('an optional field shows that it is optional, its hint and its error', () => {
  const members = { optional: true, hint: plain('In <full>.') };
  const html = render({ type: 'plain_text_input' }, members, { 'b:1': 'Not <that>.' });
  expect(html).toContain('&lt;Name&gt; <span class="context">(optional)</span>');
  expect(html).toContain(
    'aria-describedby="modal-U1-b-1-a---hint modal-U1-b-1-a---error" aria-invalid="true"',
  );
  expect(html).toContain('<p class="context" id="modal-U1-b-1-a---hint">In &lt;full&gt;.</p>');
  expect(html).toContain('<p class="error" id="modal-U1-b-1-a---error">Not &lt;that&gt;.</p>');
  expect(html).not.toContain('aria-required');
});

test('a menu lists the channels', () => {
  const names = { ...SURFACE.names, channels: new Map([['C1', 'approvals']]) };
  const element = { type: 'conversations_select', action_id: 'a', initial_conversation: 'C1' };
  const block = { type: 'input', block_id: 'b', label: plain('Where'), element };
  const html_ = html`${renderBlocks([block], { ...SURFACE, names, errors: {} })}`.toString();
  expect(html_).toContain('<option value="C1" selected>approvals</option>');
});

test('a menu has no choice, or the choice of the app', () => {
  const element = { type: 'static_select', placeholder: plain('Pick <one>'), options: OPTIONS };
  expect(render(element)).toContain('<option value="">Pick &lt;one&gt;</option>');
  expect(render(element)).not.toContain('selected');
  const html = render({ ...element, initial_option: OPTIONS[0] });
  expect(html).toContain('<option value="&quot;1&quot;" selected>&lt;One&gt;</option>');
});

test('a menu of people shows their names', () => {
  const html = render({ type: 'users_select', initial_user: 'U2' });
  expect(html).toContain('<option value="U1">Ann &lt;i&gt;</option>');
  expect(html).toContain('<option value="U2" selected>Ben</option>');
});

test.each([
  ['radio_buttons', 'radio', { initial_option: OPTIONS[1] }],
  ['checkboxes', 'checkbox', { initial_options: [OPTIONS[1]] }],
  ['multi_static_select', 'checkbox', { initial_options: [OPTIONS[1]] }],
])('the element %s becomes a group with a label', (type, kind, initial) => {
  const html = render({ type, options: OPTIONS, ...initial }, {}, { 'b:1': 'No.' });
  expect(html).toContain('<span class="label" id="modal-U1-b-1-a---label">');
  expect(html).toMatch(/<div class="choices"[^>]* aria-labelledby="modal-U1-b-1-a---label"/);
  expect(html).toMatch(new RegExp(`<input type="${kind}"[^>]* value="&quot;1&quot;"`));
  expect(html).toContain('&lt;One&gt;<br><span class="context">the &lt;first&gt;</span>');
  expect(html).toMatch(/value="2" checked/);
  expect(html).toContain('aria-invalid="true"');
});

test('a choice of several people becomes a group of checkboxes', () => {
  const html = render({ type: 'multi_users_select', initial_users: ['U2'] });
  expect(html).toMatch(/<input type="checkbox"[^>]* value="U1">\s*<span>Ann &lt;i&gt;<\/span>/);
  expect(html).toMatch(/value="U2" checked/);
});

test('an unknown element shows a note', () => {
  expect(render({ type: '<date>' })).toContain('an element of the type &lt;date&gt;');
});
