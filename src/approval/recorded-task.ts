import type { Log } from '../log.ts';
import { executionReference } from './execution.ts';
import { findTask, type GetHistory, type RecordedTask } from './history.ts';

/**
 * What the history tells of an approval request. One that cannot be read is logged as a warning: people are answered
 * without it.
 *
 * @param token the request's task token; without it, the last request of the execution
 */
export async function recordedTask(
  execution: string,
  { getHistory, log }: { readonly getHistory: GetHistory; readonly log: Log },
  token?: string,
): Promise<RecordedTask | undefined> {
  try {
    return findTask(await getHistory(execution), token);
  } catch (error) {
    log({ level: 'warn', event: 'history_failed', execution: executionReference(execution), error });
    return undefined;
  }
}
