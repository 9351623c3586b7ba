import { piecesOf, plainPiece } from '../approval/rich-text.ts';

/**
 * A text for a plain-text mail, with names in place of mentions. A web address that ends with punctuation, or is followed
 * by some, stands in angle brackets (RFC 3986, appendix C): mail programs guess where a link ends, and leave out a final
 * `)` or `_`.
 */
export function mailText(text: string): string {
  const pieces = piecesOf(text);
  return pieces
    .map((piece, index) => {
      const next = pieces[index + 1]?.text ?? '';
      const isClear = /[\p{L}\p{N}/]$/u.test(piece.text) && !/^\S/.test(next);
      return piece.kind === 'url' && !isClear ? `<${piece.text}>` : plainPiece(piece);
    })
    .join('');
}
