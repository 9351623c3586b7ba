import { type Approval, resolutionOf, waitsUntil } from '../approval/approval.ts';
import { historyOrNone, readApprovals } from '../approval/read-approvals.ts';
import { findSome } from './find-some.ts';
import type { ListedExecution, SlackPorts } from './ports.ts';

/**
 * As many histories are read at most: one call each, and Slack waits 3 seconds. Step Functions takes 400 such calls at
 * once, and then 20 a second, from a whole account and region (API quotas of GetExecutionHistory).
 */
export const MAX_RUNNING = 40;
const MAX_ENDED = 20;
const AT_ONCE = 10;

/** What waits for a decision, newest first. `more` says that there are older ones, which were not looked at. */
export async function pendingApprovals(
  ports: SlackPorts,
): Promise<{ readonly pending: readonly Approval[]; readonly more: boolean }> {
  const listed = await ports.listExecutions({ running: true, max: MAX_RUNNING });
  const approvals = await Promise.all(listed.map((one) => pendingApproval(one, ports)));
  return {
    pending: approvals.filter((approval) => approval !== undefined),
    more: listed.length === MAX_RUNNING,
  };
}

/** The last approval of an execution, while it waits for a decision. */
export async function pendingApproval(
  { execution }: ListedExecution,
  ports: SlackPorts,
): Promise<Approval | undefined> {
  const approval = await lastApproval(execution, ports);
  if (approval?.state.kind !== 'waiting') return undefined;
  // Its time may be over a moment before Step Functions says so.
  const until = waitsUntil(approval);
  return until && until.getTime() <= ports.now() ? undefined : approval;
}

/** The last approval of an execution; undefined where it asked for none, or its history cannot be read. */
async function lastApproval(execution: string, ports: SlackPorts): Promise<Approval | undefined> {
  return readApprovals(await historyOrNone(execution, ports), execution, ports).at(-1);
}

/**
 * What was asked and answered lately, newest first: as many as are wanted, of those that are looked for.
 *
 * @param justDecided an execution that may still be running
 */
export async function endedApprovals(
  ports: SlackPorts,
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
  const listed = await ports.listExecutions({ max: MAX_RUNNING + MAX_ENDED });
  const ended = listed.filter(({ running }) => !running).slice(0, MAX_ENDED);
  const executions = new Set([
    ...(justDecided === undefined ? [] : [justDecided]),
    ...ended.map(({ execution }) => execution),
  ]);
  const { found } = await findSome(
    [...executions],
    { atOnce: AT_ONCE, enough: wanted },
    async (execution) => {
      const approval = await lastApproval(execution, ports);
      return approval && resolutionOf(approval) && isWanted(approval) ? approval : undefined;
    },
  );
  return found.slice(0, wanted);
}
