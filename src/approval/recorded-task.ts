import type { Log } from '../log.ts';
import { executionReference } from './execution.ts';
import { findTask, findTasks, type GetHistory, type HistoryEvent, type RecordedTask } from './history.ts';

interface HistoryPorts {
  readonly getHistory: GetHistory;
  readonly log: Log;
}

/**
 * What the history tells of an approval request.
 *
 * @param token the request's task token; without it, the last request of the execution
 */
export async function recordedTask(
  execution: string,
  ports: HistoryPorts,
  token?: string,
): Promise<RecordedTask | undefined> {
  return findTask(await readHistory(execution, ports), token);
}

/** What the history tells of all approval requests of an execution, in the order in which they were asked. */
export async function recordedTasks(
  execution: string,
  ports: HistoryPorts,
): Promise<readonly RecordedTask[]> {
  return findTasks(await readHistory(execution, ports));
}

/** A history that cannot be read is logged: people are answered and told without it. */
async function readHistory(
  execution: string,
  { getHistory, log }: HistoryPorts,
): Promise<readonly HistoryEvent[]> {
  try {
    return await getHistory(execution);
  } catch (error) {
    log({ level: 'error', event: 'history_failed', execution: executionReference(execution), error });
    return [];
  }
}
