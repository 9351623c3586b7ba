import { createHash } from 'node:crypto';
import { type Approval, lastRound, resolutionOf, type Vote, votesOf, waitsUntil } from './approval.ts';
import { type Decision, toDecision } from './decision.ts';
import { executionReference } from './execution.ts';

/*
 * What other programs learn of approvals. An event has no task token and no link. schemas/ has a JSON Schema for each type, and
 * docs/events.md says which personal data they have.
 */

export type ApprovalEvent =
  | { readonly type: 'Approval Requested'; readonly at: Date; readonly detail: Requested }
  | { readonly type: 'Vote Cast'; readonly at: Date; readonly detail: Cast }
  | { readonly type: 'Approval Resolved'; readonly at: Date; readonly detail: Resolved };

/** Publishes events. The same event may be published twice; then it has the same `id`. */
export type PublishEvents = (events: readonly ApprovalEvent[]) => Promise<void>;

interface About {
  /** The same each time that this event is published: 32 hexadecimal digits. */
  readonly id: string;
  readonly transaction_id: string;
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  readonly title: string;
  readonly requester: { readonly name: string; readonly user_id?: string; readonly email?: string };
}

interface Requested extends About {
  readonly stages: readonly {
    readonly title?: string;
    readonly approvers?: readonly string[];
    readonly approvals: number | 'all';
    readonly rejections: number;
  }[];
  /** Where the request is shown. */
  readonly surfaces: readonly string[];
  /** ISO 8601, UTC */
  readonly expires_at?: string;
}

interface Cast extends About {
  readonly decision: Decision;
}

interface Resolved extends About {
  readonly status: string;
  /** All votes, oldest first, also those that a later vote changed. */
  readonly decisions: readonly Decision[];
  /** The reason in words, if no vote ended it. */
  readonly cause?: string;
}

/**
 * A request that was shown for the first time.
 *
 * @param surfaces the names of the surfaces where it is shown
 */
export function approvalRequested(approval: Approval, surfaces: readonly string[], at: Date): ApprovalEvent {
  const expiresAt = waitsUntil(approval);
  const detail = {
    ...about(approval, 'Approval Requested'),
    stages: approval.request.stages.map(({ title, approvers, approvals, rejections }) => ({
      ...(title !== undefined && { title }),
      ...(approvers && { approvers }),
      approvals,
      rejections,
    })),
    surfaces,
    ...(expiresAt && { expires_at: expiresAt.toISOString() }),
  };
  return { type: 'Approval Requested', at, detail };
}

/** The vote that began the current round; no event if there is none, or if a delegation began it. */
export function previousVoteCast(approval: Approval): readonly ApprovalEvent[] {
  const before = approval.rounds.slice(0, -1);
  const answered = before.findLast(({ vote, delegation }) => vote ?? delegation);
  return answered?.vote ? [voteCast(approval, answered.vote, votesOf({ rounds: before }).length)] : [];
}

/**
 * How an approval ended, and before it the vote that ended it.
 *
 * @param now the time of the end, if it is not known
 */
export function approvalResolved(approval: Approval, now: Date): readonly ApprovalEvent[] {
  const resolution = resolutionOf(approval);
  if (!resolution) return [];
  const { status, vote, cause, at = now } = resolution;
  // A durable function reports its end, and no rounds.
  const votes = vote && !lastRound(approval).vote ? [...votesOf(approval), vote] : votesOf(approval);
  const detail = {
    ...about(approval, 'Approval Resolved'),
    status,
    decisions: votes.map(toDecision),
    ...(cause !== undefined && { cause }),
  };
  const resolved: ApprovalEvent = { type: 'Approval Resolved', at, detail };
  return vote ? [voteCast(approval, vote, votes.length), resolved] : [resolved];
}

/** @param number of the vote among all votes of the approval, from 1 */
function voteCast(approval: Approval, vote: Vote, number: number): ApprovalEvent {
  const detail = { ...about(approval, 'Vote Cast', number), decision: toDecision(vote) };
  return { type: 'Vote Cast', at: vote.at, detail };
}

function about({ id, execution, request }: Approval, type: ApprovalEvent['type'], number?: number): About {
  const { title, requester } = request;
  const reference = executionReference(execution);
  return {
    id: createHash('sha256')
      .update(JSON.stringify([reference, id, type, number]))
      .digest('hex')
      .slice(0, 32),
    transaction_id: id,
    execution: reference,
    title,
    requester: {
      name: requester.name,
      ...(requester.id !== undefined && { user_id: requester.id }),
      ...(requester.email !== undefined && { email: requester.email }),
    },
  };
}
