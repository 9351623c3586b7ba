import { describe, expect, test } from 'vitest';
import { TimeLimitError, withinTime } from '../../src/callback/time-limit.ts';

describe('work within a time limit', () => {
  test.each([['done'], [undefined], [null], [0], [false]])('returns its result: %s', (result) => {
    expect(withinTime(1_000, () => result)).toBe(result);
  });

  test('returns the same object, of this realm', () => {
    const list = [1];
    expect(withinTime(1_000, () => list)).toBe(list);
    expect(withinTime(1_000, () => [])).toBeInstanceOf(Array);
  });

  test.each([new Error('its own'), new TypeError('its own'), 'a text', undefined])(
    'throws the error of the work unchanged: %s',
    (thrown) => {
      const caught = catchFrom(() =>
        withinTime(1_000, () => {
          throw thrown;
        }),
      );
      expect(caught).toEqual({ thrown });
      expect(caught?.thrown).toBe(thrown);
    },
  );

  test('throws a RangeError for an endless recursion', () => {
    const recurse = (): number => 1 + recurse();
    expect(() => withinTime(1_000, recurse)).toThrow(RangeError);
  });

  test.each<[string, () => unknown]>([
    ['a loop', loop],
    ['a regular expression', () => /^(a+)+$/.test(`${'a'.repeat(50)}!`)],
    ['a callback of the engine', () => [1].map(loop)],
  ])('ends with a TimeLimitError when it does not end by itself: %s', (_, work) => {
    expect(() => withinTime(20, work)).toThrow(new TimeLimitError('not done in 20 ms'));
    expect(withinTime(1_000, () => 'works again')).toBe('works again');
  });

  test('ends also when the work catches every error', () => {
    const stubborn = () => {
      for (;;) {
        try {
          loop();
        } catch {
          // Ignore the error and continue.
        }
      }
    };
    expect(() => withinTime(20, stubborn)).toThrow(TimeLimitError);
  });

  test('is not affected by the work before it', () => {
    expect(() => withinTime(20, loop)).toThrow(TimeLimitError);
    expect(withinTime(1_000, () => undefined)).toBeUndefined();
  });
});

function loop(): never {
  for (;;);
}

function catchFrom(work: () => unknown): { thrown: unknown } | undefined {
  try {
    work();
    return undefined;
  } catch (thrown) {
    return { thrown };
  }
}
