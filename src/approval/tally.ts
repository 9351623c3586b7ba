import type { ApprovalState, Vote } from './approval.ts';

/** The answers to a request. */
export const APPROVE = 'approve';
export const REJECT = 'reject';

/** How many approvals approve a request. */
const APPROVALS_NEEDED = 1;

/**
 * Counts the votes of a request: one rejection rejects it, one approval approves it. An action of another name counts as an
 * approval; only callers of create-urls use such names. This is the only place that knows the rule.
 */
export function tally(votes: readonly Vote[]): 'more' | 'approved' | 'rejected' {
  if (votes.some(({ action }) => action === REJECT)) return 'rejected';
  return missing(votes) > 0 ? 'more' : 'approved';
}

/** The state of a request that needs more votes. */
export function waitingFor(votes: readonly Vote[], until: Date | undefined): ApprovalState {
  return { kind: 'waiting', votes, needed: missing(votes), ...(until && { until }) };
}

function missing(votes: readonly Vote[]): number {
  return APPROVALS_NEEDED - votes.filter(({ action }) => action !== REJECT).length;
}
