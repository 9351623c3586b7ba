/*
 * The characters of Python's regular expressions, as parts of a RegExp with the flag `u`.
 */

/** The letters of the flags that are on, such as `i`. */
export type Flags = ReadonlySet<string>;

/** Any character, also a line break. */
export const ANY = '[^]';
/** Python's sets of characters, as the content of a class. Each also has a form for the flag `a`. */
const SETS: Readonly<Record<string, { readonly unicode: string; readonly ascii: string }>> = {
  d: { unicode: '\\p{Nd}', ascii: '0-9' },
  s: {
    unicode: '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000',
    ascii: '\\t-\\r\\x20',
  },
  w: { unicode: '\\p{L}\\p{N}_', ascii: 'a-zA-Z0-9_' },
};
/** In Python, these two are equal to `i` and `I` if the case does not count. In JavaScript, they are not. */
const OTHER_I = 'İı';

/** A part of a class: what is inside of it, and the sets whose complements belong to it. */
export interface ClassItem {
  readonly inside: string;
  readonly outside?: readonly string[];
}

/** The content of the class that `\d`, `\s` or `\w` stands for. */
export function setOf(letter: string, flags: Flags): string {
  return SETS[letter]?.[flags.has('a') ? 'ascii' : 'unicode'] ?? '';
}

/** `\d`, `\s`, `\w`, or in upper case all other characters, as a part of a class. */
export function setItem(letter: string, flags: Flags): ClassItem {
  const set = setOf(letter.toLowerCase(), flags);
  return letter === letter.toLowerCase() ? { inside: set } : { inside: '', outside: [set] };
}

/** A range of characters, or one character twice, as a part of a class. */
export function rangeItem(first: string, last: string, flags: Flags): ClassItem {
  const range = first === last ? inClass(first) : `${inClass(first)}-${inClass(last)}`;
  const hasI = flags.has('i') && [...'iI', ...OTHER_I].some((one) => first <= one && one <= last);
  return { inside: hasI ? `${range}i${OTHER_I}` : range };
}

/** A class. JavaScript's own class cannot hold the complement of a set. */
export function classOf({ inside, outside = [] }: ClassItem, isNegated: boolean): string {
  if (outside.length === 0) return `[${isNegated ? '^' : ''}${inside}]`;
  const parts = [...(inside ? [`[${inside}]`] : []), ...outside.map((set) => `[^${set}]`)];
  return isNegated ? `(?:(?!${parts.join('|')})${ANY})` : `(?:${parts.join('|')})`;
}

/** A character outside of a class. */
export function literal(character: string, flags: Flags): string {
  if (flags.has('i') && `iI${OTHER_I}`.includes(character)) return `[i${OTHER_I}]`;
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function inClass(character: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(character) ? `\\${character}` : character;
}
