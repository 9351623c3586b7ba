import type { ApprovalState, Stage, Vote } from './approval.ts';

/** The answers to a request. */
export const APPROVE = 'approve';
export const REJECT = 'reject';

/** What the votes of a request come to. */
export interface Tally {
  readonly outcome: 'more' | 'approved' | 'rejected';
  /** The index of the stage that is asked now, or of the last one that was asked. */
  readonly stage: number;
  /** The votes that count, by stage: without those that a later vote of the same person changed. */
  readonly votes: readonly (readonly Vote[])[];
  /** How many approvals the stage misses; missing while that is not known. */
  readonly needed?: number;
}

/**
 * Counts the votes of a request, stage by stage: as many rejections as a stage says reject the request; as many approvals
 * begin the next stage or, after the last one, approve the request. This is the only place that knows the rule.
 *
 * @param stages at least one
 * @param all all votes of the request, oldest first
 */
export function tally(stages: readonly Stage[], all: readonly Vote[]): Tally {
  const votes: Vote[][] = [[]];
  for (const vote of all) {
    const replaced = vote.replaces === undefined ? undefined : all[vote.replaces - 1];
    const counted = [...(votes.pop() ?? []).filter((earlier) => earlier !== replaced), vote];
    votes.push(counted);
    const outcome = outcomeOf(stageOf(stages, votes.length - 1), counted);
    const isLast = votes.length === stages.length;
    if (outcome === 'rejected' || (outcome === 'approved' && isLast)) {
      return { outcome, stage: votes.length - 1, votes, needed: 0 };
    }
    if (outcome === 'approved') votes.push([]);
  }
  const stage = votes.length - 1;
  const { approvals } = stageOf(stages, stage);
  const given = approvalsIn(votes[stage] ?? []);
  return { outcome: 'more', stage, votes, ...(approvals !== 'all' && { needed: approvals - given }) };
}

/** The state of a request that needs more votes. */
export function waitingFor({ stage, votes, needed }: Tally, until: Date | undefined): ApprovalState {
  return {
    kind: 'waiting',
    stage,
    votes: votes[stage] ?? [],
    ...(needed !== undefined && { needed }),
    ...(until && { until }),
  };
}

/** Whether one vote may not be enough. Then the votes are kept in the execution history. */
export function needsRounds(stages: readonly Stage[]): boolean {
  const [{ approvals, rejections }, ...others] = [stageOf(stages, 0), ...stages.slice(1)];
  return others.length > 0 || approvals !== 1 || rejections !== 1;
}

/**
 * Whether a vote rejects. An action of another name counts as an approval; only callers of create-urls use such names.
 */
export function isRejection({ action }: Pick<Vote, 'action'>): boolean {
  return action === REJECT;
}

function outcomeOf({ approvals, rejections }: Stage, votes: readonly Vote[]): Tally['outcome'] {
  const given = approvalsIn(votes);
  if (votes.length - given >= rejections) return 'rejected';
  return approvals !== 'all' && given >= approvals ? 'approved' : 'more';
}

function approvalsIn(votes: readonly Vote[]): number {
  return votes.filter((vote) => !isRejection(vote)).length;
}

function stageOf(stages: readonly Stage[], index: number): Stage {
  const stage = stages[index];
  if (!stage) throw new TypeError('a request has at least one stage');
  return stage;
}
