import type { Approval } from '../approval/approval.ts';
import { newlyAsked } from '../approval/newly-asked.ts';
import { progressOf } from '../approval/progress.ts';
import { plainNotation, voteLines } from '../approval/votes-text.ts';
import type { Wording } from '../wording/index.ts';
import { plainName, plainPerson } from './quote.ts';

/**
 * What the mail of a request says about its votes, in sentences: why its reader is asked now, how many people must approve, and
 * who has voted. Names and titles stand near our links, so those that may look like links are left out.
 *
 * @returns nothing if one answer decides
 */
export function votesSoFar(approval: Approval, wording: Wording): readonly string[] {
  const stages = progressOf(approval) ?? [];
  const current = stages.find(({ isCurrent }) => isCurrent);
  if (!current) return [];
  const { votes, stop } = wording;
  const { number, stage } = current;
  const notation = {
    ...plainNotation(wording),
    text: (text: string) => plainName(text) ?? '…',
    person: plainPerson,
  };
  const lines = voteLines(approval, wording, notation);
  const given = lines.filter((_, index) => {
    const { approvals = [], rejections = [] } = stages[index] ?? {};
    return approvals.length + rejections.length > 0;
  });
  return [
    whyNow(approval, number, wording),
    stages.length > 1
      ? `${votes.stage(number, stages.length, stage.title && plainName(stage.title))}${stop}`
      : '',
    votes.rule(stage.approvals === 'all' ? undefined : stage.approvals, stage.rejections),
    ...given.map((line) => `${line}${stop}`),
  ].filter(Boolean);
}

/** All votes that count, as lines; none if one answer decides. */
export function votesAtEnd(approval: Approval, wording: Wording): readonly string[] {
  return voteLines(approval, wording, plainNotation(wording));
}

/** Why a mail comes after the first ones of a request; empty for the first ones. */
function whyNow(approval: Approval, stage: number, { mail }: Wording): string {
  if (typeof newlyAsked(approval) === 'string') return stage > 1 ? mail.yourTurn : '';
  const { from } = approval.rounds.findLast(({ delegation }) => delegation)?.delegation ?? {};
  return mail.inPlaceOf(from && plainPerson(from));
}
