import type { Approval } from '../../approval/approval.ts';
import { executionReference, stateMachineName, workflowOf } from '../../approval/execution.ts';
import { readApprovals } from '../../approval/read-approvals.ts';
import { Refusal } from '../../callback/errors.ts';
import type { SlackPorts } from '../ports.ts';

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
