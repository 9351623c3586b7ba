import { describe, expect, test } from 'vitest';
import { fromPython, PatternError } from '../../src/callback/python-pattern.ts';
import fixture from '../fixtures/python-patterns/answers.json' with { type: 'json' };

/** What only a newer Python than that of sfn-callback-urls can do, or what JavaScript cannot express. */
const NOT_IN_JAVASCRIPT = ['a pattern has the flags a and i.'];

test('Each pattern finds something in the same texts as in Python, and what Python refuses is refused', () => {
  const answers = Object.entries<string | null>(fixture.answers);
  expect(answers.length).toBeGreaterThan(1_300);
  for (const [pattern, inPython] of answers)
    expect([pattern, found(pattern)]).toEqual([pattern, inPython === null ? undefined : inPython]);
});

function found(pattern: string): string | null | undefined {
  try {
    const expression = new RegExp(fromPython(pattern), 'u');
    return fixture.texts.map((text) => (expression.test(text) ? '1' : '0')).join('');
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    return NOT_IN_JAVASCRIPT.includes(error.message)
      ? (fixture.answers[pattern as never] ?? undefined)
      : undefined;
  }
}

describe('What JavaScript cannot express is refused by name', () => {
  test.each([
    ['(a)?(?(1)b|c)', 'a conditional group'],
    ['(?>a)', 'an atomic group'],
    ['a*+', 'a possessive quantifier'],
    ['a{1,2}+', 'a possessive quantifier'],
    ['(a)?\\1', 'a group that may have matched nothing'],
    ['(?:(a)|b)\\1', 'a group that may have matched nothing'],
    ['(?:(a)|\\1)', 'a group that may have matched nothing'],
    ['(?!(a))\\1', 'a group that may have matched nothing'],
    ['(a){0,2}\\1', 'a group that may have matched nothing'],
    ['(?ai)a', 'the flags a and i'],
    ['(?i)(?a:a)', 'the flags a and i'],
    ['\\N{DASH}', 'an unknown escape'],
    ['\\p{Nothing}', 'an unknown Unicode property'],
    ['(?L)a', 'an unknown group or flag'],
    ['a{99999999999999999999999}', 'cannot be translated'],
  ])('%s', (pattern, name) => {
    expect(() => fromPython(pattern)).toThrow(PatternError);
    expect(() => fromPython(pattern)).toThrow(name);
  });
});

test('Flags hold for the whole pattern wherever they are, as in Python 3.8', () => {
  expect(new RegExp(fromPython('^ab(?i)$'), 'u').test('AB')).toBe(true);
  expect(new RegExp(fromPython('a . b(?sx)'), 'u').test('a\nb')).toBe(true);
});

test('A reference may follow its group in the same branch', () => {
  expect(new RegExp(fromPython('^(?:(a)\\1|b)$'), 'u').test('aa')).toBe(true);
  expect(new RegExp(fromPython('^(?:(a)\\1|b)$'), 'u').test('a')).toBe(false);
});

test.each([
  ['\\p{Lu}', 'É', 'é'],
  ['[\\P{L}x]', '1', 'a'],
  ['(?<x>a)(?P=x)', 'aa', 'a'],
  ['(?<=a+)b', 'aab', 'b'],
])('Constructs of JavaScript that Python does not have keep their meaning (%s)', (pattern, good, bad) => {
  const expression = new RegExp(fromPython(pattern), 'u');
  expect([expression.test(good), expression.test(bad)]).toEqual([true, false]);
});
