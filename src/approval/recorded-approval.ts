import type { Log } from '../log.ts';
import { workflowOf } from './execution.ts';
import type { GetHistory, RecordedTask } from './history.ts';
import { recordedTask } from './recorded-task.ts';
import { type ApprovalRequest, parseRequest } from './request.ts';

/** An approval request as an execution's history tells it. */
export interface RecordedApproval extends RecordedTask {
  /** The name of the execution. */
  readonly name: string;
  /** `STATE_MACHINE:EXECUTION` or an ARN. */
  readonly execution: string;
  readonly request: ApprovalRequest;
}

/**
 * Reads the last approval request of an execution.
 *
 * @returns undefined where it asked for none, or the history does not tell what was asked
 */
export async function recordedApproval(
  execution: string,
  ports: { getHistory: GetHistory; locale: string; log: Log },
): Promise<RecordedApproval | undefined> {
  const task = await recordedTask(execution, ports);
  if (!task) return undefined;
  try {
    const request = parseRequest(task.input, ports.locale, workflowOf(execution));
    return { ...task, request, execution, name: execution.split(':').at(-1) ?? execution };
  } catch {
    // Another program's task: it waits for a token, and was asked with something else than a request of ours.
    return undefined;
  }
}
