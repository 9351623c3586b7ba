import type { Log } from '../log.ts';
import { findTask, type GetHistory, type RecordedTask } from './history.ts';

/**
 * What the history tells of an approval request. A history that cannot be read is logged: people are answered and
 * told without it.
 *
 * @param token the request's task token; without it, the last request of the execution
 */
export async function recordedTask(
  execution: string,
  { getHistory, log }: { getHistory: GetHistory; log: Log },
  token?: string,
): Promise<RecordedTask | undefined> {
  try {
    return findTask(await getHistory(execution), token);
  } catch (error) {
    log({ level: 'error', event: 'history_failed', execution, error });
    return undefined;
  }
}
