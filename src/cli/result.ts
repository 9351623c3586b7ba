import type { Resolution } from '../approval/approval.ts';
import type { AskedRequest } from '../approval/asked-request.ts';
import { type Decision, toDecision } from '../approval/decision.ts';

/** How a request stands, as programs read it: `--json`, and what the tools return. It has no token and no proof. */
export interface Result {
  /** The ARN of the execution. */
  readonly id: string;
  readonly title: string;
  /** The lines below the title, by their labels. */
  readonly details?: Readonly<Record<string, string>>;
  readonly status: 'waiting' | Resolution['status'];
  /** The last vote. Missing while the request waits, and if it ended without a vote. */
  readonly decision?: Decision;
  /** All votes that count, oldest first. */
  readonly decisions?: readonly Decision[];
  /** Why it ended, if it ended without a vote and the reason is known. */
  readonly reason?: string;
}

export function resultOf(id: string, { title, details, resolution, votes }: AskedRequest): Result {
  const asked = { id, title, ...(details && { details }) };
  if (!resolution) return { ...asked, status: 'waiting' };
  const { status, vote, cause } = resolution;
  return {
    ...asked,
    status,
    ...(vote && { decision: toDecision(vote) }),
    ...(votes.length > 0 && { decisions: votes.map(toDecision) }),
    ...(!vote && cause && { reason: cause }),
  };
}
