import { isExactNumber, isObject, type Json } from './json.ts';

/**
 * JSON as Python's `json.dumps` writes it, for a text that sfn-callback-urls has always sent so: with spaces, with escapes for all
 * characters outside of ASCII, and with Python's way to write a number.
 */
export function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'number' || isExactNumber(value)) return numberText(value);
  if (typeof value === 'string') return quoted(value);
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${quoted(name)}: ${pythonJson(member as Json)}`,
  );
  return `{${members.join(', ')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function numberText(value: Json): string {
  const text = isExactNumber(value) ? value.rawJSON : String(value);
  if (text === '-0') return '0';
  return /^-?\d+$/.test(text) ? text : floatText(Number(text));
}

/** Python's `repr` of a float. */
function floatText(number: number): string {
  if (!Number.isFinite(number)) return String(number);
  const [digits = '', exponent = ''] = number.toExponential().split('e');
  if (Number(exponent) < -4 || Number(exponent) >= 16) {
    return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
  }
  const sign = Object.is(number, -0) ? '-' : '';
  return `${sign}${number}${Number.isInteger(number) ? '.0' : ''}`;
}
