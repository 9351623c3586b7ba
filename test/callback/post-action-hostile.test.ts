import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/callback/json.ts';
import { checkPostActions, resolvePostAction } from '../../src/callback/post-action.ts';
import { postAction } from '../support/post-actions.ts';

const TIME_LIMIT_MS = 50;
const AS = 'a'.repeat(60);

const nested = (depth: number): Json => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);

describe('at use, nothing hangs, and the next call is answered:', () => {
  test.each<[string, object, Json]>([
    ['a pattern that backtracks', { schema: { pattern: '^(a+)+$' } }, `${AS}!`],
    [
      'a pattern of names that backtracks',
      { schema: { patternProperties: { '^(a+)+$': {} } } },
      { [`${AS}!`]: 1 },
    ],
    ['a pattern in propertyNames', { schema: { propertyNames: { pattern: '^(a|a)+$' } } }, { [`${AS}!`]: 1 }],
    ['a path that matches', { output_path: '$[?match(@, "(a+)+b")]' }, [AS]],
    ['a path that searches', { output_path: '$[?search(@, "(a+)+b")]' }, [AS]],
    ['a path of an error', { type: 'failure', error_path: '$[?match(@, "(a|a)+b")]' }, [AS]],
    ['a schema that doubles', { schema: doubling(40) }, 'a'],
    ['a schema that doubles in vain', { schema: doubling(40) }, 1],
    ['a path that doubles', { output_path: `$${'[*,*]'.repeat(40)}` }, nested(41)],
    ['a schema that is itself', { schema: { $ref: '#' } }, 1],
    ['a schema that is all of itself', { schema: { allOf: [{ $ref: '#' }, { $ref: '#' }] } }, 1],
    [
      'schemas that are each other',
      { schema: { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } } },
      1,
    ],
    [
      'a schema that compares all items',
      { schema: { uniqueItems: true } },
      Array.from({ length: 30_000 }, (_, i) => [i]),
    ],
    ['a nested body for a recursive schema', { schema: { items: { $ref: '#' } } }, nested(100_000)],
    ['a nested body for a path', { output_path: '$..a' }, nested(100_000)],
    ['a nested body as an error', { type: 'failure', error_path: '$' }, nested(100_000)],
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

  test('a nested body as output, which is the body’s fault', () => {
    expect(() => resolvePostAction(postAction({}), nested(100_000), TIME_LIMIT_MS)).toThrow(
      expect.objectContaining({
        code: 'InvalidPostActionBody',
        message: 'The output of the action hook is nested too deeply.',
      }),
    );
  });
});

describe('at minting, nothing hangs or ends the process:', () => {
  test.each<[string, JsonObject]>([
    ['a deeply nested schema', nestedSchema(20_000)],
    ['a deeply nested constant', { const: nested(100_000) }],
    ['a pattern that nests deeply', { pattern: `${'('.repeat(50_000)}${')'.repeat(50_000)}` }],
  ])('%s is refused', (_, schema) => {
    expect(() => checkPostActions([postAction({ schema })])).toThrow(
      expect.objectContaining({ code: 'InvalidPostActionOutcome' }),
    );
    expect(() => checkPostActions([postAction({})])).not.toThrow();
  });

  test('a path that nests deeply is refused', () => {
    const output_path = `$[?${'('.repeat(20_000)}@${')'.repeat(20_000)}]`;
    expect(() => checkPostActions([postAction({ output_path })])).toThrow(
      expect.objectContaining({ code: 'InvalidJsonPath' }),
    );
  });
});

test('Neither the schema, the path nor the body is repeated in a refusal', () => {
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

test('A reference that is not supported is not passed over in a link that was made elsewhere', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $dynamicRef: '#n',
    $defs: { n: { $dynamicAnchor: 'n', type: 'string' } },
  };

  expect(() => resolvePostAction(postAction({ schema }), 5)).toThrow(
    expect.objectContaining({ code: 'InvalidPostActionOutcome' }),
  );
});
