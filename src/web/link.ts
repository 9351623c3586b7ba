import { readDeliveredLink } from '../callback/delivered-link.ts';
import type { Sealed } from '../callback/payload.ts';
import type { Parameters } from '../callback/substitute.ts';

/** Opens a link, by reference or not. */
export type OpenLink = (sealed: string) => Promise<Sealed>;

/** A link as it was sent: without the changes of the programs that delivered it. */
export interface Link {
  readonly sealed: string;
  readonly parameters: Parameters;
}

/** @param rawQuery the query string, as it was received */
export async function readLink(rawQuery: string, openLink: OpenLink): Promise<Link> {
  const { candidates, parameters } = readDeliveredLink(rawQuery);
  return { sealed: await authenticOf(candidates, openLink), parameters };
}

/** The first payload that is ours. If none is, the first one, which is then refused with its reason. */
async function authenticOf(candidates: readonly string[], openLink: OpenLink): Promise<string> {
  const [first = '', ...others] = candidates;
  if (others.length === 0) return first;
  for (const candidate of candidates) {
    const isOurs = await openLink(candidate).then(
      () => true,
      () => false,
    );
    if (isOurs) return candidate;
  }
  return first;
}
