import fc from 'fast-check';
import displayWidth from 'fast-string-width';
import { describe, expect, test } from 'vitest';
import { MAX_LINE, wrap } from '../../src/email/wrap.ts';

const bytesOf = (line: string) => Buffer.byteLength(line);

describe('a text', () => {
  test.each([
    ['x'.repeat(76), 'x'.repeat(76)],
    [`${'x'.repeat(70)} 12345`, `${'x'.repeat(70)} 12345`],
    [`${'x'.repeat(70)} 123456`, `${'x'.repeat(70)}\n123456`],
    ['a\nb\r\nc\u2028d', 'a\nb\nc\nd'],
    ['', ''],
    ['  indented', '  indented'],
    ['trailing   ', 'trailing'],
  ])('is broken between words, and at its own line breaks (%#)', (text, lines) => {
    expect(wrap(text)).toBe(lines);
  });

  test('may end with much white space', () => {
    // A pattern that tries it from each space takes longer than a test may.
    expect(wrap(`a${' '.repeat(400_000)}`)).toBe('a');
  });

  test('has its margins, also at an empty line', () => {
    const margins = { first: '| ', next: '|     ' };
    expect(wrap(`${'ab '.repeat(26)}\n\nc`, margins)).toBe(
      `| ${'ab '.repeat(25).trim()}\n|     ab\n|\n|     c`,
    );
  });

  test('has wide letters as two columns, and combined letters and emoji as what people see', () => {
    expect(wrap(`${'字'.repeat(19)} ${'字'.repeat(18)} a`)).toBe(`${'字'.repeat(19)} ${'字'.repeat(18)}\na`);
    expect(wrap(`${'e\u0301'.repeat(74)} a`)).toBe(`${'e\u0301'.repeat(74)} a`);
    expect(wrap(`${'👩‍🚒'.repeat(37)} a`)).toBe(`${'👩‍🚒'.repeat(37)} a`);
  });

  test('of a script without spaces is broken between its words, and never before a comma or after a bracket', () => {
    const text = '请在部署之前确认数据库已经备份，并通知所有相关团队（包括值班人员）。'.repeat(6);
    const lines = wrap(text).split('\n');
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.join('')).toBe(text);
    for (const line of lines) {
      expect(displayWidth(line)).toBeLessThanOrEqual(76);
      expect(line).not.toMatch(/^[，。）]|（$/);
    }
  });
});

describe('a word that is longer than the line', () => {
  const url = `https://a.example/${'x'.repeat(300)}?y=发布`;

  test('stays whole on a line of its own', () => {
    expect(wrap(`See ${url} now`)).toBe(`See\n${url}\nnow`);
    expect(wrap(`请看 ${url}。谢谢`)).toBe(`请看\n${url}。谢谢`);
  });

  test('is broken only after 990 bytes, between characters', () => {
    const lines = wrap(`a ${'€'.repeat(700)} b`, { first: '', next: '    ' }).split('\n');
    expect(lines).toEqual([
      'a',
      `    ${'€'.repeat(328)}`,
      `    ${'€'.repeat(328)}`,
      `    ${'€'.repeat(44)} b`,
    ]);
    expect(Math.max(...lines.map(bytesOf))).toBeLessThanOrEqual(MAX_LINE);
  });
});

test('no line has more than 990 bytes, and no letter is lost, for any text', () => {
  const pieces = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      '\u200d'.repeat(600),
      `e${'\u0301'.repeat(900)}`,
      '字'.repeat(500),
      'x'.repeat(2_000),
      ' '.repeat(1_100),
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
      const text = parts.join(' ').toWellFormed();
      const wrapped = wrap(text, { first: '| ', next: '|     ' });
      for (const line of wrapped.split('\n')) {
        expect(bytesOf(line)).toBeLessThanOrEqual(MAX_LINE);
        expect(line).toMatch(/^\|(?: |$)/);
      }
      expect(lettersOf(wrapped.replace(/^\| */gm, ''))).toBe(lettersOf(text));
    }),
  );
});

/** Without white space, and what becomes white space. */
function lettersOf(text: string): string {
  return text.replace(/[\s\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, '');
}
