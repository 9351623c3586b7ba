import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/callback/json.ts';
import { checkPostActions, resolvePostAction } from '../../src/callback/post-action.ts';
import { postAction } from '../support/post-actions.ts';

const DRAFT_6 = 'http://json-schema.org/draft-06/schema#';
const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2019 = 'https://json-schema.org/draft/2019-09/schema';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

/** Draft 7 ignores all keywords next to a $ref. */
const BESIDE_REF = { definitions: { any: {} }, $ref: '#/definitions/any', type: 'string' };

const check = (schema: JsonObject) => checkPostActions([postAction({ schema })]);

function accepts(schema: JsonObject, body: Json): boolean {
  check(schema);
  const other = { name: 'other', type: 'heartbeat' };
  return resolvePostAction(postAction({ schema }, other), body).outcome === 'done';
}

function isMintable(schema: JsonObject): boolean {
  try {
    check(schema);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'InvalidPostActionOutcome' });
    return false;
  }
}

describe('a schema has the draft', () => {
  test.each([
    [DRAFT_6, '7'],
    [DRAFT_7, '7'],
    ['https://json-schema.org/draft-06/schema', '7'],
    ['https://json-schema.org/draft-07/schema#', '7'],
    ['http://json-schema.org/draft-07/schema', '7'],
    [DRAFT_2019, '2019-09'],
    [`${DRAFT_2019}#`, '2019-09'],
    ['http://json-schema.org/draft/2019-09/schema', '2019-09'],
    [DRAFT_2020, '2020-12'],
    [`${DRAFT_2020}#`, '2020-12'],
    ['http://json-schema.org/draft/2020-12/schema#', '2020-12'],
    [undefined, '7'],
  ])('of its $schema %s: %s', (named, draft) => {
    const $schema = named === undefined ? {} : { $schema: named };
    const looksBesideRef = !accepts({ ...$schema, ...BESIDE_REF }, 1);
    const knowsLists = isMintable({ ...$schema, items: [{}] });
    const found = knowsLists ? (looksBesideRef ? '2019-09' : '7') : '2020-12';
    expect(found).toBe(draft);
  });

  test('7 without a $schema: keywords next to a $ref are ignored, unlike in 2020-12', () => {
    expect(accepts(BESIDE_REF, 1)).toBe(true);
    expect(accepts({ ...BESIDE_REF, $schema: DRAFT_2020 }, 1)).toBe(false);
  });

  test('7 without a $schema: items can be a list, which is prefixItems in 2020-12', () => {
    const list = [{ type: 'string' }, { type: 'number' }];
    for (const schema of [{ items: list }, { $schema: DRAFT_2020, prefixItems: list }])
      expect([accepts(schema, ['a', 1]), accepts(schema, [1, 'a'])]).toEqual([true, false]);
    expect(isMintable({ $schema: DRAFT_2020, items: list })).toBe(false);
  });

  test.each(['http://json-schema.org/draft-04/schema#', 'https://example.com/schema', '', 5, null])(
    'none when $schema is %j, which is refused as InvalidPostActionOutcome',
    ($schema) => {
      for (const use of [check, (schema: JsonObject) => accepts(schema, 1)])
        expect(() => use({ $schema })).toThrow(
          expect.objectContaining({
            code: 'InvalidPostActionOutcome',
            message:
              'The schema of the outcome done of the action hook cannot be used: ' +
              '$schema must name draft 6, draft 7, 2019-09 or 2020-12.',
          }),
        );
    },
  );
});

