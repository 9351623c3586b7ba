import { dereference, type Schema, type SchemaDraft, validate } from '@cfworker/json-schema';
import { DEFAULT_DRAFT, DRAFTS, type Draft } from './drafts.ts';
import type { Json, JsonObject } from './json.ts';
import { standInsFor } from './large-numbers.ts';
import { META_SCHEMAS } from './meta-schemas.ts';
import { toValidatorSchema } from './validator-schema.ts';

/** Of drafts 6 and 7, the validator knows one: their keywords differ, and ours drops those of the other. */
const VALIDATOR_DRAFTS: Readonly<Record<Draft, SchemaDraft>> = {
  '6': '7',
  '7': '7',
  '2019-09': '2019-09',
  '2020-12': '2020-12',
};

/** A schema cannot be used. The message gives the reason and quotes nothing from the schema. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
}

/**
 * Checks a JSON Schema against its meta-schema. Also checks that each reference has a target: in the schema, or in a
 * meta-schema.
 *
 * @throws {SchemaError}
 */
export function checkSchema(schema: JsonObject): void {
  const draft = draftOf(schema);
  const numbers = standInsFor(schema);
  const [metaSchema, ...vocabularies] = META_SCHEMAS[draft]();
  const lookup = lookupOf(metaSchema, ...vocabularies);
  const { valid, errors } = validate(numbers.replace(schema), metaSchema, VALIDATOR_DRAFTS[draft], lookup);
  const [worst] = errors.slice(-1);
  if (!valid) throw new SchemaError(`at ${worst?.instanceLocation}: ${worst?.error}`);
  referencesOf(toValidatorSchema(schema, draft, numbers));
}

/**
 * Whether a JSON value matches a schema. Generates no code.
 *
 * @throws {SchemaError} for a reference without a target
 */
export function matches(schema: JsonObject, json: Json): boolean {
  const draft = draftOf(schema);
  const numbers = standInsFor(schema, json);
  const own = toValidatorSchema(schema, draft, numbers);
  return validate(numbers.replace(json), own, VALIDATOR_DRAFTS[draft], referencesOf(own)).valid;
}

/** The schemas by their URI, as the validator looks them up. */
type Lookup = Record<string, Schema | boolean>;

/**
 * The targets of all references of a schema. A reference without a target would accept every value. This check also runs
 * before a schema is evaluated, because the payload may come from a program that did not check it.
 *
 * @throws {SchemaError}
 */
function referencesOf(schema: Schema): Lookup {
  const lookup = lookupOf(schema);
  const schemas = Object.values(lookup) as Schema[];
  for (const { __absolute_ref__: reference, $dynamicRef } of schemas) {
    if ($dynamicRef !== undefined) throw new SchemaError('$dynamicRef is not supported.');
    if (reference === undefined || reference in lookup) continue;
    addMetaSchema(reference, lookup);
    if (!(reference in lookup)) {
      throw new SchemaError('a $ref has no target. It must point into the same schema, or to a meta-schema.');
    }
  }
  return lookup;
}

/** A reference to a meta-schema has a target, as in Python, without a request to json-schema.org. */
function addMetaSchema(reference: string, lookup: Lookup): void {
  const draft = draftNamed(reference.replace(/#.*$/, ''));
  if (draft) Object.assign(lookup, lookupOf(...META_SCHEMAS[draft]()));
}

function lookupOf(...documents: readonly Schema[]): Lookup {
  const lookup: Lookup = Object.create(null);
  for (const document of documents) dereference(document, lookup);
  return lookup;
}

function draftOf({ $schema }: JsonObject): Draft {
  if ($schema === undefined) return DEFAULT_DRAFT;
  const draft = typeof $schema === 'string' ? draftNamed($schema) : undefined;
  if (draft) return draft;
  throw new SchemaError('$schema must name draft 6, draft 7, 2019-09 or 2020-12.');
}

function draftNamed(uri: string): Draft | undefined {
  const name = uri.replace(/^https?:/, '').replace(/#$/, '');
  return Object.hasOwn(DRAFTS, name) ? DRAFTS[name] : undefined;
}
