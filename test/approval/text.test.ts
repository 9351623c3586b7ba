import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, fitDetails, oneLine, severalLines } from '../../src/approval/text.ts';

const textAndMax = fc.tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 50 }));

describe('cut', () => {
  test.each([
    ['Approval', 8, 'Approval'],
    ['Approval', 7, 'Approv…'],
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cd', 5, 'ab😀…'],
    ['', 5, ''],
    ['ab', 1, '…'],
  ])('of %j to %i characters is %j', (text, max, expected) => {
    expect(cut(text, max)).toBe(expected);
  });

  test('respects the limit and never breaks a character', () => {
    fc.assert(
      fc.property(textAndMax, ([text, max]) => {
        const short = cut(text, max);
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });

  test('does not change a text that fits, and keeps the beginning of a longer text', () => {
    fc.assert(
      fc.property(textAndMax, ([text, max]) => {
        if (text.length <= max) expect(cut(text, max)).toBe(text);
        else expect(text.startsWith(cut(text, max).slice(0, -1))).toBe(true);
      }),
    );
  });

  test('breaks no surrogate pair when the text also has a lone surrogate', () => {
    expect(cut('\ud800 😀 and more', 5)).toBe('\ud800 😀…');
  });
});

describe('one line', () => {
  test.each([
    [' two \r\n\t words ', 'two words'],
    ['a\u0000b\u0007c\u001b[31m', 'a b c [31m'],
    ['a\u0085b\u2028c\u2029d', 'a b c d'],
    ['\u0000\n', ''],
    ['é 😀', 'é 😀'],
    ['a\ud800b', 'a\ufffdb'],
  ])('of %j is %j', (text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });
});

const DIRECTIONS = [...'\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'];

test.each(DIRECTIONS)('%j, which changes the reading direction, becomes a space', (direction) => {
  expect(oneLine(`Release${direction}gnp.exe`)).toBe('Release gnp.exe');
  expect(severalLines(`Release${direction}gnp.exe`)).toBe('Release gnp.exe');
});

describe('several lines', () => {
  test.each(['\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u2028', '\u2029'])(
    'have \\n in place of the line break %j',
    (lineBreak) => {
      expect(severalLines(`a${lineBreak}b`)).toBe('a\nb');
      expect(oneLine(`a${lineBreak}b`)).toBe('a b');
    },
  );

  test.each([
    ['  a\n\n\tb ', '  a\n\n\tb '],
    ['a\u0000b\u001b[31m', 'a b [31m'],
    ['a\ud800b', 'a\ufffdb'],
    ['👩\u200d🚒 Größe', '👩\u200d🚒 Größe'],
  ])('of %j are %j', (text, expected) => {
    expect(severalLines(text)).toBe(expected);
  });
});

const fitting = (details: string[], room: number) => fitDetails(details, room, (detail) => detail.length);

test('All details are shown when they fit exactly', () => {
  expect(fitting(['aa', 'bbb'], 5)).toEqual({ shown: ['aa', 'bbb'], left: 0 });
});

test('All details from the first one that does not fit are counted, also when a later one would fit', () => {
  expect(fitting(['aa', 'bbb', 'c'], 4)).toEqual({ shown: ['aa'], left: 2 });
});

test('No detail is shown when the first one does not fit', () => {
  expect(fitting(['aa'], 1)).toEqual({ shown: [], left: 1 });
});

test('An empty list stays empty', () => {
  expect(fitting([], 0)).toEqual({ shown: [], left: 0 });
});
