import { Refusal } from '../callback/errors.ts';
import type { Log } from '../log.ts';
import { loadLanguage } from '../wording/index.ts';
import { executionReference } from './execution.ts';
import type { GetHistory, HistoryEvent, HistoryOptions } from './history.ts';

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
/** How often a history is read again before that: its task has changed, or a link needs earlier events. */
const MAX_AGAIN = 2;

interface SeldomRead {
  readonly getHistory: GetHistory;
  /** Reads the history of an execution again at once, because its task was completed here. */
  readonly forget: (execution: string) => void;
}

interface Read {
  readonly events: Promise<readonly HistoryEvent[]>;
  /** The id of the first event that was asked for; 0 for all. */
  readonly since: number;
  /** Milliseconds since 1970 */
  readonly at: number;
  readonly again: number;
}

/**
 * Reads the history of an execution at most once in 3 seconds, and at most twice more if its task has changed, or if a link needs
 * earlier events: a person who opens links again and again must not use up the account's quota. Errors are remembered too.
 *
 * @param now milliseconds since 1970
 */
export function seldom(getHistory: GetHistory, now: () => number): SeldomRead {
  const reads = new Map<string, Read>();

  function read(execution: string, since: number): Read {
    const last = reads.get(execution);
    const events = getHistory(execution, since > 0 ? { since } : {});
    const again = last ? last.again + 1 : 0;
    const latest = { events, since, at: last?.at ?? now(), again };
    reads.set(execution, latest);
    // Later events do not change the error. What was read before is still good, and this read counts.
    const afterError = last ? { ...last, again } : { ...latest, since: 0, again: MAX_AGAIN };
    events.catch(() => reads.get(execution) === latest && reads.set(execution, afterError));
    return latest;
  }

  const readSeldom: GetHistory = async (execution, { since = 0, again = false } = {}) => {
    for (const [key, { at }] of reads) if (now() - at >= READ_AGAIN_AFTER_MS) reads.delete(key);
    const last = reads.get(execution);
    const isEnough = last !== undefined && last.since <= since && !again;
    const { events, since: first } =
      last && (isEnough || last.again >= MAX_AGAIN)
        ? last
        : read(execution, Math.min(since, last?.since ?? since));
    if (first > since) throw new Error('This history was read too often in the last seconds.');
    const found = await events;
    return found.filter(({ id = since }) => id >= since);
  };
  return { getHistory: readSeldom, forget: (execution) => void reads.delete(execution) };
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

/**
 * The history of an execution. If it cannot be read, this logs a warning, and people get an answer without it.
 *
 * @returns no events where it cannot be read
 */
export async function historyOrNone(
  execution: string,
  { getHistory, log }: { readonly getHistory: GetHistory; readonly log: Log },
  options?: HistoryOptions,
): Promise<readonly HistoryEvent[]> {
  try {
    return await getHistory(execution, options);
  } catch (error) {
    log({ level: 'warn', event: 'history_failed', execution: executionReference(execution), error });
    return [];
  }
}

export function historyUnavailable(cause?: unknown): Refusal {
  return new Refusal(
    'HistoryUnavailable',
    'This request cannot be looked up at the moment. Nothing was decided. Press again in a minute.',
    { cause },
  );
}
