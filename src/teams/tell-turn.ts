import { type Approval, delegationsOf } from '../approval/approval.ts';
import { inTime } from '../approval/in-time.ts';
import { newlyAsked } from '../approval/newly-asked.ts';
import { wordingFor } from '../wording/index.ts';
import type { Mentions } from './card/request-card.ts';
import { objectIdOf } from './ids.ts';
import type { DirectCopy, Place } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { SurfacePorts } from './ports.ts';
import { mentioning, type TextMessage, textMessage } from './text-message.ts';

/** How many stages and delegations have begun after the first stage: with each, other people decide. */
export function turnOf(approval: Approval): number {
  const stage = approval.state.kind === 'waiting' ? approval.state.stage : 0;
  return stage + delegationsOf(approval).length;
}

/** The people who decide now. */
interface Deciders {
  readonly card: Place;
  /** Those who are in the channel. */
  readonly mentions: Mentions;
  /** The copies of those who have one already. */
  readonly copied: readonly DirectCopy[];
}

/**
 * Notifies the people of a stage that begins, or the person who was named by a delegation: by a reply to the card, which mentions
 * those who are in the channel, and by a message below the copy of each other. If the stage names no approvers, the reply mentions
 * no person, but brings up the thread for all members of the channel. An error is logged: the card shows whose turn it is.
 */
export async function tellTurn(
  approval: Approval,
  { card, mentions, copied }: Deciders,
  { connector, log }: SurfacePorts,
  deadline: AbortSignal,
): Promise<void> {
  const { policy, locale } = approval.request;
  const to = newlyAsked(approval);
  const isAsked = (approver: string) => typeof to === 'string' || approver === to.person;
  const asked = [...mentions].filter(([approver]) => isAsked(approver));
  // An address and an id may name the same person.
  const people = [...new Map(asked.map(([, person]) => [person.id, person])).values()];
  const message = textMessage(undefined, turnText(approval), locale);
  const send = async (place: Place, text: TextMessage) => {
    try {
      await inTime(deadline, connector.send(place, text));
    } catch (error) {
      log({ level: 'error', event: 'reply_failed', surface: TEAMS, error });
    }
  };
  const isCopyOfAsked = ({ person }: DirectCopy) =>
    typeof to === 'string' || person === objectIdOf(to.person);
  await Promise.all([
    ...(people.length > 0 || !policy.approvers ? [send(card, mentioning(people, message))] : []),
    ...copied.filter(isCopyOfAsked).map((copy) => send(copy, message)),
  ]);
}

function turnText(approval: Approval): string {
  const { title, locale } = approval.request;
  const { votes, delegation } = wordingFor(locale);
  const last = delegationsOf(approval).at(-1);
  if (typeof newlyAsked(approval) === 'string' || !last) return votes.yourTurn(title);
  return delegation.youDecide(last.from.name ?? last.from.email ?? '', title);
}
