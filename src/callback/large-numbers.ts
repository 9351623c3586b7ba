import { isExactNumber, type Json } from './json.ts';

/*
 * A JSON Schema compares numbers, and Python compares whole numbers by all their digits. The validator has JavaScript's numbers
 * only. So each large whole number gets a stand-in: a JavaScript number with the same place in their order.
 */

/** From here on, some whole numbers are not JavaScript numbers. */
export const LARGE = 2 ** 53;
/** Python reads no longer ones. */
const MAX_DIGITS = 4_300;

/** The stand-ins for the numbers of some JSON values. */
export interface StandIns {
  /** The same value with JavaScript's numbers. */
  replace(json: Json): Json;
  /** The stand-ins of the large numbers that this number divides. */
  multiplesOf(divisor: Json): readonly number[];
}

/** @param values all values that are compared */
export function standInsFor(...values: readonly Json[]): StandIns {
  const large = [...new Set(values.flatMap(largeNumbersIn))];
  const magnitudes = [...new Set(large.map((digits) => digits.replace('-', '')))].sort(byMagnitude);
  const standIns = new Map(
    magnitudes.flatMap((digits, rank): [string, number][] => {
      // The distance between two doubles of this size is 2.
      const standIn = LARGE + 2 * rank;
      return [
        [digits, standIn],
        [`-${digits}`, -standIn],
      ];
    }),
  );
  const replace = (json: Json): Json => {
    if (Array.isArray(json)) return json.map(replace);
    if (typeof json === 'number' || isExactNumber(json)) {
      return standIns.get(largeNumber(json) ?? '') ?? numberOf(json);
    }
    if (typeof json !== 'object' || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, replace(value)]));
  };
  return {
    replace,
    multiplesOf: (divisor) =>
      [...standIns].filter(([text]) => isMultiple(text, divisor)).map(([, standIn]) => standIn),
  };
}

/** The digits of all large whole numbers in a value. */
function largeNumbersIn(json: Json): string[] {
  if (typeof json === 'number' || isExactNumber(json)) {
    const digits = largeNumber(json);
    return digits === undefined ? [] : [digits];
  }
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(largeNumbersIn) : [];
}

function largeNumber(json: Json): string | undefined {
  if (isExactNumber(json) && /^-?[1-9]\d*$/.test(json.rawJSON)) return json.rawJSON;
  // As in Python, a number with a fraction or an exponent is a double.
  const number = numberOf(json);
  return Math.abs(number) >= LARGE && Number.isFinite(number) ? String(BigInt(number)) : undefined;
}

function numberOf(json: Json): number {
  return Number(isExactNumber(json) ? json.rawJSON : json);
}

function byMagnitude(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}

function isMultiple(digits: string, divisor: Json): boolean {
  const number = numberOf(divisor);
  if (!Number.isInteger(number)) return Number.isInteger(Number(digits) / number);
  const exact = largeNumber(divisor) ?? String(number);
  return digits.length <= MAX_DIGITS && BigInt(digits) % BigInt(exact) === 0n;
}
