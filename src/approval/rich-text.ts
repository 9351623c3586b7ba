import { cut, fitDetails, oneLine } from './text.ts';

/** A piece of a text. `text` is the piece as it was written; together, the pieces are the whole text. */
export type Piece =
  | { readonly kind: 'text' | 'url'; readonly text: string }
  | {
      readonly kind: 'mention';
      readonly text: string;
      readonly of: Mentioned;
      readonly id: string;
      /** Without its `@` or `#`; empty if the text does not give it. */
      readonly name: string;
    };

export type Mentioned = 'person' | 'group' | 'channel';

/** Slack's notation, with a name for the surfaces that do not know the id: `<@U012ABCDEF|Ann>`, `<#C012ABCDEF|releases>`. */
const MENTION = String.raw`<(?<sign>@(?=[UW])|#(?=[CG])|!subteam\^(?=S))(?<id>[A-Z0-9]{9,21})(?:\|[@#]?(?<name>[^<>|\n]*))?>`;
/**
 * Where a URL may end: at white space, control characters, quotation marks, angle brackets, `|` (Slack puts a label after
 * it), and the punctuation of Chinese, which has no space after a URL.
 */
const URL_END = String.raw`\s\p{Cc}\p{Cf}<>|"\x60\\…“”„‘’«»。，、；：！？（）《》「」『』【】〈〉`;
const WEB_URL = String.raw`(?<url>(?<![A-Za-z0-9])[hH][tT]{2}[pP][sS]?:\/\/[^${URL_END}]+)(?<cut>…?)`;
const MARKUP = new RegExp(`${MENTION}|${WEB_URL}`, 'gu');

const OF: Readonly<Record<string, Mentioned>> = { '@': 'person', '!subteam^': 'group', '#': 'channel' };

/**
 * Splits a text into its web addresses, its mentions and the text around them. Only http and https are web addresses. One
 * that names a user (`https://bank.example@evil.example`) or was cut (`https://a.example/lo…`) stays text: it leads
 * elsewhere than it seems. The time is proportional to the length of the text.
 */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: whole, index, groups = {} } of text.matchAll(MARKUP)) {
    const piece = pieceOf(whole, groups);
    if (!piece) continue;
    if (index > end) pieces.push({ kind: 'text', text: text.slice(end, index) });
    pieces.push(piece);
    end = index + piece.text.length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

/** The text with names in place of its mentions, for surfaces that cannot mention: "@Ann". An unknown name is the id. */
export function plainText(text: string): string {
  return piecesOf(text).map(plainPiece).join('');
}

/** @returns such as "@Ann" for a mention */
export function plainPiece(piece: Piece): string {
  if (piece.kind !== 'mention') return piece.text;
  return `${piece.of === 'channel' ? '#' : '@'}${piece.name || piece.id}`;
}

/**
 * Cuts a text to a limit, and puts an ellipsis where text is missing. Never cuts through a mention; a web address that is
 * cut is one no more.
 *
 * @param max UTF-16 code units
 */
export function cutRich(text: string, max: number): string {
  if (text.length <= max) return text;
  const pieces = piecesOf(text);
  // Room for the ellipsis.
  const { shown } = fitDetails(pieces, max - 1, (piece) => piece.text.length);
  const start = shown.map((piece) => piece.text).join('');
  const next = pieces[shown.length];
  return start + (next && next.kind !== 'mention' ? cut(next.text, max - start.length) : '…');
}

/** Writes a mention. A name cannot end the notation or look like another one. */
export function mention(of: Mentioned, id: string, name: string): string {
  const sign = { person: '@', group: '!subteam^', channel: '#' }[of];
  const clean = oneLine(name.replace(/[<>|]+/g, ' '));
  return clean ? `<${sign}${id}|${clean}>` : `<${sign}${id}>`;
}

function pieceOf(whole: string, { sign, id, name, url, cut }: Groups): Piece | undefined {
  const of = OF[sign ?? ''];
  if (of && id !== undefined) return { kind: 'mention', text: whole, of, id, name: name?.trim() ?? '' };
  if (url === undefined || cut) return undefined;
  const address = withoutPunctuation(url);
  return isAddress(address) ? { kind: 'url', text: address } : undefined;
}

type Groups = { readonly [name: string]: string | undefined };

function isAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.hostname !== '' && parsed.username === '' && parsed.password === '';
}

/** Belongs to the sentence, if a URL ends with it; so does a closing bracket without its opening one. */
const PUNCTUATION = new Set(".,;:!?'*_~");
const BRACKETS: readonly (readonly [open: string, close: string])[] = [
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
];

function withoutPunctuation(url: string): string {
  const unopened = new Map(BRACKETS.map(([open, close]) => [close, count(url, close) - count(url, open)]));
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url.charAt(end - 1);
    const surplus = unopened.get(last) ?? 0;
    if (surplus > 0) unopened.set(last, surplus - 1);
    else if (!PUNCTUATION.has(last)) break;
  }
  return url.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
