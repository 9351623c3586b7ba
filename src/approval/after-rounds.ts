import type { Policy } from '../callback/payload.ts';
import {
  type Approval,
  type ApprovalRequest,
  lastRound,
  type Round,
  waitsUntil,
  withoutTokens,
} from './approval.ts';
import { escalationTimes } from './schedule.ts';
import { type Tally, tally } from './tally.ts';

/** The approval that waits after these rounds. The people of the stage that is asked now may decide. */
export function waitingAfter(approval: Omit<Approval, 'state'>, until: Date | undefined): Approval {
  const { request, rounds } = approval;
  const tallied = tally(request.stages, rounds);
  const { stage, votes, needed, since } = tallied;
  return {
    ...approval,
    request: inStage(request, tallied),
    state: {
      kind: 'waiting',
      stage,
      ...(since && { since }),
      votes: votes[stage] ?? [],
      ...(needed !== undefined && { needed }),
      ...(until && { until }),
    },
  };
}

/**
 * When an approval expires. A request with votes keeps the time of its first round, although each round starts the time anew.
 *
 * @param last when the last round was asked, and when its task times out
 */
export function endOfWaiting(
  policy: Policy,
  [first]: readonly Round[],
  { askedAt, expiresAt }: Partial<Readonly<Record<'askedAt' | 'expiresAt', Date | undefined>>>,
): Date | undefined {
  if (!policy.rounds || !askedAt || !expiresAt || !first?.askedAt) return expiresAt;
  return new Date(first.askedAt.getTime() + expiresAt.getTime() - askedAt.getTime());
}

/** A waiting approval after an answer that does not end it, without task tokens. */
export function afterAnswer(approval: Approval, answer: Pick<Round, 'vote' | 'delegation'>): Approval {
  return withoutTokens(
    waitingAfter({ ...approval, rounds: withAnswer(approval, answer) }, waitsUntil(approval)),
  );
}

/** The rounds of an approval, the last of which ends with this answer. */
export function withAnswer(approval: Approval, answer: Pick<Round, 'vote' | 'delegation'>): readonly Round[] {
  return [...approval.rounds.slice(0, -1), { ...lastRound(approval), ...answer, isOver: true }];
}

/** The same request while one of its stages is asked: the approvers of that stage decide, and later also other people. */
export function inStage(
  request: ApprovalRequest,
  { stages, stage, since }: Pick<Tally, 'stages' | 'stage' | 'since'>,
): ApprovalRequest {
  const { approvers: _, escalate: __, ...policy } = request.policy;
  const current = stages[stage];
  const escalate = current && since ? escalationTimes(current, since) : [];
  return {
    ...request,
    policy: {
      ...policy,
      ...(current?.approvers && { approvers: current.approvers }),
      ...(escalate.length > 0 && { escalate }),
    },
  };
}
