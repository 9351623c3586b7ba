import { isExactNumber, type Json, rawJson } from './json.ts';

/*
 * JSON.parse loses two things that a caller can see: the digits of a number that no JavaScript number has, and the order
 * of members whose names look like array indexes. Python, the language of sfn-callback-urls, keeps both. So does this
 * file, and JSON.stringify writes its values as they were read.
 */

/** A text without these has no number that JSON.parse changes. An id in a string may look like one. */
const NUMBER = /\d{16}|\d[.eE]|-0/;
/** A text without these has no member that JSON.parse moves. */
const NAME = /"(?:\d|\\u003)/;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;
/** A string; a number, `true`, `false` or `null`; or a bracket. Of a JSON text, the rest separates them. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"{}[\],:]+|[{}[\]]/g;

/** A list or an object whose end was not read yet. */
interface Open {
  readonly values: Json[];
  /** The names of an object, in the order of its values. Missing for a list. */
  readonly names?: string[];
}

/**
 * The value of a JSON text, with all digits of its numbers and the order of its members. A number with digits that JavaScript
 * would write in another way is a `JSON.rawJSON`; see {@link approximate}.
 *
 * @throws {SyntaxError} for any other text
 */
export function parseExactly(text: string): Json {
  const parsed: Json = JSON.parse(text);
  return mayChange(text) ? read(text) : parsed;
}

function mayChange(text: string): boolean {
  return NAME.test(text) || (NUMBER.test(text) && NUMBER.test(text.replace(STRING, '""')));
}

/** Not recursive: a body may be nested deeply. The text is known to be JSON. */
function read(text: string): Json {
  const top: Json[] = [];
  const open: Open[] = [{ values: top }];
  for (const [token] of text.matchAll(TOKEN)) {
    const inner = open.at(-1) as Open;
    if (token === '{') open.push({ values: [], names: [] });
    else if (token === '[') open.push({ values: [] });
    else if (token === '}' || token === ']') {
      open.pop();
      open.at(-1)?.values.push(closed(inner));
    } else if (inner.names && inner.names.length === inner.values.length) inner.names.push(JSON.parse(token));
    else inner.values.push(exactValue(token));
  }
  return top[0] as Json;
}

function closed({ values, names }: Open): Json {
  return names ? objectOf(names.map((name, index) => [name, values[index] as Json])) : values;
}

function exactValue(token: string): Json {
  const value: Json = JSON.parse(token);
  return typeof value === 'number' && String(value) !== token ? rawJson(token) : value;
}

/**
 * An object whose members have the order of these entries, also for a program that lists them. Of two entries with one name,
 * the first has the place and the last the value, as in Python.
 */
export function objectOf(entries: readonly (readonly [string, Json])[]): { readonly [name: string]: Json } {
  const members = new Map(entries);
  const object = Object.fromEntries(members);
  const names = [...members.keys()];
  const isInOrder = Object.keys(object).every((name, index) => name === names[index]);
  // JavaScript lists names such as "10" first, and in the order of their numbers.
  return isInOrder ? object : new Proxy(object, { ownKeys: () => names });
}

/** The same value with JavaScript's nearest numbers, for programs that calculate. The order of members stays. */
export function approximate(json: Json): Json {
  if (isExactNumber(json)) return Number(json.rawJSON);
  if (Array.isArray(json)) return json.map(approximate);
  if (typeof json !== 'object' || json === null) return json;
  return objectOf(Object.entries(json).map(([name, value]) => [name, approximate(value)]));
}
