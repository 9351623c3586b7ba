import type { Approval, Stage, Vote } from './approval.ts';
import { approves, rejects, tally } from './tally.ts';

/** How far one stage of a request has come. */
export interface Progress {
  /** From 1. */
  readonly number: number;
  readonly stage: Stage;
  readonly approvals: readonly Vote[];
  readonly rejections: readonly Vote[];
  /** Whether it is asked now, or was asked last. Stages before it are over, and those after it have not begun. */
  readonly isCurrent: boolean;
}

/**
 * How far each stage of an approval has come, for surfaces that show it; of an approval that has ended, also the last vote.
 *
 * @returns undefined if one answer decides: then there is nothing to show
 */
export function progressOf(approval: Approval): readonly Progress[] | undefined {
  const { stages, policy } = approval.request;
  if (!policy.rounds) return undefined;
  const tallied = tally(stages, approval.rounds);
  return tallied.stages.map((stage, index) => {
    const votes = tallied.votes[index] ?? [];
    return {
      number: index + 1,
      stage,
      approvals: votes.filter(approves),
      rejections: votes.filter(rejects),
      isCurrent: index === tallied.stage,
    };
  });
}
