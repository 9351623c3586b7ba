import { type Approval, votesOf } from './approval.ts';
import { tally } from './tally.ts';

/**
 * Whom a round asks who was not asked before: each approver of a new request or of a stage that begins; one person after a
 * delegation; nobody after a vote in the same stage, or after an error.
 */
export function newlyAsked(approval: Approval): 'everyone' | 'nobody' | { readonly person: string } {
  const { request, rounds, state } = approval;
  const end = rounds.findLast(({ vote, delegation }) => vote || delegation);
  if (end?.delegation) return { person: end.delegation.to };
  if (!end || state.kind !== 'waiting') return 'everyone';
  const { stage } = tally(request.stages, votesOf(approval).slice(0, -1));
  return stage === state.stage ? 'nobody' : 'everyone';
}
