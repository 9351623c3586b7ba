// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this syntax is under test
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/callback/json.ts';
import type { DirectAction } from '../../src/callback/payload.ts';
import { substituteAction } from '../../src/callback/substitute.ts';

const PARAMETERS = new Map(
  Object.entries({ who: 'ann', a_1: 'one', _x: 'under', WHO: 'ANN', money: '$who $$' }),
);

/** The filled output of a success. */
function fill(output: Json, parameters = PARAMETERS): Json {
  const filled = substituteAction({ name: 'go', type: 'success', output }, parameters);
  return filled.type === 'success' ? filled.output : null;
}

function refusal(message: string) {
  return expect.objectContaining({ code: 'OutputFormatting', message });
}

describe('a template has the syntax of Python’s string.Template:', () => {
  test.each([
    ['$who', 'ann'],
    ['${who}', 'ann'],
    ['$who$who', 'annann'],
    ['${who}s', 'anns'],
    ['$who-s, $who.', 'ann-s, ann.'],
    ['$a_1', 'one'],
    ['$_x', 'under'],
    ['$WHO', 'ANN'],
    ['$whoé', 'anné'],
    ['$$', '$'],
    ['$$who', '$who'],
    ['$$$who', '$ann'],
    ['$${who}', '${who}'],
    ['a $$ b $$', 'a $ b $'],
    ['who', 'who'],
    ['{who}', '{who}'],
    ['', ''],
    ['one\n$who\n', 'one\nann\n'],
  ])('%j becomes %j', (template, expected) => {
    expect(fill(template)).toBe(expected);
  });

  test.each([
    '$',
    '$5',
    '${',
    '${a',
    '${}',
    '$-',
    '$ who',
    'ann$',
    '$$$',
    '${who ',
    '${5}',
    '${a-b}',
    '$é',
    '$ſ',
  ])('%j is malformed', (template) => {
    expect(() => fill(template)).toThrow(
      refusal('A template of this action has a $ without a name. Write $$ for a $ character.'),
    );
  });

  test.each(['$missing', '${missing}', '$Who', '$whoever', '$__proto__', '$toString', '$constructor'])(
    '%j is refused when its parameter is missing, and the message names the parameter',
    (template) => {
      const name = /\w+/.exec(template)?.[0];
      expect(() => fill(template)).toThrow(
        refusal(`This action needs the parameter ${name}, which is missing in the URL.`),
      );
    },
  );

  test('a value is not filled again', () => {
    expect(fill('$money')).toBe('$who $$');
  });
});

describe('in an output,', () => {
  test('keys and strings are filled at any depth, and nothing else changes', () => {
    const output = { $who: [{ by: ['$who', 1, -0.5, true, null] }, '${a_1}'], 'two-$a_1': {}, three: [] };
    expect(fill(output)).toStrictEqual({
      ann: [{ by: ['ann', 1, -0.5, true, null] }, 'one'],
      'two-one': {},
      three: [],
    });
  });

  test.each([0, 1.5, true, false, null, [], {}].map((output) => [output]))('%j does not change', (output) => {
    expect(fill(output)).toStrictEqual(output);
  });

  test('a value is always text, also when it looks like JSON', () => {
    const looks = new Map([['v', '", "admin": true, "x": "']]);
    expect(fill({ who: '$v' }, looks)).toStrictEqual({ who: '", "admin": true, "x": "' });
    expect(fill({ n: '$v' }, new Map([['v', '5']]))).toStrictEqual({ n: '5' });
  });

  test.each(['__proto__', 'constructor', 'toString'])(
    'a key that becomes %s is an ordinary member',
    (key) => {
      const filled = fill({ $k: { polluted: 'yes' } }, new Map([['k', key]])) as object;

      expect(Object.keys(filled)).toEqual([key]);
      expect(Object.getPrototypeOf(filled)).toBe(Object.prototype);
      expect(Object.prototype).not.toHaveProperty('polluted');
    },
  );

  test('a malformed or missing placeholder in a key is refused too', () => {
    expect(() => fill([{ a: { b$: 1 } }])).toThrow(expect.objectContaining({ code: 'OutputFormatting' }));
    expect(() => fill([{ a: { $missing: 1 } }])).toThrow(
      expect.objectContaining({ code: 'OutputFormatting' }),
    );
  });
});

describe('in an action,', () => {
  test('error and cause of a failure are filled', () => {
    const action: DirectAction = { name: 'no', type: 'failure', error: '$who', cause: 'by ${who}' };
    expect(substituteAction(action, PARAMETERS)).toStrictEqual({ ...action, error: 'ann', cause: 'by ann' });
  });

  test('a failure without error and cause does not change', () => {
    const action: DirectAction = { name: 'no', type: 'failure' };
    expect(substituteAction(action, PARAMETERS)).toStrictEqual(action);
  });

  test.each([
    [
      'output',
      { type: 'success', output: '$v' },
      262_142,
      'output of the action go has 262145 bytes; the maximum is 262144',
    ],
    [
      'error',
      { type: 'failure', error: '$v' },
      256,
      'error of the action go has 257 characters; the maximum is 256',
    ],
    [
      'cause',
      { type: 'failure', cause: '$v' },
      32_768,
      'cause of the action go has 32769 characters; the maximum is 32768',
    ],
  ] as const)(
    'the %s can become as long as Step Functions accepts, and no longer',
    (_, rest, length, words) => {
      const filled = (value: string) => substituteAction({ name: 'go', ...rest }, new Map([['v', value]]));

      expect(JSON.stringify(filled('x'.repeat(length)))).toContain('xxx');
      expect(() => filled('x'.repeat(length + 1))).toThrow(refusal(`The ${words}.`));
    },
  );
});
