import { ignoredKeyword, type Schema, schemaArrayKeyword, schemaMapKeyword } from '@cfworker/json-schema';
import { isObject, type Json, type JsonObject } from './json.ts';
import { LARGE, type StandIns } from './large-numbers.ts';

/** The keywords whose members are schemas by name. In draft 7, `dependencies` has them too. */
const MAPS: ReadonlySet<string> = new Set([...Object.keys(schemaMapKeyword), 'dependencies']);
/** The keywords whose value is data, such as `const`. */
const DATA: ReadonlySet<string> = new Set(Object.keys(ignoredKeyword));

/**
 * A copy of a schema for the validator, which adds members of its own to it. In the copy, large numbers have their stand-ins.
 *
 * @param numbers the stand-ins for the schema and for the value that it checks
 */
export function toValidatorSchema(schema: JsonObject, numbers: StandIns): Schema {
  return translated(schema, numbers) as Schema;
}

function translated(schema: Json, numbers: StandIns): unknown {
  if (!isObject(schema)) return numbers.replace(schema);
  const { multipleOf, ...others } = schema as JsonObject;
  const members = Object.entries(others).map(([keyword, value]) => [keyword, inner(keyword, value, numbers)]);
  const own = Object.fromEntries(members);
  if (multipleOf === undefined) return own;
  return { ...own, allOf: [...(own.allOf ?? []), multiplesOf(multipleOf, numbers)] };
}

function inner(keyword: string, value: Json, numbers: StandIns): unknown {
  const translate = (schema: Json) => translated(schema, numbers);
  if (Array.isArray(value)) {
    return Object.hasOwn(schemaArrayKeyword, keyword) ? value.map(translate) : numbers.replace(value);
  }
  if (!isObject(value) || DATA.has(keyword)) return numbers.replace(value);
  if (!MAPS.has(keyword)) return translate(value as JsonObject);
  const schemas = Object.entries(value as JsonObject).map(([name, schema]) => [name, translate(schema)]);
  return Object.fromEntries(schemas);
}

/** The validator would divide the stand-ins of large numbers. */
function multiplesOf(divisor: Json, numbers: StandIns): object {
  const small = { multipleOf: numbers.replace(divisor), exclusiveMinimum: -LARGE, exclusiveMaximum: LARGE };
  return { anyOf: [small, { enum: numbers.multiplesOf(divisor) }] };
}
