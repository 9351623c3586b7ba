import type { Wording } from './wording.ts';

/** The language of everything that names none. Its text is always there. */
export const DEFAULT_LOCALE = 'en';

/** The other languages, which are loaded when they are first needed. A new language is one more file, and its line here. */
export const OTHER_LANGUAGES: Readonly<Record<string, () => Promise<Wording>>> = {
  de: async () => (await import('./languages/de.ts')).de,
  zh: async () => (await import('./languages/zh.ts')).zh,
};

/** The languages that there is text in. */
export const LANGUAGES: readonly string[] = [DEFAULT_LOCALE, ...Object.keys(OTHER_LANGUAGES)];

/** Whether there is text for this locale, such as "en" or "de-AT". */
export function hasWording(locale: string): boolean {
  return LANGUAGES.includes(languageOf(locale));
}

/** The language of a locale. */
export function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
}
