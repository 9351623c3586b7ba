/** What a language calls surfaces, by their names: by itself, and as the way that a decision came. */
export type SurfaceNames = Readonly<Record<string, { readonly name: string; readonly via: string }>>;

/** @returns undefined for a surface that the language has no words for */
export function wordsOf(names: SurfaceNames, surface: string): SurfaceNames[string] | undefined {
  return Object.hasOwn(names, surface) ? names[surface] : undefined;
}

/** "in Slack and by e-mail" */
export function listIn(language: string, items: readonly string[]): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}
