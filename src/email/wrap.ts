import displayWidth from 'fast-string-width';
import { severalLines } from '../approval/text.ts';

/** In columns. The widest text that reads well in 80 columns, also in a reply. */
const WIDTH = 76;
/** In bytes of UTF-8. Mail servers break a line after 998, also inside a link (RFC 5322, section 2.1.1). */
export const MAX_LINE = 990;

/** What each line starts with. */
export interface Margins {
  readonly first: string;
  /** Of the lines that continue the first one. */
  readonly next: string;
}

/**
 * Breaks a text into lines of at most 76 columns, between words. A longer word, such as a web address, stays whole: it is
 * broken only where its line would have more than 990 bytes.
 */
export function wrap(text: string, { first, next }: Margins = { first: '', next: '' }): string {
  return severalLines(text)
    .split('\n')
    .map((line, index) => wrapLine(line, { first: index === 0 ? first : next, next }))
    .join('\n');
}

function wrapLine(line: string, { first, next }: Margins): string {
  const lines: string[] = [];
  let current = first;
  let hasText = false;
  const end = () => {
    lines.push(current.trimEnd());
    current = next;
    hasText = false;
  };
  for (const part of partsOf(line)) {
    if (hasText && !fits(current + part)) end();
    // White space at the start of the whole line is an indent.
    let rest = hasText || lines.length === 0 ? part : part.trimStart();
    while (sizeOf(current + rest) > MAX_LINE) {
      const head = startOf(rest, MAX_LINE - sizeOf(current));
      rest = rest.slice(head.length);
      current += head;
      end();
    }
    current += rest;
    hasText = true;
  }
  end();
  return lines.join('\n');
}

/** A text of few columns can have many bytes: marks on letters, and characters that are not visible. */
function fits(line: string): boolean {
  return displayWidth(line) <= WIDTH && sizeOf(line) <= MAX_LINE;
}

export function sizeOf(line: string): number {
  return Buffer.byteLength(line);
}

/** As many characters as fit into these bytes. */
function startOf(text: string, max: number): string {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += sizeOf(character);
    if (size > max) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The parts of a line that stay whole, each with the white space before it. */
function partsOf(line: string): string[] {
  return [...line.trimEnd().matchAll(/(\s*)(\S+)/gu)].flatMap(([, space = '', word = '']) => {
    const [start = '', ...rest] = UNSPACED.test(word) ? wordsOf(word) : [word];
    return [space + start, ...rest];
  });
}

/** The scripts that have no spaces between words. */
const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar'];
const LETTER = `[${SCRIPTS.map((script) => String.raw`\p{Script=${script}}`).join('')}]`;
const UNSPACED = new RegExp(LETTER, 'u');
const STARTS = new RegExp(`^${LETTER}`, 'u');
const ENDS = new RegExp(String.raw`${LETTER}\p{P}*$`, 'u');
/** Punctuation that no line may start with, or end with. */
const CLOSING = /^[\p{Pe}\p{Pf}\p{Po}\p{Pd}\p{M}ー々]/u;
const OPENING = /[\p{Ps}\p{Pi}]$/u;
const URL = /(<?https?:\/\/[^\s<>]+>?)/iu;

let segmenter: Intl.Segmenter | undefined;

/** The words of a text without spaces. */
function wordsOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  const words: string[] = [];
  for (const [index, piece] of text.split(URL).entries()) {
    const isUrl = index % 2 === 1;
    const segments = isUrl ? [piece] : Array.from(segmenter.segment(piece), ({ segment }) => segment);
    for (const segment of segments) {
      const before = words.at(-1);
      if (before === undefined || mayBreak(before, segment)) words.push(segment);
      else words[words.length - 1] = before + segment;
    }
  }
  return words;
}

function mayBreak(before: string, after: string): boolean {
  // The end only: a long word is tested once for each of its parts.
  const end = before.slice(-8);
  return !OPENING.test(end) && !CLOSING.test(after) && (ENDS.test(end) || STARTS.test(after));
}
