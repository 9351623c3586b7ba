import { isDeepStrictEqual } from 'node:util';
import type { Person, Resolution, Vote } from './approval.ts';
import { toDecision } from './decision.ts';
import type { PressPorts } from './verdict.ts';

/** A surface may deliver the same press twice within seconds. A later press is a new one. */
export const REPEATED_WITHIN_MS = 10_000;

/**
 * Whether this is the vote that the history has. Its time, in milliseconds, was taken by this press itself, so it
 * identifies the press also where the surface does not know who presses.
 */
export function isThisVote(vote: Vote, recorded: Vote | undefined): boolean {
  return recorded !== undefined && isDeepStrictEqual(toDecision(vote), toDecision(recorded));
}

/**
 * Whether the vote that ended the approval came from this same person, surface and answer, now or earlier. If neither
 * vote says who it is from, it is enough that it came from the same link, which was sent to more than one person.
 */
export async function isOwn(
  { action, who, via }: Pick<Vote, 'action' | 'who' | 'via'>,
  { vote: recorded }: Resolution,
  { people, log }: Pick<PressPorts, 'people' | 'log'>,
): Promise<boolean> {
  if (recorded?.action !== action || recorded.via !== via) return false;
  if (isUnknown(who) && isUnknown(recorded.who)) return true;
  try {
    return (await people.isSame(recorded.who, who)) === 'yes';
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return false;
  }
}

/** Whether an own vote is the same press again, and not a later one. This is not known of a link to more than one person. */
export function isSoonAfter({ who, at }: Vote, { at: endedAt }: Resolution): boolean {
  return !isUnknown(who) && endedAt !== undefined && at.getTime() - endedAt.getTime() < REPEATED_WITHIN_MS;
}

function isUnknown({ id, name, email }: Person): boolean {
  return id === undefined && name === undefined && email === undefined;
}
