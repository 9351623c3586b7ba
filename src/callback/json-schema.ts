import { dereference, type Schema, Validator } from '@cfworker/json-schema';
import type { JsonObject } from './json.ts';
import { META_SCHEMAS } from './meta-schemas.ts';

type Draft = keyof typeof META_SCHEMAS;

/** By the `$schema` that a schema may have, without scheme and `#`. */
const DRAFTS: Readonly<Record<string, Draft>> = {
  // Draft 7 only added keywords to draft 6.
  '//json-schema.org/draft-06/schema': '7',
  '//json-schema.org/draft-07/schema': '7',
  '//json-schema.org/draft/2019-09/schema': '2019-09',
  '//json-schema.org/draft/2020-12/schema': '2020-12',
};
const DEFAULT_DRAFT: Draft = '7';

/** A schema cannot be used. The message says why, and quotes none of it. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/**
 * Checks a JSON Schema against its meta-schema, and that all its references lead somewhere: they never leave the schema.
 *
 * @throws {SchemaError}
 */
export function checkSchema(schema: JsonObject): void {
  const draft = draftOf(schema);
  const { valid, errors } = META_SCHEMAS[draft]().validate(schema);
  const [worst] = errors.slice(-1);
  if (!valid) throw new SchemaError(`at ${worst?.instanceLocation}: ${worst?.error}`);
  assertEvaluable(copy(schema));
}

/** What the validator would pass over, and so accept, must not be evaluated: an older payload was checked elsewhere. */
function assertEvaluable(schema: Schema): void {
  const lookup = dereference(schema);
  for (const { __absolute_ref__: reference, $dynamicRef } of Object.values(lookup) as Schema[]) {
    if ($dynamicRef !== undefined) throw new SchemaError('$dynamicRef is not supported.');
    if (reference !== undefined && !(reference in lookup)) {
      throw new SchemaError('a $ref leads nowhere: it has to stay within the schema.');
    }
  }
}

/**
 * @returns a function that tells whether a JSON value matches; it interprets the schema, and evaluates no code
 * @throws {SchemaError} for a schema that refers to what it does not hold
 */
export function matcher(schema: JsonObject): (json: unknown) => boolean {
  const own = copy(schema);
  assertEvaluable(own);
  const validator = new Validator(own, draftOf(schema));
  return (json) => validator.validate(json).valid;
}

function draftOf({ $schema }: JsonObject): Draft {
  if ($schema === undefined) return DEFAULT_DRAFT;
  const name = typeof $schema === 'string' ? $schema.replace(/^https?:/, '').replace(/#$/, '') : '';
  const draft = Object.hasOwn(DRAFTS, name) && DRAFTS[name];
  if (draft) return draft;
  throw new SchemaError('$schema names none of draft 6, draft 7, 2019-09 and 2020-12.');
}

/** The validator writes notes of its own into a schema. */
function copy(schema: JsonObject): Schema {
  return structuredClone(schema) as Schema;
}
