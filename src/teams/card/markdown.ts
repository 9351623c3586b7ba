import { piecesOf, plainPiece } from '../../approval/rich-text.ts';

/**
 * Escapes a text for a TextBlock or a fact, which read some Markdown, and replace `{{DATE(…)}}` (Teams: "Format cards";
 * Adaptive Cards: "Text features"). The result contains no link, no style, no date and no mention.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\*_~`[\]]/g, '\\$&')
    .replace(/^([^\S\n\r\u2028\u2029]*)([-+>#]|\d+[.)])(?=\s)/gm, '$1\u200b$2')
    .replaceAll('{{', '{\u200b{')
    .replace(/<(?=\/?at\b)/gi, '<\u200b');
}

/** A text with its web addresses as links, and its mentions as names. All other text is escaped. */
export function richMarkdown(text: string): string {
  return piecesOf(text)
    .map((piece) => (piece.kind === 'url' ? linkTo(piece.text) : escapeMarkdown(plainPiece(piece))))
    .join('');
}

function linkTo(url: string): string {
  // These would end the address.
  const address = url.replace(/[()\\]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return `[${escapeMarkdown(url)}](${address})`;
}

/** A date and time, which Teams shows in the time zone and the language of the reader. Only a TextBlock may have it. */
export function teamsDate(date: Date): string {
  const seconds = date.toISOString().replace(/\.\d+Z$/, 'Z');
  return `{{DATE(${seconds},SHORT)}} {{TIME(${seconds})}}`;
}
