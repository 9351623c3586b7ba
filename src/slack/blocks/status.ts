import type { ContextBlock } from '@slack/types';
import type { Person, Resolution, Vote } from '../../approval/approval.ts';
import type { Wording } from '../../wording/index.ts';
import { personText } from '../../wording/person.ts';
import { cutEscaped, escapeMrkdwn, mentionUser, mrkdwnText, slackDate } from '../mrkdwn.ts';
import { SLACK } from '../names.ts';

/**
 * The longest reason. The text of a context block may have 3,000 characters (Block Kit reference); the rest tells who
 * and when.
 */
const MAX_REASON = 1_500;
/** The longest name. An e-mail address may have 254 characters (RFC 5321, erratum 1690). */
const MAX_DECIDER = 254;
const EMOJI: Record<Resolution['status'], string> = {
  approved: ':white_check_mark:',
  rejected: ':x:',
  answered: ':speech_balloon:',
  expired: ':hourglass:',
  cancelled: ':no_entry_sign:',
  failed: ':warning:',
};

/** The block id of the line that tells whether the request waits or how it ended. */
export const STATUS_BLOCK = 'status';

/** @param text mrkdwn */
export function statusLine(text: string): ContextBlock {
  return { type: 'context', block_id: STATUS_BLOCK, elements: [mrkdwnText(text)] };
}

/** The line that replaces the buttons. */
export function statusBlock(resolution: Resolution, wording: Wording): ContextBlock {
  return statusLine(`${EMOJI[resolution.status]} ${statusText(resolution, wording)}`);
}

/** How a request ended, as mrkdwn. */
export function statusText(resolution: Resolution, wording: Wording): string {
  const { vote, at } = resolution;
  return wording.resolved(inMrkdwn(resolution), voterText(vote), at && slackDate(at, wording));
}

/** Such as "Already approved by Ann by e-mail, 3 minutes ago.", as mrkdwn. */
export function alreadyText(resolution: Resolution, ago: string | undefined, wording: Wording): string {
  return wording.already(inMrkdwn(resolution), ago, voterText(resolution.vote));
}

/** The same resolution with all texts escaped and cut for mrkdwn. */
function inMrkdwn({ vote, cause, ...rest }: Resolution): Resolution {
  const comment = vote?.comment && reasonText(vote.comment);
  const label = vote?.label && cutEscaped(escapeMrkdwn(vote.label), MAX_DECIDER);
  return {
    ...rest,
    ...(vote && {
      vote: {
        ...vote,
        via: cutEscaped(escapeMrkdwn(vote.via), MAX_DECIDER),
        ...(label && { label }),
        ...(comment && { comment }),
      },
    }),
    ...(cause && { cause: reasonText(cause) }),
  };
}

function reasonText(reason: string): string {
  return cutEscaped(escapeMrkdwn(reason), MAX_REASON);
}

/** Who decided, as mrkdwn: a mention if the vote came from Slack, otherwise the name with the account. */
export function voterText(vote: Pick<Vote, 'who' | 'via'> | undefined): string | undefined {
  if (!vote) return undefined;
  const { who, via } = vote;
  return via === SLACK && who.id ? mentionUser(who.id) : nameText(who);
}

function nameText({ external: _, ...person }: Person): string | undefined {
  const parts = Object.entries(person).map(([part, text]) => [
    part,
    cutEscaped(escapeMrkdwn(text), MAX_DECIDER),
  ]);
  return personText(Object.fromEntries(parts));
}
