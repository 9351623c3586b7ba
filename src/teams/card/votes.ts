import type { Approval, Vote } from '../../approval/approval.ts';
import { type Progress, progressOf } from '../../approval/progress.ts';
import { cut, fitDetails, oneLine } from '../../approval/text.ts';
import type { Wording } from '../../wording/index.ts';
import { type Element, textBlock } from './elements.ts';
import { escapeMarkdown, teamsDate } from './markdown.ts';

/**
 * How many bytes of JSON the votes of a card may have, and how many of them the people of one stage. A card of a webhook has
 * 27,000 in all (`MAX_BYTES` in webhook/card.ts).
 */
const MAX_VOTES = 12_000;
const MAX_APPROVALS = 8_500;
const MAX_REJECTIONS = 2_500;
const MAX_VOTER = 60;
const MAX_COMMENT = 60;

/** How the text of a card differs from plain text. */
interface Notation {
  readonly escape: (text: string) => string;
  readonly date: (date: Date) => string;
  readonly emphasize: (text: string) => string;
}

const MARKDOWN: Notation = {
  escape: escapeMarkdown,
  date: teamsDate,
  emphasize: (text) => `**${text}**`,
};

/**
 * Who has voted and how many must approve: one line for each stage, that of the stage that is asked now in bold. If this is too
 * long, only the line of that stage.
 *
 * @returns nothing if one answer decides
 */
export function voteLines(approval: Approval, wording: Wording): readonly Element[] {
  const stages = progressOf(approval) ?? [];
  const isWaiting = approval.state.kind === 'waiting';
  const lines = stages.map((stage) => {
    const text = stageText(
      stage,
      { count: stages.length, isTurn: isWaiting && stage.isCurrent },
      MARKDOWN,
      wording,
    );
    return { ...stage, element: textBlock(text, { isSubtle: true, spacing: 'small' }) };
  });
  const isTooLong = Buffer.byteLength(JSON.stringify(lines.map(({ element }) => element))) > MAX_VOTES;
  return lines.filter(({ isCurrent }) => isCurrent || !isTooLong).map(({ element }) => element);
}

/** The line of the stage that is asked now as plain text, with its dates in UTC; undefined if one answer decides. */
export function votesText(approval: Approval, wording: Wording): string | undefined {
  const stages = progressOf(approval) ?? [];
  const current = stages.find(({ isCurrent }) => isCurrent);
  const plain: Notation = { escape: (text) => text, date: wording.dateTime, emphasize: (text) => text };
  return current && stageText(current, { count: stages.length, isTurn: true }, plain, wording);
}

/**
 * Such as "Stage 1 of 2: Legal · 1 of 2 approvals: Ann, 24/11/2026 14:03". Rejections are counted where more than one is needed:
 * a single one ends the request, which then tells who rejected it.
 */
function stageText(
  { number, stage, approvals, rejections }: Progress,
  { count, isTurn }: { readonly count: number; readonly isTurn: boolean },
  notation: Notation,
  wording: Wording,
): string {
  const { votes } = wording;
  const heading = votes.stage(number, count, stage.title && notation.escape(stage.title));
  const needed = stage.approvals === 'all' ? undefined : stage.approvals;
  const people = (given: readonly Vote[], room: number) => peopleOf(given, room, notation, wording);
  return [
    ...(count > 1 ? [isTurn ? notation.emphasize(heading) : heading] : []),
    votes.progress(approvals.length, needed, people(approvals, MAX_APPROVALS)),
    ...(stage.rejections > 1 && rejections.length > 0
      ? [votes.rejections(rejections.length, stage.rejections, people(rejections, MAX_REJECTIONS))]
      : []),
  ].join(' · ');
}

/** The first people, as many as fit, and how many others there are. */
function peopleOf(
  votes: readonly Vote[],
  room: number,
  notation: Notation,
  wording: Wording,
): readonly string[] {
  const { shown, left } = fitDetails(
    votes.map((vote) => voteText(vote, notation, wording)),
    room,
    (text) => Buffer.byteLength(JSON.stringify(text)),
  );
  return [...shown, ...(left > 0 ? [wording.moreDetails(left)] : [])];
}

/** Such as "Ann, 24/11/2026 14:03 “Too early”". */
function voteText({ who, at, comment }: Vote, notation: Notation, { quoted }: Wording): string {
  const person = cut(who.name ?? who.email ?? who.id ?? '?', MAX_VOTER);
  const reason = comment && quoted(cut(oneLine(comment), MAX_COMMENT));
  const when = `${notation.escape(person)}, ${notation.date(at)}`;
  return reason ? `${when} ${notation.escape(reason)}` : when;
}
