import type { ReadId } from '../approval/people.ts';
import { readSlackId } from '../slack/ids.ts';

/** How each surface writes the ids of people and groups, also where it is not configured: a request may name them. */
const READERS: readonly ReadId[] = [readSlackId];

export const readId: ReadId = (text) => {
  for (const read of READERS) {
    const named = read(text);
    if (named) return named;
  }
  return undefined;
};
