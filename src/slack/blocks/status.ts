import type { ContextBlock } from '@slack/types';
import type { Person, Resolution, Vote } from '../../approval/approval.ts';
import type { Wording } from '../../wording/index.ts';
import { cutEscaped, escapeMrkdwn, mentionUser, mrkdwnText } from '../mrkdwn.ts';
import { SLACK } from '../names.ts';

/** Of the 3,000 characters that a context's text holds; the rest says who, how and when. */
const MAX_REASON = 1_500;
/** As long as an e-mail address may be. */
const MAX_NAME = 254;
const EMOJI: Record<Resolution['status'], string> = {
  approved: ':white_check_mark:',
  rejected: ':x:',
  expired: ':hourglass:',
  cancelled: ':no_entry_sign:',
  failed: ':warning:',
};

/** The line below the request: it waits, or how it ended. */
export const STATUS_BLOCK = 'status';

/** @param text mrkdwn */
export function statusLine(text: string): ContextBlock {
  return { type: 'context', block_id: STATUS_BLOCK, elements: [mrkdwnText(text)] };
}

/** The line that stands where the buttons were. */
export function statusBlock(resolution: Resolution, wording: Wording): ContextBlock {
  return statusLine(`${EMOJI[resolution.status]} ${statusText(resolution, wording)}`);
}

/** How a request ended, as mrkdwn. */
export function statusText(resolution: Resolution, wording: Wording): string {
  return wording.resolved(withReasons(resolution), voterText(resolution.vote));
}

/** "Already approved by Ann by e-mail, 3 minutes ago.", as mrkdwn. */
export function alreadyText(resolution: Resolution, ago: string | undefined, wording: Wording): string {
  return wording.already(withReasons(resolution), ago, voterText(resolution.vote));
}

/** A resolution whose reasons are mrkdwn. */
function withReasons({ vote, cause, ...rest }: Resolution): Resolution {
  const comment = vote?.comment && reasonText(vote.comment);
  return {
    ...rest,
    ...(vote && {
      vote: { ...vote, via: cutEscaped(escapeMrkdwn(vote.via), MAX_NAME), ...(comment && { comment }) },
    }),
    ...(cause && { cause: reasonText(cause) }),
  };
}

function reasonText(reason: string): string {
  return cutEscaped(escapeMrkdwn(reason), MAX_REASON);
}

/** Who decided, as mrkdwn: a mention of a person in Slack, otherwise the name. */
function voterText(vote: Vote | undefined): string | undefined {
  if (!vote) return undefined;
  const { who, via } = vote;
  return via === SLACK && who.id ? mentionUser(who.id) : nameText(who);
}

function nameText({ name }: Person): string | undefined {
  return name && cutEscaped(escapeMrkdwn(name), MAX_NAME);
}
