import type { ContextBlock } from '@slack/types';
import type { Resolution } from '../../approval/resolution.ts';
import type { Wording } from '../../approval/wording/index.ts';
import { cutEscaped, escapeMrkdwn, mentionUser, mrkdwnText } from '../mrkdwn.ts';

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
  return wording.resolved(withReasons(resolution), deciderText(resolution.decision));
}

/** "Already approved by Ann by e-mail, 3 minutes ago.", as mrkdwn. */
export function alreadyText(resolution: Resolution, ago: string | undefined, wording: Wording): string {
  return wording.already(withReasons(resolution), ago, deciderText(resolution.decision));
}

/** A resolution whose reasons are mrkdwn. */
function withReasons({ decision, cause, ...rest }: Resolution): Resolution {
  const comment = decision?.comment && reasonText(decision.comment);
  return {
    ...rest,
    ...(decision && { decision: { ...decision, ...(comment && { comment }) } }),
    ...(cause && { cause: reasonText(cause) }),
  };
}

function reasonText(reason: string): string {
  return cutEscaped(escapeMrkdwn(reason), MAX_REASON);
}

/** Who decided, as mrkdwn: a mention of who did in Slack, otherwise the name. */
function deciderText(decision: Resolution['decision']): string | undefined {
  if (decision?.via === 'slack' && decision.user_id) return mentionUser(decision.user_id);
  return decision?.by && cutEscaped(escapeMrkdwn(decision.by), MAX_NAME);
}
