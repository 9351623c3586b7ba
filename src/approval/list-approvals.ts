import { type Approval, resolutionOf, waitsUntil } from './approval.ts';
import { type LeftOut, MAX_EXECUTIONS, newestExecutions } from './newest-executions.ts';
import type { Answer } from './people.ts';
import type { ListedExecution } from './ports.ts';
import { readApprovals } from './read-approvals.ts';
import type { RequestDefaults } from './request.ts';
import type { WorkflowPorts } from './until-deadline.ts';

/** Whether the person who asks may see an approval. It rejects if this cannot be asked. */
export type MaySee = (approval: Approval) => Promise<Answer>;

export interface ListPorts
  extends RequestDefaults,
    Pick<WorkflowPorts, 'getHistory' | 'listStateMachines' | 'listExecutions' | 'log'> {
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/** The approvals that wait for a decision and that the person may see, newest first, and what is not shown. */
export async function pendingApprovals(
  maySee: MaySee,
  ports: ListPorts,
): Promise<{ readonly pending: readonly Approval[]; readonly leftOut: LeftOut }> {
  const { executions, leftOut } = await newestExecutions({ running: true, max: MAX_EXECUTIONS }, ports);
  const read = await Promise.allSettled(executions.map((one) => pendingOf(one, ports)));
  const waiting = read.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const failed = read.filter(({ status }) => status === 'rejected').length;
  const seen = await Promise.all(waiting.map((approval) => maySeeOrUnknown(approval, maySee, ports)));
  return {
    pending: waiting.filter((_, index) => seen[index] === 'yes'),
    leftOut: { ...leftOut, failed, hidden: seen.includes('cannot tell') },
  };
}

/**
 * The approvals of an execution that wait for a decision. Branches of a state machine can wait at the same time.
 *
 * @throws if its history cannot be read; this is logged
 */
export async function pendingOf({ execution }: ListedExecution, ports: ListPorts): Promise<Approval[]> {
  const approvals = await approvalsOf(execution, ports);
  return approvals.filter((approval) => {
    if (approval.state.kind !== 'waiting') return false;
    // Step Functions reports the end of a task a moment after its time is over.
    const until = waitsUntil(approval);
    return !until || until.getTime() > ports.now();
  });
}

/**
 * The latest ended approvals that match, newest first.
 *
 * @param wanted how many to return at most
 * @param justDecided an execution whose approval has just ended; the execution itself may still be running
 */
export async function endedApprovals(
  ports: ListPorts,
  {
    wanted,
    isWanted,
    justDecided,
  }: {
    wanted: number;
    isWanted: (approval: Approval) => boolean;
    justDecided?: string | undefined;
  },
): Promise<readonly Approval[]> {
  // The newest executions may all be running.
  const { executions } = await newestExecutions({ max: 2 * MAX_EXECUTIONS }, ports);
  const ended = executions.filter(({ running }) => !running).slice(0, MAX_EXECUTIONS);
  const all = new Set([
    ...(justDecided === undefined ? [] : [justDecided]),
    ...ended.map(({ execution }) => execution),
  ]);
  const { found } = await findInBatches([...all], wanted, async (execution) => {
    const approvals = await approvalsOf(execution, ports);
    return approvals.filter((approval) => resolutionOf(approval) && isWanted(approval)).reverse();
  });
  return found.slice(0, wanted);
}

/** How many items a batch has. The home tab of most users needs one batch. */
const BATCH = 10;

/**
 * Searches items in their order, one batch after the other, and stops after the batch with which `enough` are found.
 *
 * @returns what was found, which may be more than `enough`, and the errors of `find`
 */
export async function findInBatches<Item, Found>(
  items: readonly Item[],
  enough: number,
  find: (item: Item) => Promise<readonly Found[]>,
): Promise<{ readonly found: readonly Found[]; readonly failures: readonly unknown[] }> {
  const found: Found[] = [];
  const failures: unknown[] = [];
  for (let start = 0; start < items.length && found.length < enough; start += BATCH) {
    const results = await Promise.allSettled(items.slice(start, start + BATCH).map(find));
    for (const result of results) {
      if (result.status === 'rejected') failures.push(result.reason);
      else found.push(...result.value);
    }
  }
  return { found, failures };
}

async function approvalsOf(execution: string, ports: ListPorts): Promise<readonly Approval[]> {
  try {
    return readApprovals(await ports.getHistory(execution), execution, ports);
  } catch (error) {
    ports.log({ level: 'warn', event: 'history_failed', execution, error });
    throw error;
  }
}

/** One request that cannot be asked about does not stop a list. */
async function maySeeOrUnknown(approval: Approval, maySee: MaySee, ports: ListPorts) {
  try {
    return await maySee(approval);
  } catch (error) {
    ports.log({ level: 'warn', event: 'access_unknown', execution: approval.execution, error });
    return 'cannot tell';
  }
}
