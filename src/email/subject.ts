/** SNS takes fewer than 100 ASCII characters, no line break and no control character (API reference of Publish). */
const MAX_SUBJECT = 99;
const ELLIPSIS = '...';

/** A subject that SNS accepts: accents are dropped, what has no ASCII form becomes `?`, and the end is cut. */
export function mailSubject(text: string): string {
  const ascii = text
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/…/g, ELLIPSIS)
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]+/gu, '?')
    .trim();
  return ascii.length <= MAX_SUBJECT ? ascii : ascii.slice(0, MAX_SUBJECT - ELLIPSIS.length) + ELLIPSIS;
}
