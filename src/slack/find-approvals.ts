import { type Approval, resolutionOf, waitsUntil } from '../approval/approval.ts';
import { executionReference, stateMachineName, workflowOf } from '../approval/execution.ts';
import type { ListedExecution } from '../approval/ports.ts';
import { historyOrNone, readApprovals } from '../approval/read-approvals.ts';
import { Refusal } from '../callback/errors.ts';
import type { SlackPorts } from './ports.ts';

/**
 * How many running executions are read at most. Each history is one call, and Slack waits 3 seconds. Step Functions
 * accepts 400 GetExecutionHistory calls at once and then 20 a second, per account and Region (Step Functions quotas).
 */
export const MAX_RUNNING = 40;
const MAX_ENDED = 20;

/**
 * The approvals that wait for a decision, newest first.
 *
 * @returns `more` if there are older executions, which were not read
 */
export async function pendingApprovals(
  ports: SlackPorts,
): Promise<{ readonly pending: readonly Approval[]; readonly more: boolean }> {
  const listed = await ports.listExecutions({ running: true, max: MAX_RUNNING });
  const approvals = await Promise.all(listed.map((execution) => pendingApproval(execution, ports)));
  return {
    pending: approvals.filter((approval) => approval !== undefined),
    more: listed.length === MAX_RUNNING,
  };
}

/** The last approval of an execution, if it waits for a decision. */
export async function pendingApproval(
  { execution }: ListedExecution,
  ports: SlackPorts,
): Promise<Approval | undefined> {
  const approval = await lastApproval(execution, ports);
  if (approval?.state.kind !== 'waiting') return undefined;
  // Step Functions reports the end of a task a moment after its time is over.
  const until = waitsUntil(approval);
  return until && until.getTime() <= ports.now() ? undefined : approval;
}

/**
 * The latest ended approvals that match, newest first.
 *
 * @param wanted how many to return at most
 * @param justDecided an execution whose approval has just ended; the execution itself may still be running
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
  const { found } = await findInBatches([...executions], wanted, async (execution) => {
    const approval = await lastApproval(execution, ports);
    return approval && resolutionOf(approval) && isWanted(approval) ? approval : undefined;
  });
  return found.slice(0, wanted);
}

/**
 * Finds the approval of an execution of the approval workflow.
 *
 * @param given the name of the execution, as `/approval list` shows it, or its ARN
 * @returns undefined if there is no such execution, it has no approval, or it belongs to another state machine
 * @throws if the history cannot be read: the execution may exist
 */
export async function findApproval(given: string, ports: SlackPorts): Promise<Approval | undefined> {
  const workflow = stateMachineName(ports.stateMachineArn);
  const name = given.replaceAll('`', '');
  const execution = name.startsWith('arn:') ? executionReference(name) : `${workflow}:${name}`;
  if (workflowOf(execution) !== workflow || !isName(execution.slice(workflow.length + 1))) return undefined;
  ports.note({ execution });
  const history = await historyOf(execution, ports);
  return history && readApprovals(history, execution, ports).at(-1);
}

/** How many items a batch has. The home tab of most users needs one batch. */
const BATCH = 10;

/**
 * Searches items in their order, one batch after the other, and stops after the batch with which `enough` are found.
 *
 * @param find returns undefined for an item that does not match
 * @returns what was found, which may be more than `enough`, and the errors of `find`
 */
export async function findInBatches<Item, Found>(
  items: readonly Item[],
  enough: number,
  find: (item: Item) => Promise<Found | undefined>,
): Promise<{ readonly found: readonly Found[]; readonly failures: readonly unknown[] }> {
  const found: Found[] = [];
  const failures: unknown[] = [];
  for (let start = 0; start < items.length && found.length < enough; start += BATCH) {
    const results = await Promise.allSettled(items.slice(start, start + BATCH).map(find));
    for (const result of results) {
      if (result.status === 'rejected') failures.push(result.reason);
      else if (result.value !== undefined) found.push(result.value);
    }
  }
  return { found, failures };
}

/** The last approval of an execution; undefined if it has none, or its history cannot be read. */
async function lastApproval(execution: string, ports: SlackPorts): Promise<Approval | undefined> {
  return readApprovals(await historyOrNone(execution, ports), execution, ports).at(-1);
}

async function historyOf(execution: string, { getHistory }: SlackPorts) {
  try {
    return await getHistory(execution);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'InvalidRequest') return undefined;
    throw error;
  }
}

/** Limits for the name of an execution (API reference of StartExecution). */
const MAX_EXECUTION_NAME = 80;
const NOT_IN_NAMES = /[\s:<>{}[\]?*"#%\\^|~`$&,;/]/;

function isName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_EXECUTION_NAME && !NOT_IN_NAMES.test(text);
}
