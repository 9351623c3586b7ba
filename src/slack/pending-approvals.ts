import { type RecordedApproval, recordedApproval } from '../approval/recorded-approval.ts';
import type { SlackPorts } from './ports.ts';

/**
 * As many histories are read at most: one call each, and Slack waits 3 seconds. Step Functions takes 400 such calls at
 * once (API quotas of GetExecutionHistory).
 */
export const MAX_RUNNING = 40;
const MAX_ENDED = 20;

/** What waits for a decision, newest first. `more` says that there are older ones, which were not looked at. */
export async function pendingApprovals(
  ports: SlackPorts,
): Promise<{ readonly pending: readonly RecordedApproval[]; readonly more: boolean }> {
  const listed = await ports.listExecutions({ running: true, max: MAX_RUNNING });
  const approvals = await readApprovals(listed, ports);
  return {
    pending: approvals.filter(({ resolution }) => !resolution),
    more: listed.length === MAX_RUNNING,
  };
}

/** What was asked and answered lately, newest first. */
export async function endedApprovals(ports: SlackPorts): Promise<readonly RecordedApproval[]> {
  const listed = await ports.listExecutions({ max: MAX_RUNNING + MAX_ENDED });
  const ended = listed.filter(({ running }) => !running).slice(0, MAX_ENDED);
  return (await readApprovals(ended, ports)).filter(({ resolution }) => resolution);
}

async function readApprovals(
  listed: readonly { execution: string }[],
  ports: SlackPorts,
): Promise<RecordedApproval[]> {
  const approvals = await Promise.all(listed.map(({ execution }) => recordedApproval(execution, ports)));
  return approvals.filter((approval) => approval !== undefined);
}
