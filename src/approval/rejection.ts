import type { Resolution } from './resolution.ts';
import { LANGUAGES, wordingFor } from './wording/index.ts';

/**
 * Finds the decision behind a rejection. The output of an approval holds it; of a failure Step Functions keeps only the
 * sentence that we wrote: "Ben rejected it (by ann in Slack): too early".
 *
 * @param name of the request, as its sentence begins with it
 * @returns the same resolution where the sentence is not ours
 */
export function withDecision(resolution: Resolution, name: string | undefined): Resolution {
  const { status, cause, at } = resolution;
  if (status !== 'rejected' || cause === undefined || name === undefined) return resolution;
  const decider = LANGUAGES.map((language) => wordingFor(language).rejectionIn(cause, name)).find(Boolean);
  if (!decider) return resolution;
  const when = at && { at: at.toISOString() };
  return { status, ...(at && { at }), decision: { action: 'reject', ...when, ...decider } };
}
