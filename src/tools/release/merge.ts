import { isDeepStrictEqual } from 'node:util';
import { choiceOf, choose, isFunction, isObject, type Json, NO_VALUE } from './json.ts';

/**
 * Makes one template of two: where they differ, the condition chooses. What only one of them has becomes a choice of it and of
 * `AWS::NoValue`.
 */
export function merge(condition: string, on: Json, off: Json): Json {
  if (isDeepStrictEqual(on, off)) return on;
  const [one, other] = [choiceOf(on), choiceOf(off)];
  if (one && other && one[0] === other[0]) {
    return choose(one[0], merge(condition, one[1], other[1]), merge(condition, one[2], other[2]));
  }
  if (isList(on) && isList(off) && on.length === off.length) {
    return on.map((item, index) => merge(condition, item, off[index] ?? NO_VALUE));
  }
  if (!isObject(on) || !isObject(off) || isFunction(on) || isFunction(off)) {
    return choose(condition, on, off);
  }
  const names = new Set([...Object.keys(on), ...Object.keys(off)]);
  return Object.fromEntries(
    [...names].map((name) => [name, merge(condition, on[name] ?? NO_VALUE, off[name] ?? NO_VALUE)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
