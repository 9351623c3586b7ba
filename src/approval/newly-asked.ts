import type { Approval } from './approval.ts';
import { tally } from './tally.ts';

/**
 * Whom a round asks who was not asked before: each approver of a new request or of a stage that begins; one person after a
 * delegation; nobody after a vote in the same stage, or after an error.
 */
export function newlyAsked(approval: Approval): 'everyone' | 'nobody' | { readonly person: string } {
  const { request, rounds, state } = approval;
  const last = rounds.findLastIndex(({ vote, delegation }) => vote || delegation);
  const end = rounds[last];
  if (end?.delegation) return { person: end.delegation.to };
  if (!end || state.kind !== 'waiting') return 'everyone';
  const { stage } = tally(request.stages, rounds.slice(0, last));
  return stage === state.stage ? 'nobody' : 'everyone';
}
