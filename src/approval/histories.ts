import { loadLanguage } from '../wording/index.ts';
import { type GetHistory, type HistoryEvent, type HistoryOptions, HistoryTooLong } from './history.ts';

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

const READ_AGAIN_AFTER_MS = 3_000;
/** How often a history is read again before that, because its task has changed. */
const MAX_AGAIN = 2;

interface SeldomRead {
  readonly getHistory: GetHistory;
  /** Reads the history of an execution again at once, because its task was completed here. */
  readonly forget: (execution: string) => void;
}

interface Read {
  readonly events: Promise<readonly HistoryEvent[]>;
  /** Milliseconds since 1970 */
  readonly at: number;
  readonly again: number;
}

/**
 * Reads the history of an execution at most once in 3 seconds, and at most twice more if its task has changed: a person who opens
 * one link again and again must not use up the account's quota. Of errors, only HistoryTooLong is remembered, which costs most.
 *
 * @param now milliseconds since 1970
 */
export function seldom(getHistory: GetHistory, now: () => number): SeldomRead {
  const reads = new Map<string, Read>();
  const read = (key: string, again: number, execution: string, options: HistoryOptions) => {
    const events = getHistory(execution, options);
    reads.set(key, { events, at: reads.get(key)?.at ?? now(), again });
    events.catch((error) => error instanceof HistoryTooLong || reads.delete(key));
    return events;
  };
  const readSeldom: GetHistory = (execution, options = {}) => {
    for (const [key, { at }] of reads) if (now() - at >= READ_AGAIN_AFTER_MS) reads.delete(key);
    const key = JSON.stringify([execution, options.since]);
    const last = reads.get(key);
    if (!last) return read(key, 0, execution, options);
    if (!options.again || last.again >= MAX_AGAIN) return last.events;
    return read(key, last.again + 1, execution, options);
  };
  return {
    getHistory: readSeldom,
    forget(execution) {
      for (const key of reads.keys()) if (JSON.parse(key)[0] === execution) reads.delete(key);
    },
  };
}

const LOCALE = /"locale"\s*:\s*"([^"\\]*)"/g;

/** Loads the languages of the requests in each history that is read. */
export function loadingLanguages(getHistory: GetHistory): GetHistory {
  return async (execution, options) => {
    const history = await getHistory(execution, options);
    const given = history.map(({ taskScheduledEventDetails }) => taskScheduledEventDetails?.parameters ?? '');
    for (const [, locale] of given.join('\n').matchAll(LOCALE)) await loadLanguage(locale);
    return history;
  };
}
