import type { SectionBlock } from '@slack/types';
import type { Approval } from '../../approval/approval.ts';
import { currentVotes, type VoteNotation, voteLines } from '../../approval/votes-text.ts';
import type { Wording } from '../../wording/index.ts';
import { isUserId } from '../ids.ts';
import { escapeMrkdwn, mentionUser, mrkdwnText, slackDate } from '../mrkdwn.ts';
import { SLACK } from '../names.ts';

/** The votes in mrkdwn. */
export function mrkdwnNotation(wording: Wording): VoteNotation {
  return {
    text: escapeMrkdwn,
    date: (date) => slackDate(date, wording, '{date_short_pretty} {time}'),
    voter: ({ who, via }) => (via === SLACK && who.id ? mentionUser(who.id) : undefined),
    approver: (approver) => (isUserId(approver) ? mentionUser(approver) : undefined),
    emphasize: (heading) => `*${heading}*`,
    sizeOf: (text) => JSON.stringify(text).length,
  };
}

/** The votes of a message; none if one answer decides. `max` is as in {@link votesText}. */
export function voteBlocks(approval: Approval, wording: Wording, max: number): SectionBlock[] {
  const text = votesText(approval, wording, max);
  return text === undefined ? [] : [{ type: 'section', block_id: 'votes', text: mrkdwnText(text) }];
}

/**
 * Who has voted, how many must approve, and who decides in whose place: a line for each stage, as mrkdwn.
 *
 * @param max how many characters of JSON it may have, at least 300
 * @returns undefined if one answer decides
 */
export function votesText(approval: Approval, wording: Wording, max: number): string | undefined {
  return voteLines(approval, wording, mrkdwnNotation(wording), max).join('\n') || undefined;
}

/** The votes of the stage that is asked now, as mrkdwn; undefined if one answer decides. */
export function currentVotesText(approval: Approval, wording: Wording): string | undefined {
  return currentVotes(approval, wording, mrkdwnNotation(wording));
}
