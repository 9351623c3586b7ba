import { Refusal } from '../callback/errors.ts';
import { wordingFor } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import { type Approval, type Person, type Vote, votesOf } from './approval.ts';
import { REPEATED_WITHIN_MS } from './own-vote.ts';
import { type Answer, isSameAddress, type People } from './people.ts';
import type { PressPorts } from './verdict.ts';

/** An earlier vote of the same person. */
export interface EarlierVote {
  readonly vote: Vote;
  /** Its number among all votes of the approval, from 1. */
  readonly number: number;
  /** Whether it counts in the stage that is asked now, so that another vote changes it. */
  readonly counts: boolean;
}

/**
 * The last vote of the same person that counts in this stage, or that is the same press again: one that began the next stage a
 * moment ago. Where it cannot be told whether two votes are of one person, the second one is refused.
 */
export async function earlierVote(
  given: Pick<Vote, 'action' | 'who' | 'via' | 'at'>,
  approval: Approval,
  { people, locale }: PressPorts,
): Promise<EarlierVote | Refusal | undefined> {
  const counting = approval.state.kind === 'waiting' ? approval.state.votes : [];
  const all = votesOf(approval).map((vote, index) => ({
    vote,
    number: index + 1,
    counts: counting.includes(vote),
  }));
  for (const earlier of all.toReversed()) {
    const { vote, counts } = earlier;
    const isRecent = given.at.getTime() - vote.at.getTime() < REPEATED_WITHIN_MS;
    if (!counts && !(isRecent && vote.action === given.action && vote.via === given.via)) continue;
    const answer = await isSameVoter(vote.who, given.who, people);
    if (answer === 'yes') return earlier;
    if (answer === 'cannot tell' && counts) {
      return maybeVoted(vote, given, people, approval.request.locale ?? locale);
    }
  }
  return undefined;
}

/** The last vote of a person, in any stage. It still counts after the turn of this person is over. */
export async function voteBefore(
  who: Person,
  approval: Approval,
  { people }: Pick<PressPorts, 'people'>,
): Promise<Vote | undefined> {
  for (const vote of votesOf(approval).toReversed()) {
    if ((await isSameVoter(vote.who, who, people)) === 'yes') return vote;
  }
  return undefined;
}

/**
 * Whether two votes are of one person. Where the surface does not know one of them, their addresses tell: each surface gives the
 * address of the account that voted.
 */
export async function isSameVoter(a: Person, b: Person, people: People): Promise<Answer> {
  const answer = await people.isSame(a, b);
  if (answer !== 'cannot tell' || a.email === undefined || b.email === undefined) return answer;
  return isSameAddress(a.email, b.email) ? 'yes' : 'no';
}

/** Refuses a vote that may be the second one of a person, and says why this is not known, if the surface knows it. */
async function maybeVoted(
  { who, via }: Vote,
  given: Vote,
  people: People,
  locale: string | undefined,
): Promise<Refusal> {
  const sentence = wordingFor(locale).votes.maybeVoted(personText(who) ?? '', via);
  const address = who.email ?? given.who.email;
  const why = address === undefined ? undefined : await people.explainUnknown?.(address, locale);
  return new Refusal('NotAllowed', why === undefined ? sentence : `${sentence} ${why}`);
}
