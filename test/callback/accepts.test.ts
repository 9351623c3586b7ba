import { type Schema, Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/callback/accepts.ts';
import {
  createUrlsInputSchema,
  legacyPayloadSchema,
  outcomeSchema,
  ownMembersSchema,
} from '../../src/callback/schemas.ts';

const SCHEMAS: readonly (readonly [string, object])[] = Object.entries({
  createUrlsInputSchema,
  legacyPayloadSchema,
  ownMembersSchema,
  outcomeSchema,
});

describe.each(SCHEMAS)('%s, compiled', (_, schema) => {
  const accepts = compile(schema);
  const validator = new Validator(structuredClone(schema) as Schema, '7');
  const names = namesIn(schema);
  const texts = [
    '',
    'a',
    'é😀',
    'a\n',
    'https://a.example/b',
    'x'.repeat(2_100),
    '😀'.repeat(1_030),
    ...textsIn(schema),
  ];
  /** Values of the shape of an input, right or wrong in some place. */
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      fc.constantFrom(...texts),
      fc.constantFrom(null, true, false, -1, 0, 1.5, 1e300),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, 'other'), tie('value'), { maxKeys: 6 }),
    ),
  }));

  it('accepts what the validator accepts, and nothing else', () => {
    fc.assert(
      fc.property(value, (json) => {
        expect(accepts(json)).toBe(validator.validate(json).valid);
      }),
      { numRuns: 500 },
    );
  });

  it('accepts each part of a value of its own as the validator does', () => {
    for (const [place, part] of partsOf(schema)) {
      const inPart = compile(part);
      const ofPart = new Validator(structuredClone(part) as Schema, '7');
      fc.assert(
        fc.property(value, (json) => {
          expect(inPart(json), place).toBe(ofPart.validate(json).valid);
        }),
        { numRuns: 40 },
      );
    }
  });
});

it('A keyword that it does not know is no keyword that it ignores', () => {
  expect(() => compile({ type: 'object', uniqueItems: true })).toThrow(TypeError);
  expect(() => compile({ additionalProperties: { type: 'string' } })).toThrow(TypeError);
  expect(() => compile({ type: 'integer' })).toThrow(TypeError);
});

/** The names of all members in a schema. */
function namesIn(schema: unknown): readonly string[] {
  return [...new Set(partsOf(schema).flatMap(([, { properties = {} }]) => Object.keys(properties)))];
}

/** The texts of `enum` and `const` in a schema. */
function textsIn(schema: unknown): readonly string[] {
  return partsOf(schema).flatMap(([, { enum: all = [], const: only }]) =>
    [...all, only].filter((text): text is string => typeof text === 'string'),
  );
}

interface Part {
  readonly properties?: Readonly<Record<string, object>>;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

/** A schema, and all schemas in it, with their places. */
function partsOf(schema: unknown, place = '#'): readonly (readonly [string, Part])[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((part, index) => partsOf(part, `${place}/${index}`));
  const {
    properties = {},
    enum: _,
    const: __,
    required: ___,
    ...keywords
  } = schema as Part & { required?: unknown };
  return [
    [place, schema],
    ...Object.entries({ ...keywords, ...properties }).flatMap(([name, part]) =>
      partsOf(part, `${place}/${name}`),
    ),
  ];
}
