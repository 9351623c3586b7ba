/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonObject = { readonly [key: string]: Json };

/** A number with all its digits, as `JSON.rawJSON` makes it (ECMA-262, "JSON.rawJSON"). JSON.stringify writes the digits. */
export interface ExactNumber {
  readonly rawJSON: string;
}

/** TypeScript does not know these two yet. Node 20 does not have them: there, the command `countersign` makes no such number. */
const { rawJSON, isRawJSON = neverRaw } = JSON as unknown as {
  rawJSON(text: string): ExactNumber & Json;
  isRawJSON?(value: unknown): value is ExactNumber;
};

export { isRawJSON as isExactNumber, rawJSON as rawJson };

function neverRaw(_value: unknown): _value is ExactNumber {
  return false;
}

/** Whether a value is a JSON object: not null, not an array, and not a number. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

/** The value, if it is a JSON object; otherwise an empty one. */
export function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** The value of a JSON text; undefined for any other text. The error of the parser would quote the text. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The JSON text of a value that JSON can hold; undefined if it is nested too deeply for JSON.stringify. JSON.parse reads it at any
 * depth.
 */
export function toJson(
  value: unknown,
  replacer?: (name: string, part: unknown) => unknown,
): string | undefined {
  try {
    return JSON.stringify(value, replacer);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** All strings in a JSON value, those of the outer parts first. It may be nested more deeply than the stack. */
export function textsIn(json: unknown): readonly string[] {
  const parts = [json];
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    for (const inner of Object.values(part)) parts.push(inner);
  }
  return parts.filter((part) => typeof part === 'string');
}
