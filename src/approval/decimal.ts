import { MAX_INPUT_TEXT } from './limits.ts';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Reads a decimal number, also with an exponent, and in the wide characters of Chinese. A comma is refused: it separates decimals in
 * some countries, and thousands in others.
 *
 * @returns undefined for any other text. `too many digits`: JavaScript would make another whole number of it, or none
 */
export function readDecimal(text: string): number | 'too many digits' | undefined {
  if (text.length > MAX_INPUT_TEXT) return undefined;
  const digits = text.replace(/[！-～]/g, (wide) => wide.normalize('NFKC')).replace(/^[−–]/, '-');
  if (!DECIMAL.test(digits)) return undefined;
  const number = Number(digits);
  const isKept = Math.abs(number) <= Number.MAX_SAFE_INTEGER || digitsOf(digits) === digitsOf(`${number}`);
  // Not -0, which JSON does not have.
  return isKept ? number + 0 : 'too many digits';
}

/** The digits of a number between the zeros at its ends, without its exponent. */
function digitsOf(number: string): string {
  return number.replace(/e.*$|\D/gi, '').replace(/^0+|0+$/g, '');
}
