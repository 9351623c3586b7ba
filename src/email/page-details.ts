import type { Detail } from '../callback/payload.ts';

/** Details travel in every link, and a URL has an end; the mail itself shows them all. */
const MAX_CHARACTERS = 1_500;

/** The first details, as many as fit into a link. */
export function detailsForPage(details: readonly Detail[]): readonly Detail[] {
  let left = MAX_CHARACTERS;
  return details.filter(({ label, value }) => {
    left -= label.length + value.length;
    return left >= 0;
  });
}
