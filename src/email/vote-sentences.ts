import type { Approval } from '../approval/approval.ts';
import { isSameAddress } from '../approval/people.ts';
import { type Progress, progressOf } from '../approval/progress.ts';
import { plainNotation, voteLines } from '../approval/votes-text.ts';
import type { Wording } from '../wording/index.ts';
import { plainName, plainPerson } from './quote.ts';

/**
 * What the mail of a request says about its votes, in sentences: why its reader is asked now, how many people must approve, and
 * who has voted. Names and titles stand near our links, so those that may look like links are left out.
 *
 * @param recipient the address of the only reader; undefined if the mail has several
 * @returns nothing if one answer decides
 */
export function votesSoFar(
  approval: Approval,
  recipient: string | undefined,
  wording: Wording,
): readonly string[] {
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
    whyNow(current, recipient, wording),
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

/** Why this reader is asked now: an approver named the reader, or the stages before are over. Empty in the first stage. */
function whyNow({ number, stage }: Progress, recipient: string | undefined, { mail }: Wording): string {
  const named = stage.delegations?.findLast(
    ({ to }) => recipient !== undefined && isSameAddress(to, recipient),
  );
  if (named) return mail.inPlaceOf(plainPerson(named.from));
  return number > 1 ? mail.yourTurn : '';
}
