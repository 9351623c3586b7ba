import { executionReference, workflowOf } from '../../approval/execution.ts';
import { type RecordedApproval, recordedApproval } from '../../approval/recorded-approval.ts';
import type { SlackPorts } from '../ports.ts';

/**
 * The approval of an execution of our workflow.
 *
 * @param given its name, as `/approval list` shows it, or its ARN
 * @returns undefined where there is none, or it is of another workflow
 */
export async function findApproval(given: string, ports: SlackPorts): Promise<RecordedApproval | undefined> {
  const workflow = workflowName(ports);
  const name = given.replaceAll('`', '');
  const execution = name.startsWith('arn:') ? executionReference(name) : `${workflow}:${name}`;
  if (
    workflowOf(execution) !== workflow ||
    /[\s:<>{}[\]?*"#%\\^|~`$&,;/]/.test(execution.slice(workflow.length + 1))
  ) {
    return undefined;
  }
  return recordedApproval(execution, ports);
}

function workflowName({ stateMachineArn }: SlackPorts): string {
  return stateMachineArn.split(':').at(-1) ?? '';
}
