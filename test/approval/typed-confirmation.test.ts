import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequest } from '../../src/approval/request.ts';
import { isTyped, textToType } from '../../src/approval/typed-confirmation.ts';
import { NOTATION } from '../../src/wiring/notation.ts';

const defaults = { locale: 'en', ...NOTATION };

test.each([
  ['Ben', 'Ben'],
  ['a\n b', 'a b'],
  ['<@U0BOB0001|Bob>', '@Bob'],
  ['\u200b', 'Approval'],
])('for the name %j, the person types %s', (name, text) => {
  expect(textToType(name, 'Approval')).toBe(text);
});

test('each text can be typed as it is shown, and nothing is no such text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const text = textToType(name, 'Approval');
      expect(text.length).toBeLessThanOrEqual(60);
      expect(isTyped(text, text)).toBe(true);
      expect(isTyped(text, '')).toBe(false);
      expect(isTyped(text, undefined)).toBe(false);
    }),
  );
});

test.each([
  [{}, undefined, false],
  [{ confirm: true }, undefined, true],
  [{ confirm: 'typed' }, 'Ben', true],
])('the input %j has the text %s to type', (more, typed, confirm) => {
  const request = parseRequest({ name: 'Ben', ...more }, defaults, 'Machine');

  expect(request.policy.typed).toBe(typed);
  expect(request.confirm).toBe(confirm);
});

test('a request can do without the default of the deployment, but true does not weaken it', () => {
  const typed = { ...defaults, confirm: 'typed' } as const;

  expect(parseRequest({ name: 'Ben' }, typed, 'Machine').policy.typed).toBe('Ben');
  expect(parseRequest({ name: 'Ben', confirm: false }, typed, 'Machine').policy.typed).toBeUndefined();
  expect(parseRequest({ name: 'Ben', confirm: true }, typed, 'Machine').policy.typed).toBe('Ben');
});

test('any other confirm is refused', () => {
  expect(() => parseRequest({ name: 'Ben', confirm: 'type' }, defaults, 'Machine')).toThrow(
    'The input\'s confirm must be true, false or "typed".',
  );
});
