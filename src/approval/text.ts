const ELLIPSIS = '…';

/**
 * Cuts a text to a limit, and puts an ellipsis where text is missing. Never cuts through a character.
 *
 * @param max UTF-16 code units, as Slack and JavaScript count them
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  // A surrogate without its other half (`\p{Cs}`) is not a character.
  return text.slice(0, max - ELLIPSIS.length).replace(/\p{Cs}$/u, '') + ELLIPSIS;
}

/** The characters that let a text appear in another order than it is written (UAX #9, "Directional Formatting Characters"). */
const DIRECTIONS = String.raw`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069`;
const NOT_ON_ONE_LINE = new RegExp(String.raw`[\s\p{Cc}${DIRECTIONS}]+`, 'gu');
/** Each mandatory line break of Unicode (UAX #14, classes BK, CR, LF and NL). */
const LINE_BREAK = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const INVISIBLE = new RegExp(String.raw`[${DIRECTIONS}]|(?![\t\n])\p{Cc}`, 'gu');

/**
 * The text on one line: runs of white space, line breaks, control characters and changes of direction become one space, and
 * half of a surrogate pair becomes `\uFFFD`.
 */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(NOT_ON_ONE_LINE, ' ').trim();
}

/**
 * The text with `\n` as its only line break. Other control characters, except the tab, and changes of direction become a space,
 * and half of a surrogate pair becomes `\uFFFD`.
 */
export function severalLines(text: string): string {
  return text.toWellFormed().replace(LINE_BREAK, '\n').replace(INVISIBLE, ' ');
}

/**
 * The first details, as many as fit.
 *
 * @param room the total size, in the unit of `size`
 * @returns those that fit, and how many are left out
 */
export function fitDetails<T>(
  details: readonly T[],
  room: number,
  size: (detail: T) => number,
): { shown: T[]; left: number } {
  let used = 0;
  const end = details.findIndex((detail) => {
    used += size(detail);
    return used > room;
  });
  const shown = end < 0 ? [...details] : details.slice(0, end);
  return { shown, left: details.length - shown.length };
}
