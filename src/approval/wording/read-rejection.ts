import type { Decider } from './wording.ts';

/**
 * Reads the cause of a rejection, which a wording has written: `before`, then who and via what in parentheses, then why.
 *
 * @param by what stands before a name
 * @param via the words for each surface
 * @returns undefined for a cause of somebody else's
 */
export function readRejection(
  cause: string,
  before: string,
  by: string,
  via: Readonly<Record<Decider['via'], string>>,
): Decider | undefined {
  if (!cause.startsWith(before)) return undefined;
  const [, who = '', comment] = /^(.*?)\)(?:: (.*))?$/s.exec(cause.slice(before.length)) ?? [];
  for (const [surface, words] of Object.entries(via) as [Decider['via'], string][]) {
    const known = { via: surface, ...(comment && { comment }) };
    if (who === words) return known;
    if (who.startsWith(by) && who.endsWith(` ${words}`))
      return { ...known, by: who.slice(by.length, -` ${words}`.length) };
  }
  return undefined;
}
