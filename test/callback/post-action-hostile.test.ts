import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/callback/json.ts';
import { checkPostActions, resolvePostAction } from '../../src/callback/post-action.ts';
import { postAction } from '../support/post-actions.ts';

const TIME_LIMIT_MS = 50;
const AS = 'a'.repeat(60);

const nested = (depth: number): Json => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);

describe('when a link is used, no input blocks the process:', () => {
  test.each<[string, object, Json]>([
    ['a pattern that backtracks', { schema: { pattern: '^(a+)+$' } }, `${AS}!`],
    [
      'a pattern for property names that backtracks',
      { schema: { patternProperties: { '^(a+)+$': {} } } },
      { [`${AS}!`]: 1 },
    ],
    ['a pattern in propertyNames', { schema: { propertyNames: { pattern: '^(a|a)+$' } } }, { [`${AS}!`]: 1 }],
    ['a path with a slow match', { output_path: '$[?match(@, "(a+)+b")]' }, [AS]],
    ['a path with a slow search', { output_path: '$[?search(@, "(a+)+b")]' }, [AS]],
    [
      'a path of an error with a slow match',
      { type: 'failure', error_path: '$[?match(@, "(a|a)+b")]' },
      [AS],
    ],
    ['a schema that doubles at each level', { schema: doubling(40) }, 'a'],
    ['a schema that doubles at each level and does not match', { schema: doubling(40) }, 1],
    ['a path that doubles at each step', { output_path: `$${'[*,*]'.repeat(40)}` }, nested(41)],
    ['a schema that refers to itself', { schema: { $ref: '#' } }, 1],
    ['a schema whose allOf refers to itself', { schema: { allOf: [{ $ref: '#' }, { $ref: '#' }] } }, 1],
    [
      'schemas that refer to each other',
      { schema: { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } } },
      1,
    ],
    [
      'a schema that compares all items',
      { schema: { uniqueItems: true } },
      Array.from({ length: 30_000 }, (_, i) => [i]),
    ],
  ])('%s', (_, outcome, body) => {
    const action = postAction(outcome);
    checkPostActions([action]);

    expect(() => resolvePostAction(action, body, TIME_LIMIT_MS)).toThrow(
      expect.objectContaining({
        code: 'InvalidPostActionOutcome',
        message: expect.stringMatching(
          /of the action hook cannot be (evaluated|read from the body)( in time)?\.$/,
        ),
      }),
    );
    expect(resolvePostAction(postAction({ output_path: '$[0]' }), [1]).action).toMatchObject({ output: [1] });
  });

  test.each<[string, object]>([
    ['as output', {}],
    ['for a recursive schema', { schema: { items: { $ref: '#' } } }],
    ['for a path', { output_path: '$..a' }],
    ['as an error', { type: 'failure', error_path: '$' }],
  ])('a deeply nested body %s, which is refused as InvalidPostActionBody', (_, outcome) => {
    for (const levels of [1_001, 100_000]) {
      expect(() => resolvePostAction(postAction(outcome), nested(levels), TIME_LIMIT_MS)).toThrow(
        expect.objectContaining({
          code: 'InvalidPostActionBody',
          message: 'The body for the action hook is nested too deeply.',
        }),
      );
    }
    expect(resolvePostAction(postAction({}), nested(900)).outcome).toBe('done');
  });
});

describe('when URLs are created, no input blocks or ends the process:', () => {
  test.each<[string, JsonObject]>([
    ['a deeply nested schema', nestedSchema(20_000)],
    ['a deeply nested constant', { const: nested(100_000) }],
    ['a deeply nested pattern', { pattern: `${'('.repeat(50_000)}${')'.repeat(50_000)}` }],
  ])('%s is refused', (_, schema) => {
    expect(() => checkPostActions([postAction({ schema })])).toThrow(
      expect.objectContaining({ code: 'InvalidPostActionOutcome' }),
    );
    expect(() => checkPostActions([postAction({})])).not.toThrow();
  });

  test('a deeply nested path is refused', () => {
    const output_path = `$[?${'('.repeat(20_000)}@${')'.repeat(20_000)}]`;
    expect(() => checkPostActions([postAction({ output_path })])).toThrow(
      expect.objectContaining({ code: 'InvalidJsonPath' }),
    );
  });
});

test('A refusal repeats neither the schema, nor the path, nor the body', () => {
  const action = postAction({ schema: { pattern: '^(secret|s)+$' }, output_path: '$.secret' });
  for (const body of [`${'secret'.repeat(20)}!`, 'secret '])
    expect(() => resolvePostAction(action, body, TIME_LIMIT_MS)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
});

function doubling(depth: number): JsonObject {
  const definitions: Record<string, JsonObject> = { d0: { type: 'string' } };
  for (let level = 1; level <= depth; level++) {
    const $ref = `#/definitions/d${level - 1}`;
    definitions[`d${level}`] = { allOf: [{ $ref }, { $ref }] };
  }
  return { definitions, $ref: `#/definitions/d${depth}` };
}

function nestedSchema(depth: number): JsonObject {
  let schema: JsonObject = {};
  for (let level = 0; level < depth; level++) schema = { not: schema };
  return schema;
}

test('All outcomes of a request share one time limit', () => {
  const required = Array.from({ length: 5_000 }, (_, index) => `name ${index}`);
  const outcomes = Array.from({ length: 25 }, (_, index) => ({
    name: `o${index}`,
    type: 'success' as const,
    schema: { required },
    output: 1,
  }));
  const actions = [1, 2].map((index) => ({ name: `hook${index}`, type: 'post' as const, outcomes }));

  expect(() => checkPostActions(actions, TIME_LIMIT_MS)).toThrow(
    expect.objectContaining({
      code: 'InvalidPostActionOutcome',
      message: expect.stringMatching(/cannot be used in time\.$/),
    }),
  );
});

test('An unsupported reference in a link of another program is refused, and not ignored', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $dynamicRef: '#n',
    $defs: { n: { $dynamicAnchor: 'n', type: 'string' } },
  };

  expect(() => resolvePostAction(postAction({ schema }), 5)).toThrow(
    expect.objectContaining({ code: 'InvalidPostActionOutcome' }),
  );
});
