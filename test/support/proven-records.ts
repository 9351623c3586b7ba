import type { HistoryEvent } from '../../src/approval/history.ts';
import { ANSWER, SENT, tokenHash, withProof } from '../../src/approval/record.ts';
import type { JsonObject } from '../../src/callback/json.ts';
import type { Proofs } from '../../src/callback/seal.ts';
import { approved, asked, EXECUTION, failed, tokenOf } from './built-histories.ts';

type Prove = Pick<Proofs, 'prove'>;

/** The task of a branch, as a proof names it. */
export const taskOf = (branch: number, execution = EXECUTION) => ({
  execution,
  task: tokenHash(tokenOf(branch)),
});

/** The result of request-approval for a branch. */
export function sentBy(
  proofs: Prove,
  branch: number,
  record: object = messagesOf(branch),
): Promise<JsonObject> {
  return withProof({ transaction_id: '1', ...record }, SENT, taskOf(branch), proofs);
}

const messagesOf = (branch: number) => ({ messages: { slack: `on ${branch}` } });

/** What a press writes in a branch. */
export function answered(proofs: Prove, branch: number, record: object): Promise<JsonObject> {
  return withProof(record as JsonObject, ANSWER, taskOf(branch), proofs);
}

/** The same events, but the function of the task returned this. */
export function returning(events: readonly HistoryEvent[], payload: object): HistoryEvent[] {
  return events.map((event) =>
    event.taskSubmittedEventDetails
      ? { ...event, taskSubmittedEventDetails: { output: JSON.stringify({ Payload: payload }) } }
      : event,
  );
}

/** A request that waits in a branch, with the messages of request-approval. */
export async function askedBy(
  proofs: Prove,
  branch: number,
  { request = 'Ben', after, record }: { request?: string | object; after?: number; record?: object } = {},
): Promise<HistoryEvent[]> {
  const events = asked(request, branch, { ...(after !== undefined && { after }) });
  return returning(events, await sentBy(proofs, branch, record));
}

/** The task of a branch succeeds with the output of a press. */
export async function approvedBy(proofs: Prove, branch: number, record: object): Promise<HistoryEvent> {
  return approved(branch, await answered(proofs, branch, record));
}

/** The task of a branch fails with the cause of a press. */
export async function failedBy(
  proofs: Prove,
  branch: number,
  error: string,
  record: object,
): Promise<HistoryEvent> {
  const cause = await answered(proofs, branch, { errorType: error, ...record });
  return failed(branch, error, { cause: JSON.stringify(cause) });
}
