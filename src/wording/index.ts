import type { Refusal, RefusalCode } from '../callback/errors.ts';
import { en } from './languages/en.ts';
import { DEFAULT_LOCALE, languageOf, OTHER_LANGUAGES } from './languages.ts';
import type { Wording } from './wording.ts';

export type { Wording } from './wording.ts';

const loaded = new Map<string, Wording>([[DEFAULT_LOCALE, en]]);

/** Loads a language once. An unsupported locale is English. */
export async function loadLanguage(locale: string | undefined): Promise<void> {
  const language = languageOf(locale ?? DEFAULT_LOCALE);
  if (loaded.has(language) || !Object.hasOwn(OTHER_LANGUAGES, language)) return;
  const wording = await OTHER_LANGUAGES[language]?.();
  if (wording) loaded.set(language, wording);
}

/** The text for a loaded locale; English for any other locale. */
export function wordingFor(locale: string | undefined): Wording {
  return loaded.get(languageOf(locale ?? DEFAULT_LOCALE)) ?? en;
}

/** The label of the link or button for an action. */
export function actionLabel(action: string, wording: Wording): string {
  if (action === 'approve') return wording.approve;
  if (action === 'reject') return wording.reject;
  return action;
}

/** The sentence for the person whose link or button does not work. */
export function reasonOf({ code, message }: Refusal, { page }: Wording): string {
  const reasons: Partial<Record<RefusalCode, string>> = page.reasons;
  return reasons[code] ?? message;
}
