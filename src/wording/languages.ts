/** The supported languages. A new one is one more file in `languages/`, its code here, and its line in `index.ts`. */
export const LANGUAGES = ['en', 'de', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language of a deployment without LOCALE, and of texts whose own language is not known or not supported. */
export const DEFAULT_LOCALE = 'en';

/** Whether the language of this locale is supported, such as `en` or `de-AT`. */
export function hasWording(locale: string): boolean {
  return isSupported(languageOf(locale));
}

/** The language of the texts for a locale. */
export function languageFor(locale: string = DEFAULT_LOCALE): Language {
  const language = languageOf(locale);
  return isSupported(language) ? language : DEFAULT_LOCALE;
}

/** The language of a locale. */
export function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
}

function isSupported(language: string): language is Language {
  return LANGUAGES.some((one) => one === language);
}
