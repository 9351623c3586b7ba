import {
  ignoredKeyword,
  type Schema,
  schemaArrayKeyword,
  schemaKeyword,
  schemaMapKeyword,
} from '@cfworker/json-schema';
import { type Draft, MEANINGLESS } from './drafts.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { LARGE, type StandIns } from './large-numbers.ts';
import { fromPython, PatternError } from './python-pattern.ts';

/** The keywords whose members are schemas by name. In draft 7, `dependencies` has them too. */
const MAPS: ReadonlySet<string> = new Set([...Object.keys(schemaMapKeyword), 'dependencies']);
/** The keywords whose value is data, such as `const`. */
const DATA: ReadonlySet<string> = new Set(Object.keys(ignoredKeyword));

/**
 * A copy of a schema for the validator, which adds members of its own to it. The copy has only the keywords of its draft,
 * patterns of JavaScript, and stand-ins for large numbers.
 *
 * @param numbers the stand-ins for the schema and for the value that it checks
 * @throws {PatternError}
 */
export function toValidatorSchema(schema: JsonObject, draft: Draft, numbers: StandIns): Schema {
  const translate = (part: Json): unknown => {
    if (!isObject(part)) return numbers.replace(part);
    const { multipleOf, ...others } = part as JsonObject;
    const members = Object.entries(others)
      .filter(([keyword]) => !MEANINGLESS[draft].has(keyword))
      .map(([keyword, value]) => [keyword, valueOfKeyword(keyword, value, numbers, translate)]);
    const own = Object.fromEntries(members);
    if (multipleOf === undefined) return own;
    return { ...own, allOf: [...(own.allOf ?? []), multiplesOf(multipleOf, numbers)] };
  };
  return translate(schema) as Schema;
}

function valueOfKeyword(
  keyword: string,
  value: Json,
  numbers: StandIns,
  translate: (schema: Json) => unknown,
): unknown {
  if (Array.isArray(value)) {
    return Object.hasOwn(schemaArrayKeyword, keyword) ? value.map(translate) : numbers.replace(value);
  }
  if (keyword === 'pattern' && typeof value === 'string') return fromPython(value);
  if (!isObject(value) || DATA.has(keyword)) return numbers.replace(value);
  if (Object.hasOwn(schemaKeyword, keyword)) return translate(value as JsonObject);
  if (!MAPS.has(keyword)) return asNote(value as JsonObject, numbers, translate);
  const schemas = Object.entries(value as JsonObject).map(([name, schema], index) => [
    keyword === 'patternProperties' ? distinct(fromPython(name), index) : name,
    translate(schema),
  ]);
  return Object.fromEntries(schemas);
}

/** A keyword that JSON Schema does not know can hold anything, also a schema that a reference leads to. */
function asNote(value: JsonObject, numbers: StandIns, translate: (schema: Json) => unknown): unknown {
  try {
    return translate(value);
  } catch (error) {
    if (error instanceof PatternError) return numbers.replace(value);
    throw error;
  }
}

/** Two patterns of Python can be one in JavaScript. */
function distinct(pattern: string, index: number): string {
  return `(?:${pattern})(?:){${index}}`;
}

/** The validator would divide the stand-ins of large numbers. */
function multiplesOf(divisor: Json, numbers: StandIns): object {
  const small = { multipleOf: numbers.replace(divisor), exclusiveMinimum: -LARGE, exclusiveMaximum: LARGE };
  return { anyOf: [small, { enum: numbers.multiplesOf(divisor) }] };
}
