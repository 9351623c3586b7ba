import type { GetHistory, HistoryEvent } from './history.ts';

/** A few megabytes at most: the history of an approval has about 15 events, each with a kilobyte or two. */
const MAX_HISTORIES = 100;
const MAX_EVENTS = 50;

/**
 * Remembers the histories of executions that succeeded: nothing happens to them any more. (Those that ended otherwise may
 * be redriven.) Step Functions lets a whole account read 20 histories a second.
 */
export function rememberSucceeded(getHistory: GetHistory): GetHistory {
  const remembered = new Map<string, readonly HistoryEvent[]>();
  return async (execution) => {
    const known = remembered.get(execution);
    if (known) return known;
    const history = await getHistory(execution);
    if (history.at(-1)?.type !== 'ExecutionSucceeded' || history.length > MAX_EVENTS) return history;
    const [oldest] = remembered.keys();
    if (remembered.size >= MAX_HISTORIES && oldest !== undefined) remembered.delete(oldest);
    remembered.set(execution, history);
    return history;
  };
}
