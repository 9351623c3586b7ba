import type { Wording } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import type { Approval, Delegation, Person, Vote } from './approval.ts';
import { type Progress, progressOf } from './progress.ts';
import { cut, fitDetails, oneLine } from './text.ts';

/** How a surface writes the parts of a line. */
export interface VoteNotation {
  /** Text that people or the workflow wrote. */
  readonly text: (text: string) => string;
  readonly date: (date: Date) => string;
  /** The person who voted, if the surface can mention this person. */
  readonly voter?: (vote: Pick<Vote, 'who' | 'via'>) => string | undefined;
  /** A person who cannot be mentioned. By default, as any other text. */
  readonly person?: (person: Person) => string;
  /** The person with this id or address, if the surface can mention this person. */
  readonly approver?: (approver: string) => string | undefined;
  /** The heading of the stage that is asked now. */
  readonly emphasize: (heading: string) => string;
  /** The size of a text in the message. */
  readonly sizeOf: (text: string) => number;
}

const MAX_VOTER = 60;
const MAX_COMMENT = 60;
/** What the heading of a stage and its numbers may need. */
const HEADING = 200;

/** Plain text, with dates in UTC. */
export function plainNotation(wording: Wording): VoteNotation {
  const same = (text: string) => text;
  return { text: same, date: wording.dateTime, emphasize: same, sizeOf: (text) => text.length };
}

/**
 * Who has voted, and how many must approve: a line for each stage, such as "Stage 1 of 2: Legal · 1 of 2 approvals: Ann, 14:03".
 * If the lines are too long together, only that of the stage that is asked now.
 *
 * @param room the largest size of all lines together
 * @returns no line if one answer decides
 */
export function voteLines(
  approval: Approval,
  wording: Wording,
  notation: VoteNotation,
  room = Number.POSITIVE_INFINITY,
): readonly string[] {
  const stages = progressOf(approval) ?? [];
  const isWaiting = approval.state.kind === 'waiting';
  const lines = stages.map((progress) => ({
    isCurrent: progress.isCurrent,
    text: stageLine(
      progress,
      { count: stages.length, isTurn: isWaiting && progress.isCurrent, room },
      notation,
      wording,
    ),
  }));
  const isTooLong = notation.sizeOf(lines.map(({ text }) => text).join('\n')) > room;
  return lines.filter(({ isCurrent }) => isCurrent || !isTooLong).map(({ text }) => text);
}

/** The line of the stage that is asked now, or was asked last; undefined if one answer decides. */
export function currentVotes(
  approval: Approval,
  wording: Wording,
  notation: VoteNotation,
): string | undefined {
  const stages = progressOf(approval) ?? [];
  const current = stages.find(({ isCurrent }) => isCurrent);
  const how = { count: stages.length, isTurn: true, room: Number.POSITIVE_INFINITY };
  return current && stageLine(current, how, notation, wording);
}

/** The stage that is asked now, or was asked last, such as "Stage 2 of 3: Security"; undefined if there is only one. */
export function stageHeading(
  approval: Approval,
  wording: Wording,
  notation: VoteNotation,
): string | undefined {
  const stages = progressOf(approval) ?? [];
  const current = stages.find(({ isCurrent }) => isCurrent);
  return current && stages.length > 1 ? headingOf(current, stages.length, notation, wording) : undefined;
}

/** Rejections are counted where more than one is needed: a single one ends the request, which then tells who rejected it. */
function stageLine(
  progress: Progress,
  { count, isTurn, room }: { readonly count: number; readonly isTurn: boolean; readonly room: number },
  notation: VoteNotation,
  wording: Wording,
): string {
  const { votes } = wording;
  const { stage, approvals, rejections } = progress;
  const heading = headingOf(progress, count, notation, wording);
  const needed = stage.approvals === 'all' ? undefined : stage.approvals;
  const rejected = stage.rejections > 1 ? rejections : [];
  const { delegations = [] } = stage;
  // The lists share the room.
  const lists = [approvals, rejected, delegations].filter(({ length }) => length > 0).length;
  const share = Math.max(0, Math.floor((room - HEADING) / lists));
  const inRoom = (texts: readonly string[]) => firstOf(texts, share, notation, wording);
  const people = (given: readonly Vote[]) => inRoom(given.map((vote) => voteText(vote, notation, wording)));
  return [
    ...(count > 1 ? [isTurn ? notation.emphasize(heading) : heading] : []),
    votes.progress(approvals.length, needed, people(approvals)),
    ...(rejected.length > 0 ? [votes.rejections(rejected.length, stage.rejections, people(rejected))] : []),
    ...inRoom(delegations.map((delegation) => delegationText(delegation, notation, wording))),
  ].join(' · ');
}

function headingOf(
  { number, stage: { title } }: Progress,
  count: number,
  notation: VoteNotation,
  { votes }: Wording,
): string {
  return votes.stage(number, count, title && notation.text(title));
}

/** The first texts, as many as fit, and how many others there are. */
function firstOf(
  texts: readonly string[],
  room: number,
  { sizeOf }: VoteNotation,
  { moreDetails }: Wording,
): readonly string[] {
  const { shown, left } = fitDetails(texts, room, sizeOf);
  return [...shown, ...(left > 0 ? [moreDetails(left)] : [])];
}

/** Such as "Ann, 14:03 “Too early”". */
function voteText(vote: Vote, notation: VoteNotation, { quoted }: Wording): string {
  const when = `${voterText(vote, notation)}, ${notation.date(vote.at)}`;
  const { comment } = vote;
  return comment ? `${when} ${quoted(notation.text(cut(oneLine(comment), MAX_COMMENT)))}` : when;
}

function voterText(vote: Pick<Vote, 'who' | 'via'>, notation: VoteNotation): string {
  return notation.voter?.(vote) ?? shownPerson(vote.who, notation);
}

/** The account is never cut: it tells people with the same name apart. */
function shownPerson({ name, ...account }: Person, { person: write, text }: VoteNotation): string {
  const person = { ...account, ...(name !== undefined && { name: cut(name, MAX_VOTER) }) };
  return write?.(person) ?? text(personText(person) ?? '?');
}

/** Such as "Ann → Bob". */
function delegationText(
  { from, to, name, via }: Delegation,
  notation: VoteNotation,
  wording: Wording,
): string {
  const named = notation.approver?.(to) ?? shownPerson({ id: to, ...(name && { name }) }, notation);
  return wording.delegation.fromTo(voterText({ who: from, via }, notation), named);
}
