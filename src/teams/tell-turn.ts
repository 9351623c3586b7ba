import { type Approval, delegationsOf } from '../approval/approval.ts';
import { newlyAsked } from '../approval/newly-asked.ts';
import { wordingFor } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import { objectIdOf } from './ids.ts';
import { TEAMS } from './names.ts';
import type { SurfacePorts } from './ports.ts';
import { type Told, tellBelow } from './tell-below.ts';
import { textMessage } from './text-message.ts';

/** How many stages and delegations have begun after the first stage: with each, other people decide. */
export function turnOf(approval: Approval): number {
  const stage = approval.state.kind === 'waiting' ? approval.state.stage : 0;
  return stage + delegationsOf(approval).length;
}

/**
 * Notifies the people of a stage that begins, or the person who was named by a delegation: by a reply to the card, which mentions
 * those who are in the channel, and by a message below the copy of each other. If the stage names no approvers, the reply mentions
 * no person, but brings up the thread for all members of the channel. An error is logged: the card shows whose turn it is.
 *
 * @param told the people who decide now, by how a message reaches them
 */
export async function tellTurn(
  approval: Approval,
  { card, mentions, copies }: Omit<Told, 'isForAll'>,
  { connector, log }: SurfacePorts,
  deadline: AbortSignal,
): Promise<void> {
  const { policy, locale } = approval.request;
  const to = newlyAsked(approval);
  const isAsked = (approver: string) => typeof to === 'string' || approver === to.person;
  const told = {
    card,
    mentions: new Map([...mentions].filter(([approver]) => isAsked(approver))),
    copies: copies.filter(({ person }) => typeof to === 'string' || person === objectIdOf(to.person)),
    isForAll: !policy.approvers,
  };
  const message = textMessage(undefined, turnText(approval), locale);
  const { errors } = await tellBelow(message, told, { connector, deadline });
  for (const error of errors) log({ level: 'error', event: 'reply_failed', surface: TEAMS, error });
}

function turnText(approval: Approval): string {
  const { title, locale } = approval.request;
  const { votes, delegation } = wordingFor(locale);
  const last = delegationsOf(approval).at(-1);
  if (typeof newlyAsked(approval) === 'string' || !last) return votes.yourTurn(title);
  return delegation.youDecide(personText(last.from) ?? '', title);
}
