import type { Refusal, RefusalCode } from '../callback/errors.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import type { Wording } from './wording.ts';

const WORDINGS: Readonly<Record<string, Wording>> = { en, de };

export type { Wording } from './wording.ts';

/** The language of everything that names none. */
export const DEFAULT_LOCALE = 'en';

/** The languages that there is text in. */
export const LANGUAGES: readonly string[] = Object.keys(WORDINGS);

/** Whether there is text for this locale, such as "en" or "de-AT". */
export function hasWording(locale: string): boolean {
  return Object.hasOwn(WORDINGS, languageOf(locale));
}

/** The text for a locale; English where there is none. */
export function wordingFor(locale: string | undefined): Wording {
  const language = languageOf(locale ?? DEFAULT_LOCALE);
  return (Object.hasOwn(WORDINGS, language) ? WORDINGS[language] : undefined) ?? en;
}

/** What a link or button of this action says. */
export function actionLabel(action: string, wording: Wording): string {
  if (action === 'approve') return wording.approve;
  if (action === 'reject') return wording.reject;
  return action;
}

/** Why a link or a button does not work, for whoever uses it. */
export function reasonOf({ code, message }: Refusal, { page }: Wording): string {
  const reasons: Partial<Record<RefusalCode, string>> = page.reasons;
  return reasons[code] ?? message;
}

function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
}
