import type { Approval, Vote } from '../../src/approval/approval.ts';
import { inStage } from '../../src/approval/request.ts';
import { tally, waitingFor } from '../../src/approval/tally.ts';
import { request, waiting } from './requests.ts';

export const VOTED_AT = new Date('2026-11-24T12:03:00Z');

/** A vote from Slack. */
export function voteOf(name: string, action = 'approve', more: Partial<Vote> = {}): Vote {
  return { action, who: { id: name, name }, via: 'slack', at: VOTED_AT, ...more };
}

/** A request that waits after these votes. */
export function withVotes(votes: readonly Vote[], input: object): Approval {
  const asked = request({ name: 'Ben', ...input });
  const tallied = tally(asked.stages, votes);
  const rounds = [...votes.map((vote) => ({ shown: {}, vote, isOver: true })), { shown: {} }];
  const state = waitingFor(tallied, undefined);
  return { ...waiting(asked), request: inStage(asked, tallied.stage), rounds, state };
}
