import { type RecordedApproval, recordedApproval } from '../approval/recorded-approval.ts';
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
): Promise<{ readonly pending: readonly RecordedApproval[]; readonly more: boolean }> {
  const listed = await ports.listExecutions({ running: true, max: MAX_RUNNING });
  const approvals = await Promise.all(listed.map((one) => pendingApproval(one, ports)));
  return {
    pending: approvals.filter((approval) => approval !== undefined),
    more: listed.length === MAX_RUNNING,
  };
}

/** The request of an execution, while it waits for a decision. */
export async function pendingApproval(
  { execution }: ListedExecution,
  ports: SlackPorts,
): Promise<RecordedApproval | undefined> {
  const approval = await recordedApproval(execution, ports);
  if (!approval || approval.resolution) return undefined;
  // Its time may be over a moment before Step Functions says so.
  const isOver = approval.expiresAt && approval.expiresAt.getTime() <= ports.now();
  return isOver ? undefined : approval;
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
    isWanted: (approval: RecordedApproval) => Promise<boolean>;
    justDecided?: string | undefined;
  },
): Promise<readonly RecordedApproval[]> {
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
      const approval = await recordedApproval(execution, ports);
      return approval?.resolution && (await isWanted(approval)) ? approval : undefined;
    },
  );
  return found.slice(0, wanted);
}
