import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/callback/json.ts';
import type { PostAction, PostOutcome } from '../../src/callback/payload.ts';
import { resolvePostAction } from '../../src/callback/post-action.ts';
import { postAction } from '../support/post-actions.ts';

const BODY = { result: 'good', by: { name: 'ann', age: 41 }, tags: ['a', 'b'], empty: [], none: null };

const resolved = (outcome: object, body: Json = BODY) => resolvePostAction(postAction(outcome), body).action;

describe('the outcome of a body', () => {
  const result = (value: string) => ({ properties: { result: { const: value } }, required: ['result'] });
  const action = postAction(
    { name: 'good', schema: result('good'), output: 'one' },
    { name: 'late', schema: result('good'), output: 'two' },
    { name: 'bad', type: 'failure', schema: result('bad'), error: 'Bad' },
    { name: 'wait', type: 'heartbeat', schema: result('wait') },
  );

  test.each<[string, object]>([
    ['good', { type: 'success', output: 'one' }],
    ['bad', { type: 'failure', error: 'Bad' }],
    ['wait', { type: 'heartbeat' }],
  ])('is the first one whose schema accepts the body: %s', (name, expected) => {
    expect(resolvePostAction(action, { result: name })).toStrictEqual({
      action: { name: 'hook', ...expected },
      outcome: name,
    });
  });

  test.each([{ result: 'worse' }, {}, { results: 'good' }])(
    'does not exist when no schema accepts the body: InvalidPostActionBody (%j)',
    (body) => {
      expect(() => resolvePostAction(action, body)).toThrow(
        expect.objectContaining({
          code: 'InvalidPostActionBody',
          message: 'The body matches no outcome of the action hook.',
        }),
      );
    },
  );

  test.each([[null], [5], [''], [false], [[]], [{}]])('exists for a body of any JSON: %j', (body) => {
    expect(resolved({}, body)).toStrictEqual({
      name: 'hook',
      type: 'success',
      output: body,
    });
  });
});

describe('the output of a success', () => {
  test('can be fixed', () => {
    expect(resolved({ output: { any: ['$x', null] } })).toMatchObject({ output: { any: ['$x', null] } });
    expect(resolved({ output: null })).toMatchObject({ output: null });
  });

  test('can be the unchanged body', () => {
    const body = JSON.parse('{"__proto__":{"a":1},"$who":"$$","2":2,"1":1}');
    expect(JSON.stringify(resolved({}, body))).toContain(JSON.stringify(body));
  });

  test.each<[string, Json]>([
    ['$', [BODY]],
    ['$.result', ['good']],
    ['$.by.age', [41]],
    ['$.tags', [['a', 'b']]],
    ['$.tags[*]', ['a', 'b']],
    ['$.empty', [[]]],
    ['$.none', [null]],
    ['$.missing', []],
    ['$.empty[*]', []],
  ])('can be the matches of a path, which are always an array: %s', (output_path, output) => {
    expect(resolved({ output_path })).toStrictEqual({ name: 'hook', type: 'success', output });
  });

  test.each(['$', '$.a', '$..*'])('is null for the body null, as in sfn-callback-urls: %s', (output_path) => {
    expect(resolved({ output_path }, null)).toMatchObject({ output: null });
  });
});

describe.each(['error', 'cause'])('the %s of a failure', (member) => {
  const failing = (rest: object) => resolved({ type: 'failure', ...rest });

  test('can be fixed or missing', () => {
    expect(failing({ [member]: 'as I said' })).toStrictEqual({
      name: 'hook',
      type: 'failure',
      [member]: 'as I said',
    });
    expect(failing({})).toStrictEqual({ name: 'hook', type: 'failure' });
  });

  test.each([
    ['one string unchanged', '$.result', 'good'],
    ['a number as JSON', '$.by.age', '[41]'],
    ['null as JSON', '$.none', '[null]'],
    ['an object as JSON', '$.by', '[{"name": "ann", "age": 41}]'],
    ['several strings as JSON', '$.tags[*]', '["a", "b"]'],
  ])('can be the match of a path: %s', (_, path, expected) => {
    expect(failing({ [`${member}_path`]: path })).toStrictEqual({
      name: 'hook',
      type: 'failure',
      [member]: expected,
    });
  });

  test.each(['$.missing', '$.empty[*]'])('is missing when the path matches nothing: %s', (path) => {
    expect(failing({ [`${member}_path`]: path })).toStrictEqual({ name: 'hook', type: 'failure' });
  });
});

test('Error and cause can each have a path', () => {
  const outcome = { type: 'failure', error_path: '$.result', cause_path: '$.by.name' };
  expect(resolved(outcome)).toMatchObject({ error: 'good', cause: 'ann' });
});

describe('the response', () => {
  const withResponses = (ofAction?: object, ofOutcome?: object) =>
    resolvePostAction(
      {
        ...postAction({ output: 1, ...(ofOutcome && { response: ofOutcome }) }),
        ...(ofAction && { response: ofAction }),
      } as PostAction,
      null,
    ).action.response;

  test('of the outcome replaces the whole response of the action', () => {
    expect(withResponses({ text: 'action', html: '<p>' }, { text: 'outcome' })).toEqual({ text: 'outcome' });
    expect(withResponses({ text: 'action' }, {})).toEqual({});
  });

  test('of the action applies to an outcome without a response', () => {
    expect(withResponses({ text: 'action' })).toEqual({ text: 'action' });
    expect(withResponses()).toBeUndefined();
  });
});

describe('a value from the body that is too long for Step Functions is refused as InvalidPostActionBody:', () => {
  test.each<[string, Partial<PostOutcome>, Json, string]>([
    ['output', { output_body: true }, 'x'.repeat(262_143), '262145 bytes; the maximum is 262144'],
    ['output', { output_path: '$' }, 'x'.repeat(262_141), '262145 bytes; the maximum is 262144'],
    ['error', { type: 'failure', error_path: '$' }, 'x'.repeat(257), '257 characters; the maximum is 256'],
    [
      'cause',
      { type: 'failure', cause_path: '$' },
      'x'.repeat(32_769),
      '32769 characters; the maximum is 32768',
    ],
  ])('the %s with %j', (member, outcome, body, lengths) => {
    expect(() => resolved(outcome, body)).toThrow(
      expect.objectContaining({
        code: 'InvalidPostActionBody',
        message: `The ${member} of the action hook has ${lengths}.`,
      }),
    );
    expect(resolved(outcome, (body as string).slice(1))).toHaveProperty(member);
  });
});
