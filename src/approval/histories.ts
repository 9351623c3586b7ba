import { loadLanguage } from '../wording/index.ts';
import type { GetHistory, HistoryEvent } from './history.ts';

/** A few megabytes at most: the history of an approval has about 15 events of one or two kilobytes. */
const MAX_HISTORIES = 100;
const MAX_EVENTS = 50;

/**
 * Remembers the histories of executions that succeeded, because they do not change any more. A failed execution can be
 * redriven. An account can read 20 histories a second.
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

const LOCALE = /"locale"\s*:\s*"([^"\\]*)"/g;

/** Loads the languages of the requests in each history that is read. */
export function loadingLanguages(getHistory: GetHistory): GetHistory {
  return async (execution) => {
    const history = await getHistory(execution);
    const given = history.map(({ taskScheduledEventDetails }) => taskScheduledEventDetails?.parameters ?? '');
    for (const [, locale] of given.join('\n').matchAll(LOCALE)) await loadLanguage(locale);
    return history;
  };
}
