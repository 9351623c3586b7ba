import { readDeliveredLink } from '../callback/delivered-link.ts';
import { Refusal } from '../callback/errors.ts';
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

/**
 * The first payload that is ours. If none is, the first one, which is then refused with its reason; or one that may be ours, because
 * its key cannot be read now.
 */
async function authenticOf(candidates: readonly string[], openLink: OpenLink): Promise<string> {
  const [first = '', ...others] = candidates;
  if (others.length === 0) return first;
  let maybe: string | undefined;
  for (const candidate of candidates) {
    const isOurs = await isAuthentic(candidate, openLink);
    if (isOurs === 'yes') return candidate;
    if (isOurs === 'cannot tell') maybe ??= candidate;
  }
  return maybe ?? first;
}

async function isAuthentic(sealed: string, openLink: OpenLink): Promise<'yes' | 'no' | 'cannot tell'> {
  try {
    await openLink(sealed);
    return 'yes';
  } catch (error) {
    return error instanceof Refusal ? 'no' : 'cannot tell';
  }
}
