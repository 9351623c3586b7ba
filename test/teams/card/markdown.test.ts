import { expect, it } from 'vitest';
import { escapeMarkdown, richMarkdown, teamsDate } from '../../../src/teams/card/markdown.ts';

it.each([
  ['**bold** _italic_ ~gone~ `code`', '\\*\\*bold\\*\\* \\_italic\\_ \\~gone\\~ \\`code\\`'],
  ['[Click](https://evil.example)', '\\[Click\\](https://evil.example)'],
  ['C:\\temp', 'C:\\\\temp'],
  ['{{DATE(2026-11-24T12:00:00Z)}}', '{\u200b{DATE(2026-11-24T12:00:00Z)}}'],
  ['<at>Everyone</at>', '<\u200bat>Everyone<\u200b/at>'],
  ['- one\n1. two\n# three', '\u200b- one\n\u200b1. two\n\u200b# three'],
  ['one\n\n \u2028\t- two', 'one\n\n \u2028\t\u200b- two'],
  ['a - b, 5 > 4, key=value', 'a - b, 5 > 4, key=value'],
])('text that people wrote stays text: %j', (text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

it('many empty lines stay', () => {
  // A pattern that tries them from each line takes longer than a test may.
  expect(escapeMarkdown('\n'.repeat(400_000))).toBe('\n'.repeat(400_000));
});

it.each([
  ['See https://example.com/a_b.', 'See [https://example.com/a\\_b](https://example.com/a_b).'],
  ['https://example.com/(x)', '[https://example.com/(x)](https://example.com/%28x%29)'],
  ['for <@U012ABCDEF|Ann> in <#C012ABCDEF|releases>', 'for @Ann in #releases'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
])('a detail has links, and names in place of mentions of another surface: %j', (text, markdown) => {
  expect(richMarkdown(text)).toBe(markdown);
});

it('a date is written by Teams, in the time zone of the reader', () => {
  expect(teamsDate(new Date('2026-11-24T12:30:00.123Z'))).toBe(
    '{{DATE(2026-11-24T12:30:00Z,SHORT)}} {{TIME(2026-11-24T12:30:00Z)}}',
  );
});