describe('a schema can', () => {
  test.each<[string, JsonObject, Json, Json]>([
    [
      'refer to its own definitions',
      { $ref: '#/definitions/a', definitions: { a: { type: 'string' } } },
      'a',
      1,
    ],
    [
      'refer to its own $id',
      { $id: 'https://example.com/a', properties: { a: { $ref: '#' } }, type: 'object' },
      { a: {} },
      { a: 1 },
    ],
    [
      'refer to an anchor',
      { $schema: DRAFT_2020, $defs: { a: { $anchor: 'x', type: 'string' } }, $ref: '#x' },
      'a',
      1,
    ],
    ['be recursive', { type: 'array', items: { $ref: '#' } }, [[], [[]]], [[1]]],
    [
      'refer to itself as in 2019-09',
      { $schema: DRAFT_2019, type: 'array', items: { $recursiveRef: '#' } },
      [[]],
      [1],
    ],
    ['have a pattern with Unicode', { pattern: '^\\p{L}+$' }, 'é', '1'],
    ['name a property like a keyword', { properties: { $ref: { const: 1 } } }, { $ref: 1 }, { $ref: 2 }],
    [
      'name a property like a member of Object.prototype',
      { required: ['constructor'] },
      { constructor: 1 },
      {},
    ],
    ['forbid further members', { properties: { a: {} }, additionalProperties: false }, { a: 1 }, { b: 1 }],
    ['use if, then and else', { if: { const: 1 }, else: { type: 'string' } }, 1, 2],
    ['compare with enum and const', { enum: [{ a: [1] }] }, { a: [1] }, { a: [2] }],
    ['check a format', { format: 'date' }, '2027-01-31', 'tomorrow'],
  ])('%s', (_, schema, good, bad) => {
    expect([accepts(schema, good), accepts(schema, bad)]).toEqual([true, false]);
  });
});

describe('when URLs are created, a schema is refused as InvalidPostActionOutcome for', () => {
  test.each<[string, JsonObject, string | RegExp]>([
    ['an unknown type', { type: 'text' }, 'at #/type: '],
    ['a type that is a number', { properties: { a: { type: 5 } } }, 'at #/properties/a/type: '],
    ['a length below 0', { minLength: -1 }, 'at #/minLength: '],
    ['required that is not an array', { required: 'a' }, 'at #/required: '],
    ['properties that are an array', { properties: [] }, 'at #/properties: '],
    ['an empty allOf', { allOf: [] }, 'at #/allOf: '],
    ['a bad pattern', { pattern: '(' }, 'a pattern has a ( without a ).'],
    ['a bad pattern for properties', { patternProperties: { '[': {} } }, 'a pattern is not complete.'],
    ['an unknown type in 2019-09', { $schema: DRAFT_2019, not: { type: 'text' } }, 'at #/not/type: '],
    [
      'an unknown type in 2020-12',
      { $schema: DRAFT_2020, prefixItems: [{ type: 'text' }] },
      'at #/prefixItems/0/type: ',
    ],
    ['a $ref without a target', { $ref: '#/definitions/a' }, 'a $ref has no target'],
    [
      'a deep $ref without a target',
      { allOf: [{ properties: { a: { $ref: '#a' } } }] },
      'a $ref has no target',
    ],
    ['a $ref to another document', { $ref: 'https://example.com/schema.json' }, 'a $ref has no target'],
    ['a $ref to a file', { $ref: 'file:///etc/passwd' }, 'a $ref has no target'],
    [
      'a $dynamicRef',
      { $schema: DRAFT_2020, items: { $dynamicRef: '#meta' } },
      '$dynamicRef is not supported.',
    ],
    ['an $id that is not a URI', { $id: 'http://[', type: 'string' }, /./],
    ['a repeated $id', { allOf: [{ $id: 'https://a.b/c' }, { $id: 'https://a.b/c' }] }, /./],
  ])('%s', (_, schema, words) => {
    expect(() => check(schema)).toThrow(
      expect.objectContaining({
        code: 'InvalidPostActionOutcome',
        message: expect.stringMatching(
          /^The schema of the outcome done of the action hook cannot be used[:.]/,
        ),
      }),
    );
    expect(() => check(schema)).toThrow(words);
  });

  test('an unknown type in an outcome that is not the first', () => {
    const action = postAction({}, { name: 'second', schema: { type: 'text' } });
    expect(() => checkPostActions([action])).toThrow('the outcome second of the action hook');
  });
});

test('The use of a schema does not change it', () => {
  const schema = { $ref: '#/definitions/a', definitions: { a: { $id: '#x', type: 'string' } } };
  const before = structuredClone(schema);
  accepts(schema, 'a');
  expect(schema).toStrictEqual(before);
  expect(Object.getOwnPropertyNames(schema)).toEqual(['$ref', 'definitions']);
});
