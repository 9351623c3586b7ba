import { dereference, type Schema, Validator } from '@cfworker/json-schema';
import type { Json, JsonObject } from './json.ts';
import { standInsFor } from './large-numbers.ts';
import { META_SCHEMAS } from './meta-schemas.ts';
import { toValidatorSchema } from './validator-schema.ts';

type Draft = keyof typeof META_SCHEMAS;

/** The supported drafts, by the value of `$schema` without its scheme and without `#`. */
const DRAFTS: Readonly<Record<string, Draft>> = {
  // Draft 7 only adds keywords to draft 6.
  '//json-schema.org/draft-06/schema': '7',
  '//json-schema.org/draft-07/schema': '7',
  '//json-schema.org/draft/2019-09/schema': '2019-09',
  '//json-schema.org/draft/2020-12/schema': '2020-12',
};
const DEFAULT_DRAFT: Draft = '7';

/** A schema cannot be used. The message gives the reason and quotes nothing from the schema. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/**
 * Checks a JSON Schema against its meta-schema. Also checks that each reference has a target within the schema.
 *
 * @throws {SchemaError}
 */
export function checkSchema(schema: JsonObject): void {
  const draft = draftOf(schema);
  const numbers = standInsFor(schema);
  const { valid, errors } = META_SCHEMAS[draft]().validate(numbers.replace(schema));
  const [worst] = errors.slice(-1);
  if (!valid) throw new SchemaError(`at ${worst?.instanceLocation}: ${worst?.error}`);
  assertEvaluable(toValidatorSchema(schema, numbers));
}

/**
 * Rejects references that the validator ignores: it would accept every value for them. This check also runs before a
 * schema is evaluated, because the payload may come from a program that did not check it.
 */
function assertEvaluable(schema: Schema): void {
  const lookup = dereference(schema);
  for (const { __absolute_ref__: reference, $dynamicRef } of Object.values(lookup) as Schema[]) {
    if ($dynamicRef !== undefined) throw new SchemaError('$dynamicRef is not supported.');
    if (reference !== undefined && !(reference in lookup)) {
      throw new SchemaError('a $ref has no target. It must point into the same schema.');
    }
  }
}

/**
 * Whether a JSON value matches a schema. Generates no code.
 *
 * @throws {SchemaError} for a reference without a target in the schema
 */
export function matches(schema: JsonObject, json: Json): boolean {
  const draft = draftOf(schema);
  const numbers = standInsFor(schema, json);
  const own = toValidatorSchema(schema, numbers);
  assertEvaluable(own);
  return new Validator(own, draft).validate(numbers.replace(json)).valid;
}

function draftOf({ $schema }: JsonObject): Draft {
  if ($schema === undefined) return DEFAULT_DRAFT;
  const name = typeof $schema === 'string' ? $schema.replace(/^https?:/, '').replace(/#$/, '') : '';
  const draft = Object.hasOwn(DRAFTS, name) && DRAFTS[name];
  if (draft) return draft;
  throw new SchemaError('$schema must name draft 6, draft 7, 2019-09 or 2020-12.');
}
