import type { Refusal, RefusalCode } from '../callback/errors.ts';
import { en } from './languages/en.ts';
import { DEFAULT_LOCALE, languageOf, OTHER_LANGUAGES } from './languages.ts';
import type { Wording } from './wording.ts';

export type { Wording } from './wording.ts';

const loaded = new Map<string, Wording>([[DEFAULT_LOCALE, en]]);

/** Loads the text of a locale, once. A locale that has none is English. */
export async function loadLanguage(locale: string | undefined): Promise<void> {
  const language = languageOf(locale ?? DEFAULT_LOCALE);
  if (loaded.has(language) || !Object.hasOwn(OTHER_LANGUAGES, language)) return;
  const wording = await OTHER_LANGUAGES[language]?.();
  if (wording) loaded.set(language, wording);
}

/** The text for a locale that was loaded; English where there is none. */
export function wordingFor(locale: string | undefined): Wording {
  return loaded.get(languageOf(locale ?? DEFAULT_LOCALE)) ?? en;
}

/** What a link or button of this action says. */
export function actionLabel(action: string, wording: Wording): string {
  if (action === 'approve') return wording.approve;
  if (action === 'reject') return wording.reject;
  return action;
}

/** Why a link or a button does not work, for the person who uses it. */
export function reasonOf({ code, message }: Refusal, { page }: Wording): string {
  const reasons: Partial<Record<RefusalCode, string>> = page.reasons;
  return reasons[code] ?? message;
}
