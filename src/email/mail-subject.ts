/** SNS takes fewer than 100 ASCII characters, no line break and no control character (API reference of Publish). */
const MAX_SUBJECT = 99;
const ELLIPSIS = '...';

/** As German is written without its own letters. */
const UMLAUTS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' };

/**
 * A subject that SNS accepts: accents are dropped, what has no ASCII form becomes `?`, and the end is cut.
 *
 * @param locale of the text: in German an umlaut is no accent
 */
export function mailSubject(text: string, locale = ''): string {
  const isGerman = /^de\b/.test(locale);
  const ascii = text
    .normalize('NFC')
    .replace(/[äöüÄÖÜ]/g, (letter) => (isGerman ? UMLAUTS[letter] : undefined) ?? letter)
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
