import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, oneLine } from '../../src/approval/text.ts';

const textAndMax = fc.tuple(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 1, max: 50 }));

describe('cut', () => {
  test.each([
    ['Approval', 8, 'Approval'],
    ['Approval', 7, 'Approv…'],
    ['ab😀cd', 4, 'ab…'],
    ['ab😀cd', 5, 'ab😀…'],
    ['', 5, ''],
    ['ab', 1, '…'],
  ])('of %j to %i is %j', (text, max, expected) => {
    expect(cut(text, max)).toBe(expected);
  });

  test('keeps to the limit and never breaks a character', () => {
    fc.assert(
      fc.property(textAndMax, ([text, max]) => {
        const short = cut(text, max);
        expect(short.length).toBeLessThanOrEqual(max);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });

  test('leaves a text that fits alone, and else keeps its beginning', () => {
    fc.assert(
      fc.property(textAndMax, ([text, max]) => {
        if (text.length <= max) expect(cut(text, max)).toBe(text);
        else expect(text.startsWith(cut(text, max).slice(0, -1))).toBe(true);
      }),
    );
  });

  test('breaks no pair of a text that has half ones elsewhere', () => {
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

test('one line turns no reading direction', () => {
  expect(oneLine('Release\u202egnp.exe')).toBe('Release gnp.exe');
});
