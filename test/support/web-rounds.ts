import type { Decision } from '../../src/approval/decision.ts';
import type { HistoryEvent } from '../../src/approval/history.ts';
import type { Outcome } from '../../src/callback/outcome.ts';
import type { Context, Payload } from '../../src/callback/payload.ts';
import { EXECUTION, endOf, scheduled } from './web-fake-workflow.ts';
import { NOW, TRANSACTION_ID } from './web-world.ts';

export const ANN = 'ann@example.com';
export const BEN = 'ben@example.com';
/** Two of them must approve. */
export const REQUEST = { name: 'Ben', approvals: 2, approvers: [ANN, BEN] };

/** The address of a link. */
export const addressOf = ({ action: { name, type } }: Payload) =>
  `https://example.com/respond?data=3-AAAA&action=${name}&type=${type}`;

/** The token of a round, from 1. */
export const tokenOf = (round: number) => `AAAA/round${round}=`;

/** The history of a request: a round for each of these votes, and one that waits. The last vote was given a minute ago. */
export function roundsAfter(
  votes: readonly ({ readonly by: string } & Partial<Decision>)[],
  request: object = REQUEST,
): HistoryEvent[] {
  const timeOf = (round: number) => new Date(NOW - (votes.length - round) * 60_000);
  const events = votes.flatMap((vote, index) => {
    const decision = { action: 'approve', via: 'email', at: timeOf(index).toISOString(), ...vote };
    return [...asked(request, index, timeOf(index - 1)), nextRound(decision, index)];
  });
  return [...events, ...asked(request, votes.length, timeOf(votes.length - 1))];
}

/** The same, when its last round has ended with this outcome. */
export function endedAfter(
  events: readonly HistoryEvent[],
  outcome: Exclude<Outcome, { type: 'heartbeat' }>,
) {
  const id = (events.at(-1)?.id ?? 0) + 1;
  return [...events, { ...endOf(outcome, new Date(NOW)), id, previousEventId: id - 1 }];
}

function asked(request: object, round: number, at: Date): HistoryEvent[] {
  return scheduled(request, at, tokenOf(round + 1))
    .slice(1)
    .map((event) => moved(event, round));
}

function nextRound(decision: { readonly at: string }, round: number): HistoryEvent {
  const cause = JSON.stringify({ decision });
  return moved(
    endOf({ type: 'failure', error: 'Countersign.NextRound', cause }, new Date(decision.at)),
    round,
  );
}

/** Each round has three events. */
function moved(event: HistoryEvent, round: number): HistoryEvent {
  return {
    ...event,
    id: (event.id ?? 0) + 3 * round,
    previousEventId: (event.previousEventId ?? 0) + 3 * round,
  };
}

/** What a link means, by default Ben's to approve, in the first round. */
export function linkOf(context: Partial<Context> = {}, more: Partial<Payload> = {}): Payload {
  return {
    token: tokenOf(1),
    action: { name: 'approve', type: 'success', output: {}, confirm: true },
    transactionId: TRANSACTION_ID,
    since: 2,
    ...more,
    context: {
      title: 'Approval for Ben',
      surface: 'email',
      execution: EXECUTION,
      recipient: BEN,
      rounds: true,
      ...context,
    },
  } as Payload;
}
