import { describe, expect, test } from 'vitest';
import { createCallbackWorld } from '../support/callback-world.ts';

const SCHEMAS = {
  '6': 'http://json-schema.org/draft-06/schema#',
  '7': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};
type Draft = keyof typeof SCHEMAS;

describe('A keyword means something only in its drafts', () => {
  test.each<[string, object, unknown, readonly Draft[]]>([
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    ['if', { if: { const: 1 }, then: false }, 1, ['7', '2019-09', '2020-12']],
    ['else', { if: { const: 1 }, else: false }, 2, ['7', '2019-09', '2020-12']],
    ['prefixItems', { prefixItems: [false] }, [1], ['2020-12']],
    ['additionalItems', { items: [{}], additionalItems: false }, [1, 2], ['6', '7', '2019-09']],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }, ['2019-09', '2020-12']],
    ['dependentSchemas', { dependentSchemas: { a: false } }, { a: 1 }, ['2019-09', '2020-12']],
    ['unevaluatedProperties', { unevaluatedProperties: false }, { a: 1 }, ['2019-09', '2020-12']],
    ['unevaluatedItems', { unevaluatedItems: false }, [1], ['2019-09', '2020-12']],
    ['minContains', { contains: { const: 1 }, minContains: 2 }, [1], ['2019-09', '2020-12']],
    ['maxContains', { contains: { const: 1 }, maxContains: 1 }, [1, 1], ['2019-09', '2020-12']],
    ['$anchor', { not: { $ref: '#a' }, $defs: { a: { $anchor: 'a' } } }, 1, ['2019-09', '2020-12']],
    ['$recursiveRef', { type: 'array', items: { $recursiveRef: '#' } }, [1], ['2019-09']],
    ['id', { id: 'https://example.com/%', type: 'string' }, 1, ['6', '7', '2019-09', '2020-12']],
    ['inside', { allOf: [{ properties: { a: { prefixItems: [false] } } }] }, { a: [1] }, ['2020-12']],
    ['contains', { contains: false }, [1], ['6', '7', '2019-09', '2020-12']],
  ])('%s', async (_, schema, body, drafts) => {
    const refusing = await Promise.all(
      (Object.keys(SCHEMAS) as Draft[]).map(async (draft) =>
        (await accepts({ $schema: SCHEMAS[draft], ...schema }, body)) === false ? draft : undefined,
      ),
    );
    expect(refusing.filter((draft) => draft !== undefined)).toEqual(drafts);
    expect((await accepts(schema, body)) === false).toBe(drafts.includes('7'));
  });

  test('The name of a property is not a keyword', async () => {
    expect(await accepts({ properties: { prefixItems: { const: 1 } } }, { prefixItems: 2 })).toBe(false);
    expect(await accepts({ const: { if: 1 } }, {})).toBe(false);
    expect(await accepts({ const: { if: 1, multipleOf: 2 } }, { if: 1, multipleOf: 2 })).toBe(true);
  });
});

describe('As in the original, a schema may', () => {
  test.each<[string, object, unknown, unknown]>([
    ['repeat a member of enum', { enum: [1, 1] }, 1, 2],
    ['refer to the meta-schema', { $ref: SCHEMAS['7'] }, { type: 'string' }, { type: 'text' }],
    ['refer to it without #', { $ref: 'http://json-schema.org/draft-07/schema' }, true, 1],
    [
      'refer to a definition of it',
      { items: { $ref: `${SCHEMAS['7']}/definitions/nonNegativeInteger` } },
      [1],
      [-1],
    ],
    ['refer to that of draft 6', { $ref: SCHEMAS['6'] }, { if: 5 }, { minLength: -1 }],
    ['refer to that of 2020-12', { $ref: SCHEMAS['2020-12'] }, { $defs: { a: {} } }, { $defs: { a: 1 } }],
    ['refer to keywords that are not its own', { $ref: '#/my/own', my: { own: { const: 1 } } }, 1, 2],
  ])('%s', async (_, schema, good, bad) => {
    expect([await accepts(schema, good), await accepts(schema, bad)]).toEqual([true, false]);
  });

  test.each([SCHEMAS['6'], SCHEMAS['7'], undefined])('have an enum without members (%s)', async ($schema) => {
    expect(await accepts({ ...($schema && { $schema }), enum: [] }, 1)).toBe(false);
  });

  test('have an $id that is not a URI reference', async () => {
    expect(await accepts({ $id: 'my schema', const: 1 }, 1)).toBe(true);
  });
});

test('A reference to any other document is refused', async () => {
  const refusal = 'a $ref has no target. It must point into the same schema, or to a meta-schema.';
  for (const $ref of ['https://example.com/a', `${SCHEMAS['7']}/definitions/none`, '#/none'])
    expect(await accepts({ $ref }, 1)).toContain(refusal);
});

/** Whether a post action with this schema accepts the body; the message if the schema is refused. */
async function accepts(schema: object, body: unknown): Promise<boolean | string> {
  const world = createCallbackWorld();
  const outcome = { name: 'a', type: 'success', schema, output_body: true };
  const input = { token: 'AAAA', actions: [{ name: 'go', type: 'post', outcomes: [outcome] }] };
  const { urls, message } = await world.create(JSON.stringify(input));
  if (!urls) return message;
  return (await world.post(urls.go, JSON.stringify(body))).statusCode === 200;
}
