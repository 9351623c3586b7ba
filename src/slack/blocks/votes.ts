import type { SectionBlock } from '@slack/types';
import type { Approval, Vote } from '../../approval/approval.ts';
import { MAX_LABEL } from '../../approval/limits.ts';
import { type Progress, progressOf } from '../../approval/progress.ts';
import { cut, fitDetails, oneLine } from '../../approval/text.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText, slackDate } from '../mrkdwn.ts';
import { voterText } from './status.ts';

/**
 * How many characters of JSON the votes of a message may have. Its blocks together may have about 13,200 (`MAX_DETAILS` in
 * request-message.ts).
 */
const MAX_VOTES = 2_000;
/** How many characters the heading of a stage and the numbers may have. */
const MAX_REST = 200;
const MAX_COMMENT = 60;

/** The votes of a message; none if one answer decides. */
export function voteBlocks(approval: Approval, wording: Wording): SectionBlock[] {
  const text = votesText(approval, wording);
  return text === undefined ? [] : [{ type: 'section', block_id: 'votes', text: mrkdwnText(text) }];
}

/**
 * Who has voted, and how many are missing: one line for each stage, that of the stage that is asked now in bold. If this is
 * too long, only the line of that stage. As mrkdwn.
 *
 * @param max how many characters of JSON it may have, at least 300
 * @returns undefined if one answer decides
 */
export function votesText(approval: Approval, wording: Wording, max = MAX_VOTES): string | undefined {
  const stages = progressOf(approval);
  if (!stages) return undefined;
  const lines = stages.map((stage) => ({ ...stage, line: stageLine(stage, stages.length, wording, max) }));
  const all = lines.map(({ line }) => line).join('\n');
  return sizeOf(all) <= max ? all : lines.find(({ isCurrent }) => isCurrent)?.line;
}

/** The stage that is asked now, such as "Stage 2 of 3: Security", as mrkdwn; undefined if there is only one. */
export function stageHeading(approval: Approval, wording: Wording): string | undefined {
  const stages = progressOf(approval) ?? [];
  const current = stages.find(({ isCurrent }) => isCurrent);
  return current && stages.length > 1 ? headingOf(current, stages.length, wording) : undefined;
}

/** What a rejection comes to that does not end the request yet, as mrkdwn. */
export function rejectionsText(approval: Approval, wording: Wording): string | undefined {
  const current = progressOf(approval)?.find(({ isCurrent }) => isCurrent);
  return current && rejectionsLine(current, wording, MAX_VOTES);
}

function stageLine(progress: Progress, count: number, wording: Wording, max: number): string {
  const { stage, approvals, isCurrent } = progress;
  const heading = headingOf(progress, count, wording);
  // Each half has room for one kind of votes.
  const room = Math.max(0, Math.floor((max - MAX_REST) / 2));
  const needed = stage.approvals === 'all' ? undefined : stage.approvals;
  const parts = [
    ...(count > 1 ? [isCurrent ? `*${heading}*` : heading] : []),
    wording.votes.progress(approvals.length, needed, votersOf(approvals, wording, room)),
    rejectionsLine(progress, wording, room),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function headingOf({ number, stage }: Progress, count: number, { votes }: Wording): string {
  return escapeMrkdwn(votes.stage(number, count, stage.title));
}

function rejectionsLine({ stage, rejections }: Progress, wording: Wording, room: number): string | undefined {
  if (rejections.length === 0) return undefined;
  return wording.votes.rejections(rejections.length, stage.rejections, votersOf(rejections, wording, room));
}

/** The first voters, as many as fit, and how many others there are. */
function votersOf(votes: readonly Vote[], wording: Wording, room: number): readonly string[] {
  const { shown, left } = fitDetails(
    votes.map((vote) => voteText(vote, wording)),
    room,
    sizeOf,
  );
  return [...shown, ...(left > 0 ? [wording.moreDetails(left)] : [])];
}

/** The size of a text in a message: its characters in JSON. */
function sizeOf(text: string): number {
  return JSON.stringify(text).length;
}

/** Such as "Ann, today 14:03 “Too early”". */
function voteText(vote: Vote, wording: Wording): string {
  const { at, comment } = vote;
  const quoted = comment && wording.quoted(escapeMrkdwn(cut(oneLine(comment), MAX_COMMENT)));
  const when = slackDate(at, wording, '{date_short_pretty} {time}');
  return [[voterText(vote, MAX_LABEL), when].filter(Boolean).join(', '), ...(quoted ? [quoted] : [])].join(
    ' ',
  );
}
