import type { Approval } from '../approval/approval.ts';
import { newlyAsked } from '../approval/newly-asked.ts';
import { stageHeading } from '../approval/votes-text.ts';
import { wordingFor } from '../wording/index.ts';
import { voterText } from './blocks/status.ts';
import { mrkdwnNotation } from './blocks/votes.ts';
import { escapeMrkdwn } from './mrkdwn.ts';
import type { Told } from './tell-approvers.ts';

/** People whose turn it is now, and was not before. */
export interface Turn {
  /** How many answers there were before. Each turn of an approval has another number. */
  readonly number: number;
  /** What they are told. */
  readonly told: Told;
}

/** Whose turn has come; undefined if no person is newly asked, and for a new request: its message asks. */
export function turnOf(approval: Approval): Turn | undefined {
  const { id, request, rounds } = approval;
  const number = rounds.filter(isAnswered).length;
  const asked = newlyAsked(approval);
  if (number === 0 || asked === 'nobody') return undefined;
  const before = rounds.at(-2);
  return {
    number,
    told: {
      approvers: asked === 'everyone' ? request.policy.approvers : [asked.person],
      text: turnText(approval),
      metadata: { event_type: 'countersign_turn', event_payload: { id, turn: number } },
      // The function of the last attempt crashed.
      mayBeTold: before !== undefined && !isAnswered(before),
      since: before?.askedAt,
      arrives: 'at least once',
    },
  };
}

/** What the people are asked; mrkdwn. */
function turnText(approval: Approval): string {
  const { title, locale } = approval.request;
  const wording = wordingFor(locale);
  const delegation = approval.rounds.findLast(isAnswered)?.delegation;
  const ask = delegation
    ? wording.delegation.youDecide(
        voterText({ who: delegation.from, via: delegation.via }) ?? '',
        escapeMrkdwn(title),
      )
    : wording.votes.yourTurn(escapeMrkdwn(title));
  const stage = stageHeading(approval, wording, mrkdwnNotation(wording));
  return `${ask}${stage === undefined ? '' : `\n${stage}`}`;
}

function isAnswered({ vote, delegation }: Approval['rounds'][number]): boolean {
  return vote !== undefined || delegation !== undefined;
}
