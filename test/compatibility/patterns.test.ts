import { describe, expect, test } from 'vitest';
import { createCallbackWorld } from '../support/callback-world.ts';
import { legacyText } from '../support/legacy-text.ts';

describe('A pattern is a regular expression of Python', () => {
  test.each<[string, string, string]>([
    ['^\\d+\\-\\d+$', '12-3', '12_3'],
    ['^\\@$', '@', 'a'],
    ['^{a}$', '{a}', 'a'],
    ['^a{,2}$', 'aa', 'aaa'],
    ['(?i)^ann$', 'ANN', 'ben'],
    ['^(?P<x>a|b)(?P=x)$', 'aa', 'ab'],
    ['^a\\Z', 'a', 'a\n'],
    ['^\\w+$', 'é中٣', '!'],
    ['^\\d$', '٣', 'a'],
    ['^a$', 'a\n', 'a\n\n'],
  ])('%s', async (pattern, good, bad) => {
    for (const accepts of await Promise.all([
      byPost({ pattern }, (text) => text),
      byPost(
        { patternProperties: { [pattern]: {} }, minProperties: 1, additionalProperties: false },
        (text) => ({
          [text]: 1,
        }),
      ),
      byPost({ properties: { a: { not: { pattern } } } }, (text) => ({ a: text })).then(
        (isOther) => async (text: string) => !(await isOther(text)),
      ),
    ]))
      expect([await accepts(good), await accepts(bad)]).toEqual([true, false]);
  });

  test('Two patterns of properties may mean the same', async () => {
    const schema = { patternProperties: { 'a{,2}$': { type: 'number' }, 'a{0,2}$': { minimum: 5 } } };
    const accepts = await byPost(schema, (value) => ({ a: JSON.parse(value) }));
    expect([await accepts('5'), await accepts('4'), await accepts('"5"')]).toEqual([true, false, false]);
  });

  test('The name of a property is no pattern', async () => {
    const accepts = await byPost(
      { properties: { pattern: { const: '(' } }, const: { pattern: '(' } },
      (text) => ({
        pattern: text,
      }),
    );
    expect(await accepts('(')).toBe(true);
  });
});

test('A keyword that JSON Schema does not know may hold what is no pattern', async () => {
  const accepts = await byPost({ 'x-note': { pattern: '(' }, const: 'a' }, (text) => text);
  expect([await accepts('a'), await accepts('b')]).toEqual([true, false]);
});

const CONDITIONAL = { pattern: '(a)?(?(1)b|c)' };

test('When URLs are made, a pattern that cannot be translated is refused by name', async () => {
  for (const schema of [
    CONDITIONAL,
    { patternProperties: { [CONDITIONAL.pattern]: {} } },
    { allOf: [CONDITIONAL] },
  ])
    await expect(byPost(schema, (text) => text)).rejects.toThrow(
      'InvalidPostActionOutcome: The schema of the outcome a of the action go cannot be used: a pattern has a conditional group.',
    );
});

test('An existing link opens as far as its patterns can be translated', async () => {
  const world = createCallbackWorld({ format: '1' });
  const outcomes = [{ type: 'string' }, CONDITIONAL].map((schema, index) => ({
    ...{ name: `a${index}`, type: 'success', schema, output: index },
  }));
  const payload = { token: 'AAAA', tid: '', action: { name: 'go', type: 'post', outcomes } };
  const url = `https://example.com/respond?data=${legacyText('1', Buffer.from(JSON.stringify(payload)))}`;

  expect(JSON.parse((await world.post(url, '5')).body)).toMatchObject({
    error: 'InvalidPostActionOutcome',
    message: 'The schemas of the action go cannot be evaluated: a pattern has a conditional group.',
  });
  expect((await world.post(url, '"a"')).statusCode).toBe(200);
});

/** A function that tells whether a post action accepts the body for a text. */
async function byPost(schema: object, bodyOf: (text: string) => unknown) {
  const outcome = { name: 'a', type: 'heartbeat', schema };
  const world = createCallbackWorld();
  const url = await world.urlOf(JSON.stringify({ name: 'go', type: 'post', outcomes: [outcome] }));
  return async (text: string) => (await world.post(url, JSON.stringify(bodyOf(text)))).statusCode === 200;
}
