import { wordingFor } from '../wording/index.ts';
import type { Approval } from './approval.ts';
import { findApprovals, type NamedPorts } from './find-approvals.ts';
import type { MaySee } from './list-approvals.ts';

/** The approvals that end with an execution. */
export type Waiting = readonly [Approval, ...Approval[]];

type ToCancel =
  | { readonly waiting: Waiting; readonly objection?: never }
  | { readonly waiting?: never /** Plain text */; readonly objection: string };

/**
 * Finds the approvals that a person may cancel. To cancel stops the execution, so it needs this right for each request that
 * waits there.
 *
 * @param given as in {@link findApprovals}
 * @param may what the person may see, and cancel
 * @returns the approvals, or an objection that tells why the person cannot cancel them
 */
export async function findToCancel(
  given: string,
  may: { readonly see: MaySee; readonly cancel: (approval: Approval) => Promise<boolean> },
  ports: NamedPorts,
): Promise<ToCancel> {
  const { chat } = wordingFor(ports.locale);
  const { all, objection } = await findApprovals(given, may.see, ports);
  if (!all) return { objection };
  const [first, ...others] = all.filter(({ state }) => state.kind === 'waiting');
  if (!first) return { objection: chat.notWaiting };
  const waiting: Waiting = [first, ...others];
  const allowed = await Promise.all(waiting.map(may.cancel));
  return allowed.every(Boolean) ? { waiting } : { objection: chat.mayNotCancel };
}

/** The titles of requests, for a sentence. */
export function titlesOf(approvals: readonly Approval[]): string {
  return approvals.map(({ request }) => request.title).join(', ');
}
