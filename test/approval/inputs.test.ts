import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readInputs } from '../../src/approval/input-values.ts';
import { type InputType, parseInputs, type RequestInput } from '../../src/approval/inputs.ts';
import { InvalidInputs } from '../../src/approval/invalid-inputs.ts';
import { LANGUAGES } from '../../src/wording/languages.ts';

const input = (type: InputType, more: object = {}) => ({
  name: 'it',
  label: 'It',
  type,
  ...(type === 'choice' && { options: ['red', 'blue'] }),
  ...more,
});
const parsed = (type: InputType, more: object = {}) => parseInputs([input(type, more)]);

const TOO_MANY_DIGITS =
  'This number has too many digits to be stored exactly. Write one of at most 15 digits.';

describe('the inputs of a request', () => {
  test('are none, if it has none', () => {
    expect(parseInputs(undefined)).toEqual([]);
    expect(parseInputs([])).toEqual([]);
  });

  test.each<[InputType, object, object]>([
    ['text', { required: true, default: ' a  b\n' }, { required: true, default: 'a b' }],
    ['text', { default: '', options: null, required: null }, {}],
    ['number', { default: -1.5 }, { default: -1.5 }],
    ['choice', { options: [' red\n', 'blue'], default: 'red' }, { options: ['red', 'blue'], default: 'red' }],
    ['number', { default: 1e-7 }, { default: 1e-7 }],
    ['number', { default: 1e21 }, { default: 1e21 }],
    ['number', { default: -0 }, { default: 0 }],
    ['date', { default: '2028-02-29' }, { default: '2028-02-29' }],
    ['yesno', { default: false }, { default: false }],
    ['text', { label: ' *It*\n is ' }, { label: '*It* is' }],
    ['text', { label: 'x'.repeat(80) }, { label: `${'x'.repeat(74)}…` }],
  ])('are read: %s with %j', (type, more, expected) => {
    const own = type === 'choice' ? { options: ['red', 'blue'] } : {};
    expect(parsed(type, more)).toStrictEqual([
      { name: 'it', label: 'It', type, required: false, ...own, ...expected },
    ]);
  });

  test.each<[unknown, string]>([
    ['it', 'must be a list of at most 10 inputs'],
    [Array.from({ length: 11 }, (_, index) => input('text', { name: `i${index}` })), 'at most 10 inputs'],
    [[5], 'Each of the inputs must be an object'],
    [[input('text', { hint: 'x' })], 'One of the inputs has "hint", which is not supported.'],
    [[input('text', { name: '__proto__' })], 'Each input needs a name'],
    [[input('text', { name: undefined })], 'Each input needs a name'],
    [[input('text', { label: '' })], 'The input it has no label.'],
    [[input('text', { type: 'email' })], 'The type of the input it must be'],
    [[input('text', { required: 'yes' })], 'true or false'],
    [[input('text', { options: ['a'] })], 'has options, but is no choice'],
    [[input('choice', { options: undefined })], 'needs options'],
    [[input('choice', { options: [] })], 'needs options'],
    [[input('choice', { options: ['a', ' '] })], 'needs options'],
    [[input('choice', { options: ['a', 5] })], 'needs options'],
    [
      Array.from({ length: 10 }, (_, index) => ({
        ...input('choice', { options: Array.from({ length: 50 }, (__, at) => `${at}${'审'.repeat(70)}`) }),
        name: `choice_${index}`,
      })),
      'All options of the inputs together have 105900 bytes; the maximum is 60000.',
    ],
    [[input('choice', { options: Array.from({ length: 51 }, (_, index) => `${index}`) })], 'needs options'],
    [[input('choice', { options: ['x'.repeat(76)] })], 'longer than 75 characters'],
    [[input('choice', { options: ['a', 'a '] })], 'has an option twice'],
    [[input('choice', { default: 'green' })], 'is not a value of the type "choice"'],
    [[input('number', { default: '5' })], 'is not a value of the type "number"'],
    [[input('number', { default: Number.POSITIVE_INFINITY })], 'is not a value of the type "number"'],
    // No calendar has it, and no browser shows it.
    [[input('date', { default: '0000-01-01' })], 'is not a value of the type "date"'],
    [[input('date', { default: '2026-02-29' })], 'is not a value of the type "date"'],
    [[input('yesno', { default: 'true' })], 'is not a value of the type "yesno"'],
    [[input('text', { default: 'x'.repeat(501) })], 'is not a value of the type "text"'],
    [[input('text'), input('date')], 'Two inputs have the name "it".'],
  ])('%j are refused', (given, message) => {
    expect(() => parseInputs(given)).toThrow(
      expect.objectContaining({ code: 'InvalidRequest', message: expect.stringContaining(message) }),
    );
  });
});

/** What is wrong with a value, by the names of the inputs. */
function problemsOf(asked: readonly RequestInput[], given: Readonly<Record<string, unknown>>, locale = 'en') {
  try {
    readInputs(asked, given, locale);
  } catch (error) {
    if (error instanceof InvalidInputs)
      return { message: error.message, ...Object.fromEntries(error.problems) };
    throw error;
  }
  return undefined;
}

