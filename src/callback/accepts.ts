import { isObject } from './json.ts';

/** Whether a value matches a schema. */
export type Accepts = (value: unknown) => boolean;

/** A keyword: whether a value matches it. Most are about values of one type, and match all others. */
type Keyword = (given: never, schema: Readonly<Record<string, unknown>>) => Accepts;

const isArray: (value: unknown) => value is readonly unknown[] = Array.isArray;

/** The keywords that our own schemas use (JSON Schema, draft 7). */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  type: (name: string) => TYPES[name] ?? unknown(`the type ${name}`),
  const: (only: unknown) => (value) => value === only,
  enum: (all: readonly unknown[]) => (value) => all.includes(value),
  // A character has one or two of the units that `length` counts.
  minLength: (least: number) => (value) =>
    typeof value !== 'string' || value.length >= 2 * least || lengthOf(value) >= least,
  maxLength: (most: number) => (value) =>
    typeof value !== 'string' || value.length <= most || lengthOf(value) <= most,
  pattern(source: string) {
    const pattern = new RegExp(source, 'u');
    return (value) => typeof value !== 'string' || pattern.test(value);
  },
  minimum: (least: number) => (value) => typeof value !== 'number' || value >= least,
  maximum: (most: number) => (value) => typeof value !== 'number' || value <= most,
  minItems: (least: number) => (value) => !isArray(value) || value.length >= least,
  items(schema: object) {
    const accepts = compile(schema);
    return (value) => !isArray(value) || value.every(accepts);
  },
  required: (names: readonly string[]) => (value) =>
    !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties(schemas: Readonly<Record<string, object>>) {
    const members = Object.entries(schemas).map(([name, schema]) => [name, compile(schema)] as const);
    return (value) =>
      !isObject(value) ||
      members.every(([name, accepts]) => !Object.hasOwn(value, name) || accepts(value[name]));
  },
  additionalProperties(allowed: unknown, { properties = {} }) {
    if (allowed !== false) return unknown('additional properties with a schema');
    const names = new Set(Object.keys(properties as object));
    return (value) => !isObject(value) || Object.keys(value).every((name) => names.has(name));
  },
  allOf(schemas: readonly object[]) {
    const all = schemas.map(compile);
    return (value) => all.every((accepts) => accepts(value));
  },
  anyOf(schemas: readonly object[]) {
    const any = schemas.map(compile);
    return (value) => any.some((accepts) => accepts(value));
  },
  oneOf(schemas: readonly object[]) {
    const each = schemas.map(compile);
    return (value) => each.filter((accepts) => accepts(value)).length === 1;
  },
  not(schema: object) {
    const accepts = compile(schema);
    return (value) => !accepts(value);
  },
  if(condition: object, { then = {} }) {
    const applies = compile(condition);
    const accepts = compile(then as object);
    return (value) => !applies(value) || accepts(value);
  },
};
/** `then` belongs to `if`. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set(['description', 'then']);

const TYPES: Readonly<Record<string, Accepts>> = {
  object: isObject,
  array: isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
};

/**
 * Compiles one of our own schemas to a function, so that a valid input is not interpreted again and again. A validator explains
 * what is wrong with an input that is not accepted.
 *
 * @throws {TypeError} for a keyword that no schema of ours has
 */
export function compile(schema: object): Accepts {
  const own = schema as Readonly<Record<string, unknown>>;
  const checks = Object.entries(own)
    .filter(([keyword]) => !WITHOUT_MEANING.has(keyword))
    .map(([keyword, given]) => (KEYWORDS[keyword] ?? unknown(`the keyword ${keyword}`))(given as never, own));
  const [first = () => true, second] = checks;
  if (checks.length < 2) return first;
  if (second && checks.length === 2) return (value) => first(value) && second(value);
  return (value) => checks.every((accepts) => accepts(value));
}

function lengthOf(text: string): number {
  return [...text].length;
}

function unknown(what: string): never {
  throw new TypeError(`a schema of ours has ${what}, which src/callback/accepts.ts does not know`);
}
