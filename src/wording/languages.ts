import type { Wording } from './wording.ts';

/** The default language. It is always loaded. */
export const DEFAULT_LOCALE = 'en';

/** The other languages. Each is loaded when it is first needed. A new language is one more file, and its line here. */
export const OTHER_LANGUAGES: Readonly<Record<string, () => Promise<Wording>>> = {
  de: async () => (await import('./languages/de.ts')).de,
  zh: async () => (await import('./languages/zh.ts')).zh,
};

/** The supported languages. */
export const LANGUAGES: readonly string[] = [DEFAULT_LOCALE, ...Object.keys(OTHER_LANGUAGES)];

/** Whether the language of this locale is supported, such as `en` or `de-AT`. */
export function hasWording(locale: string): boolean {
  return LANGUAGES.includes(languageOf(locale));
}

/** The language of a locale. */
export function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
}
