import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval, Vote } from '../../src/approval/approval.ts';
import { request, waiting } from './requests.ts';

export const VOTED_AT = new Date('2026-11-24T12:03:00Z');

/** A vote from Slack. */
export function voteOf(name: string, action = 'approve', more: Partial<Vote> = {}): Vote {
  return { action, who: { id: name, name }, via: 'slack', at: VOTED_AT, ...more };
}

/** A request that waits after these votes. */
export function withVotes(votes: readonly Vote[], input: object): Approval {
  const rounds = [...votes.map((vote) => ({ shown: {}, vote, isOver: true })), { shown: {} }];
  return waitingAfter({ ...waiting(request({ name: 'Ben', ...input })), rounds }, undefined);
}
