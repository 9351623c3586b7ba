import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unescapeCommand } from '../../src/slack/unescape-command.ts';

test.each([
  // Mentions keep their ids.
  ['<@U012ABCDEF>', '<@U012ABCDEF>'],
  ['<@U012ABCDEF|>', '<@U012ABCDEF>'],
  ['<@U012ABCDEF|ann>', '<@U012ABCDEF|ann>'],
  ['<@W012ABCDEF|ann &amp; co &gt; x>', '<@W012ABCDEF|ann & co x>'],
  ['<!subteam^S012ABCDEF>', '<!subteam^S012ABCDEF>'],
  ['<!subteam^S012ABCDEF|@leads>', '<!subteam^S012ABCDEF|leads>'],
  ['<#C987654321|>', '<#C987654321>'],
  ['<#C987654321>', '<#C987654321>'],
  ['<#C012ABCDEF|releases>', '<#C012ABCDEF|releases>'],
  // A whole channel is never notified.
  ['<!here>', '@here'],
  ['<!channel> and <!everyone>', '@channel and @everyone'],
  ['<!here|here>', '@here'],
  // Links and addresses.
  ['<mailto:ann@example.com|ann@example.com>', 'ann@example.com'],
  ['<mailto:ann@example.com>', 'ann@example.com'],
  ['<https://a.example/x?a=1&amp;b=2|a.example>', 'https://a.example/x?a=1&b=2'],
  ['<https://a.example>', 'https://a.example'],
  ['<tel:+49123|+49 123>', 'tel:+49123'],
  // Dates, and what Slack may add.
  ['<!date^1764000000^{date}|24 November>', '24 November'],
  ['<!date^1764000000^{date}^https://a.example|24 November>', '24 November'],
  ['<!date^1764000000^{date}>', '2025-11-24T16:00:00.000Z'],
  ['<!date^soon^{date}>', '<!date^soon^{date}>'],
  ['<!new^x|words>', 'words'],
  // Text.
  ['a &lt;b&gt; &amp;lt; c', 'a <b> &lt; c'],
  ['a < b', 'a < b'],
  ['<@U1> <b> <>', '<@U1> <b> <>'],
])('%s becomes %s', (escaped, text) => {
  expect(unescapeCommand(escaped)).toBe(text);
});

test('text without escapes does not change', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      expect(unescapeCommand(escaped)).toBe(text);
    }),
  );
});

test.each(['<', '<@', '<@U012ABCDEF|', '<!date^', '&', '|'])('a long text is read quickly (%j)', (unit) => {
  expect(unescapeCommand(unit.repeat(50_000))).not.toBe('');
});
