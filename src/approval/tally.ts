import { outcomeOfAnswer } from './actions.ts';
import type { Round, Stage, Vote } from './approval.ts';
import { delegated } from './delegation.ts';

/** What the votes of a request come to. */
export interface Tally {
  /** `answered`: an answer that is neither an approval nor a rejection. */
  readonly outcome: 'more' | 'approved' | 'rejected' | 'answered';
  /** The index of the stage that is asked now, or of the last one that was asked. */
  readonly stage: number;
  /** The stages as they are now: with the number of their approvers, and with the people who decide in the place of others. */
  readonly stages: readonly Stage[];
  /** The votes that count, by stage: without those that a later vote of the same person changed. */
  readonly votes: readonly (readonly Vote[])[];
  /** How many approvals the stage misses; missing while that is not known. */
  readonly needed?: number;
  /** When the people of the stage were asked first; missing while that is not known. */
  readonly since?: Date;
}

/** What a round changes. A round that failed for another reason has no answer. */
export type Answered = Pick<Round, 'approvals' | 'askedAt' | 'delegation' | 'vote'>;

/**
 * Counts the votes of a request, stage by stage: as many rejections as a stage says reject the request; as many approvals
 * begin the next stage or, after the last one, approve the request. An answer that is neither ends it. This is the only place
 * that knows the rule.
 *
 * A vote counts in the stage that was asked when it was given, and by the number of approvers of that time. A group that
 * changes later moves no vote into another stage.
 *
 * @param asked at least one
 * @param rounds all rounds of the request, oldest first
 */
export function tally(asked: readonly Stage[], rounds: readonly Answered[]): Tally {
  const stages = [...asked];
  const votes: (readonly Vote[])[] = [[]];
  const all = rounds.flatMap(({ vote }) => vote ?? []);
  const began: (Date | undefined)[] = [];
  for (const { approvals, askedAt, delegation, vote } of rounds) {
    recount(stages, asked, votes.length - 1, approvals);
    // People who have left a group are not missing any more.
    if (isApproved(stages, votes) && votes.length < stages.length) votes.push([]);
    const stage = votes.length - 1;
    began[stage] ??= askedAt;
    if (delegation) stages[stage] = delegated(stageOf(stages, stage), delegation);
    if (!vote) continue;
    votes[stage] = withVote(votes[stage], vote, all);
    const outcome = outcomeAfter(vote, stages, votes);
    if (isEnd(outcome) || (outcome === 'approved' && votes.length === stages.length)) {
      return { outcome, stage, stages, votes, needed: 0, ...sinceOf(began[stage]) };
    }
    if (outcome === 'approved') votes.push([]);
  }
  const stage = votes.length - 1;
  return { outcome: 'more', stage, stages, votes, ...needed(stages, votes), ...sinceOf(began[stage]) };
}

function sinceOf(since: Date | undefined): Pick<Tally, 'since'> {
  return since ? { since } : {};
}

function isEnd(outcome: Tally['outcome']): boolean {
  return outcome === 'rejected' || outcome === 'answered';
}

/** The votes that count in a stage, after one more. */
function withVote(counted: readonly Vote[] = [], vote: Vote, all: readonly Vote[]): readonly Vote[] {
  const replaced = vote.replaces === undefined ? undefined : all[vote.replaces - 1];
  return [...counted.filter((earlier) => earlier !== replaced), vote];
}

function needed(stages: readonly Stage[], votes: readonly (readonly Vote[])[]): Pick<Tally, 'needed'> {
  const { approvals } = stageOf(stages, votes.length - 1);
  return approvals === 'all' ? {} : { needed: approvals - approvalsIn(votes.at(-1) ?? []) };
}

/** Writes into the stages that are not over how many people must approve, where this was counted. */
function recount(
  stages: Stage[],
  asked: readonly Stage[],
  from: number,
  approvals: readonly number[] | undefined,
): void {
  for (const [index, stage] of stages.entries()) {
    const count = approvals?.[index];
    if (index < from || count === undefined || asked[index]?.approvals !== 'all') continue;
    stages[index] = { ...stage, approvals: count };
  }
}

/** What a vote comes to in the stage that is asked now. A rejection never approves. */
function outcomeAfter(
  vote: Vote,
  stages: readonly Stage[],
  votes: readonly (readonly Vote[])[],
): Tally['outcome'] {
  const { rejections } = stageOf(stages, votes.length - 1);
  if (outcomeOfAnswer(vote) === 'other') return 'answered';
  if (rejects(vote)) {
    return (votes.at(-1) ?? []).filter(rejects).length >= rejections ? 'rejected' : 'more';
  }
  return isApproved(stages, votes) ? 'approved' : 'more';
}

/** Whether enough people have approved the stage that is asked now. */
function isApproved(stages: readonly Stage[], votes: readonly (readonly Vote[])[]): boolean {
  const { approvals } = stageOf(stages, votes.length - 1);
  return approvals !== 'all' && approvalsIn(votes.at(-1) ?? []) >= approvals;
}

/** Whether one vote may not be enough. Then the votes are kept in the execution history. */
export function needsRounds(stages: readonly Stage[]): boolean {
  const [{ approvals, rejections }, ...others] = [stageOf(stages, 0), ...stages.slice(1)];
  return others.length > 0 || approvals !== 1 || rejections !== 1;
}

export function rejects(vote: Pick<Vote, 'action' | 'outcome'>): boolean {
  return outcomeOfAnswer(vote) === 'reject';
}

export function approves(vote: Pick<Vote, 'action' | 'outcome'>): boolean {
  return outcomeOfAnswer(vote) === 'approve';
}

function approvalsIn(votes: readonly Vote[]): number {
  return votes.filter(approves).length;
}

function stageOf(stages: readonly Stage[], index: number): Stage {
  const stage = stages[index];
  if (!stage) throw new TypeError('a request has at least one stage');
  return stage;
}