describe('what a person gave', () => {
  test.each<[InputType, unknown, unknown]>([
    ['text', ' a\n b ', 'a b'],
    ['text', 5, '5'],
    ['text', true, 'true'],
    ['text', '', undefined],
    ['text', ' \u202e ', undefined],
    ['text', null, undefined],
    ['text', ['a'], undefined],
    ['number', '1.5', 1.5],
    ['number', 1.5, 1.5],
    ['number', ' +2. ', 2],
    ['number', '-.5', -0.5],
    ['number', '−３', -3],
    ['number', '-0', 0],
    ['number', '1e-7', 1e-7],
    ['number', 1e-7, 1e-7],
    ['number', '1E5', 100_000],
    ['number', '-2.5e+3', -2500],
    ['number', '１．５ｅ３', 1500],
    ['number', '1500000000000000000', 1.5e18],
    ['number', '0.12345678901234567890', 0.12345678901234568],
    ['choice', 'blue', 'blue'],
    ['choice', ' blue ', 'blue'],
    ['date', '2026-11-28', '2026-11-28'],
    ['yesno', 'true', true],
    ['yesno', 'false', false],
    ['yesno', false, false],
  ])('for a %s, %j is read as %j', (type, given, value) => {
    const read = readInputs(parsed(type), { it: given }, 'en');
    expect(read).toStrictEqual(value === undefined ? {} : { it: value });
  });

  test.each<[InputType, unknown, string]>([
    ['text', 'x'.repeat(501), 'This is too long. Write at most 500 characters.'],
    ['number', '1,5', 'This is not a number. Write one with digits and a point, such as 1.5.'],
    ['number', '1e', 'This is not a number'],
    ['number', 'e3', 'This is not a number'],
    ['number', '0x10', 'This is not a number'],
    // Not 102.
    ['number', '10²', 'This is not a number'],
    ['number', 'Infinity', 'This is not a number'],
    // Each of these would become another number.
    ['number', '9007199254740993', TOO_MANY_DIGITS],
    ['number', '−９００７１９９２５４７４０９９３', TOO_MANY_DIGITS],
    ['number', '.0009007199254740993e19', TOO_MANY_DIGITS],
    ['number', 9007199254740992, TOO_MANY_DIGITS],
    ['number', '1e400', TOO_MANY_DIGITS],
    ['number', '9'.repeat(400), TOO_MANY_DIGITS],
    ['number', true, 'This is not a number'],
    ['choice', 'green', 'This is not one of the options. Choose one of: red, blue.'],
    ['choice', 'Red', 'This is not one of the options'],
    ['date', '2026-02-30', 'This is not a date'],
    ['date', '28.11.2026', 'This is not a date'],
    ['date', '2026-11-28T00:00:00Z', 'This is not a date'],
    ['yesno', 'yes', 'Answer yes or no.'],
    ['yesno', 1, 'Answer yes or no.'],
  ])('for a %s, %j is refused', (type, given, problem) => {
    expect(problemsOf(parsed(type), { it: given })).toMatchObject({ it: expect.stringContaining(problem) });
  });

  test('is refused at once, however long it is', () => {
    for (const it of [`${'0'.repeat(200_000)}x`, `1e${'0'.repeat(200_000)}`]) {
      expect(problemsOf(parsed('number'), { it })).toHaveProperty('it');
    }
  });

  test.each<InputType>(['text', 'number', 'choice', 'date', 'yesno'])('for a %s may be required', (type) => {
    const asked = parsed(type, { required: true });
    expect(problemsOf(asked, {})).toStrictEqual({
      message: 'It: An answer is missing. Give one.',
      it: 'An answer is missing. Give one.',
    });
    expect(problemsOf(asked, { it: ' ' })).toHaveProperty('it');
    // The default is only what the form shows at first.
    const withDefault = { text: 'a', number: 1, choice: 'red', date: '2026-11-28', yesno: true }[type];
    expect(problemsOf(parsed(type, { required: true, default: withDefault }), {})).toHaveProperty('it');
  });

  test('is left out where the action does not ask for it, also by a name that objects have', () => {
    const asked = parsed('text', { name: 'constructor' });
    expect(readInputs(asked, { other: 'a' }, 'en')).toStrictEqual({});
    expect(readInputs(asked, { constructor: 'a' }, 'en')).toStrictEqual({ constructor: 'a' });
  });

  test('is refused with all problems at once, and with the labels', () => {
    const asked = [
      ...parsed('number', { name: 'a', label: 'Hours' }),
      ...parsed('date', { name: 'b', label: 'Day' }),
    ];
    expect(problemsOf(asked, { a: 'x', b: 'y' })).toMatchObject({
      message: expect.stringMatching(/^Hours: This is not a number.* Day: This is not a date/),
    });
  });

  test.each(LANGUAGES)('is refused in the language of the request (%s)', (locale) => {
    const english = problemsOf(parsed('number'), { it: 'x' });
    expect(problemsOf(parsed('number'), { it: 'x' }, locale)?.message === english?.message).toBe(
      locale === 'en',
    );
  });

  test('is a value of its type, or a problem, whatever it is', () => {
    const types = ['text', 'number', 'choice', 'date', 'yesno'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
        (type, it) => {
          const asked = parsed(type);
          if (problemsOf(asked, { it })) return;
          const read = readInputs(asked, { it }, 'en');
          // The same after JSON, and the same when it is given again.
          expect(JSON.parse(JSON.stringify(read))).toStrictEqual(read);
          expect(readInputs(asked, read, 'en')).toStrictEqual(read);
        },
      ),
    );
  });
});
