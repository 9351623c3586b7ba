import { expect, test } from 'vitest';
import { renderMrkdwn, renderPlainText } from '../../../src/local/console/mrkdwn.ts';

const NAMES = {
  users: new Map([['U1', 'Ann <b>Lindqvist</b>']]),
  channels: new Map([['C1', 'approvals']]),
  groups: new Map([['S1', 'approvers']]),
};
const render = (text: string) => renderMrkdwn(text, NAMES).toString();

test.each([
  ['*bold*, _italic_ and ~struck~', '<strong>bold</strong>, <em>italic</em> and <s>struck</s>'],
  ['two\nlines', 'two<br>lines'],
  ['`*code*`', '<code>*code*</code>'],
  ['*<@U2|ben> decided*', '<strong><span class="mention">@ben</span> decided</strong>'],
  ['<#C1>', '<span class="mention">#approvals</span>'],
  ['<!subteam^S1>', '<span class="mention">@approvers</span>'],
  ['<!here>', '<span class="mention">@here</span>'],
  [':white_check_mark: :unknown:', '✅ :unknown:'],
  ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
  ['* not bold *', '* not bold *'],
])('%j is rendered as HTML', (text, html) => {
  expect(render(text)).toBe(html);
});

test('links are rendered with and without a label', () => {
  const attributes = 'target="_blank" rel="noopener noreferrer"';
  expect(render('<https://example.com/?a=1&amp;b=2|*the* page>')).toBe(
    `<a href="https://example.com/?a=1&amp;b=2" ${attributes}>*the* page</a>`,
  );
  expect(render('<https://example.com>')).toBe(
    `<a href="https://example.com" ${attributes}>https://example.com</a>`,
  );
});

test('dates are rendered, and an unknown format shows the fallback', () => {
  expect(render('<!date^1796087520^on {date_num}|some day>')).toMatch(/^on \d\d\/\d\d\/2026$/);
  expect(render('<!date^1796087520^{date_stardate}|some day>')).toBe('some day');
  expect(render('<!date^soon^{date}|some day>')).toBe('some day');
});

test.each([
  [-48, 'on 26 Nov 2026'],
  [-24, 'on yesterday'],
  [0, 'on today'],
  [24, 'on tomorrow'],
  [48, 'on 30 Nov 2026'],
])('a pretty date %i hours from now is a word if it is near', (hours, shown) => {
  const noon = new Date(2026, 10, 28, 12).getTime();
  const text = `<!date^${noon / 1000 + hours * 3600}^on {date_short_pretty}|some day>`;
  expect(renderMrkdwn(text, NAMES, noon).toString()).toBe(shown);
});

test.each([
  ['<script>alert(1)</script>'],
  ['&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['<javascript:alert(1)|click>'],
  ['<https://example.com/"onmouseover="alert(1)|<b>x>'],
  ['<@U1>'],
  ['<@U9|<img src=x>'],
  ['<!date^1^{date}|<img src=x onerror=alert(1)>'],
  ['`<img src=x onerror=alert(1)>`'],
  ['*<img src=x>* & "quoted"'],
  ['\ue000<https://example.com>\ue001'],
])('all HTML of a message is escaped: %j', (text) => {
  const html = render(text);
  const elements = html.match(/<[^>]*>/g) ?? [];
  for (const element of elements) {
    expect(element).toMatch(
      /^<(\/?(strong|em|s|code|span|a)|br|span class="mention"|a href="https:\/\/example\.com[^"<>]*" target="_blank" rel="noopener noreferrer")>$/,
    );
  }
});

test('plain text is escaped, and emoji are rendered unless they are turned off', () => {
  expect(renderPlainText({ text: '<b> :x:' }).toString()).toBe('&lt;b&gt; ❌');
  expect(renderPlainText({ text: '<b> :x:', emoji: false }).toString()).toBe('&lt;b&gt; :x:');
});
