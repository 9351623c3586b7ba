import { type Approval, resolutionOf, waitsUntil } from '../approval/approval.ts';
import { executionReference, stateMachineName, workflowOf } from '../approval/execution.ts';
import type { ListedExecution } from '../approval/ports.ts';
import { historyOrNone, readApprovals } from '../approval/read-approvals.ts';
import { Refusal } from '../callback/errors.ts';
import type { SlackPorts } from './ports.ts';

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

/** Of an execution's name (API reference of StartExecution). */
const MAX_NAME = 80;
const NOT_IN_NAMES = /[\s:<>{}[\]?*"#%\\^|~`$&,;/]/;

/**
 * The approval of an execution of our workflow.
 *
 * @param given its name, as `/approval list` shows it, or its ARN
 * @returns undefined where there is none, or it is of another workflow
 * @throws where the history cannot be read: that says nothing about the execution
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

async function historyOf(execution: string, { getHistory }: SlackPorts) {
  try {
    return await getHistory(execution);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function isName(text: string): boolean {
  return text.length > 0 && text.length <= MAX_NAME && !NOT_IN_NAMES.test(text);
}

/** How much is looked at, and when that is enough. */
interface Bounds {
  readonly atOnce: number;
  readonly enough: number;
}

/**
 * Looks at items a few at a time, in their order, until enough are found: `enough`, or a few more.
 *
 * @param find undefined for an item that is none of those
 * @returns what was found, and the errors of what could not be looked at
 */
export async function findSome<Item, Found>(
  items: readonly Item[],
  { atOnce, enough }: Bounds,
  find: (item: Item) => Promise<Found | undefined>,
): Promise<{ readonly found: readonly Found[]; readonly failures: readonly unknown[] }> {
  const found: Found[] = [];
  const failures: unknown[] = [];
  for (let start = 0; start < items.length && found.length < enough; start += atOnce) {
    const looked = await Promise.allSettled(items.slice(start, start + atOnce).map(find));
    for (const result of looked) {
      if (result.status === 'rejected') failures.push(result.reason);
      else if (result.value !== undefined) found.push(result.value);
    }
  }
  return { found, failures };
}
