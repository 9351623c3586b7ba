import type { Refusal, RefusalCode } from '../callback/errors.ts';
import { type Language, languageFor } from './languages.ts';
import type { Wording } from './wording.ts';

export type { Wording } from './wording.ts';

/** Each language is loaded when it is first needed: a deployment loads its own when it starts. */
const TEXTS: Readonly<Record<Language, () => Promise<Wording>>> = {
  en: async () => (await import('./languages/en.ts')).en,
  de: async () => (await import('./languages/de.ts')).de,
  zh: async () => (await import('./languages/zh.ts')).zh,
};

const loaded = new Map<Language, Wording>();
/** The languages that a warning named. */
const missed = new Set<Language>();

/** Loads the language of a locale once. For no locale, or one that is not supported, this is English. */
export async function loadLanguage(locale: string | undefined): Promise<void> {
  const language = languageFor(locale);
  if (!loaded.has(language)) loaded.set(language, await TEXTS[language]());
}

/**
 * The texts for a locale, which {@link loadLanguage} has loaded before. A request does not fail if that was forgotten: it gets
 * the texts that were loaded first, those of the deployment, and Node prints one warning for the language.
 */
export function wordingFor(locale: string | undefined): Wording {
  const language = languageFor(locale);
  return loaded.get(language) ?? insteadOf(language);
}

function insteadOf(language: Language): Wording {
  const [first] = loaded.values();
  if (!first) throw new TypeError('No language is loaded. Call loadLanguage first.');
  if (!missed.has(language))
    process.emitWarning(`The language ${language} is not loaded. Call loadLanguage first.`);
  missed.add(language);
  return first;
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
