/**
 * How many ended executions, used task tokens, e-mails and messages the embedded services keep, of each kind. It is enough for
 * 5,000 approvals at once: each has an e-mail that asks and one that tells.
 */
export const KEPT = 10_000;

/** The newest values, by their keys, in the order in which they were added. */
export interface Newest<T> {
  readonly get: (key: string) => T | undefined;
  /** Adds a value, or replaces it at its place. Drops the oldest one if there are too many. */
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
  /** Oldest first. */
  readonly values: () => T[];
}

export interface NewestOptions<T> {
  /** How many values stay. */
  readonly limit: number;
  /** Values that still wait for something are counted apart from the others. Read each time that a value is set. */
  readonly waits?: (value: T) => boolean;
  /** How many waiting values stay. By default as many as others. */
  readonly waitingLimit?: number;
  readonly onDrop?: (value: T) => void;
}

/** A map of bounded size. Only `values` takes longer the more there are. */
export function createNewest<T>(options: NewestOptions<T>): Newest<T> {
  const { limit, waits = () => false, waitingLimit = limit, onDrop = () => {} } = options;
  const values = new Map<string, T>();
  /** The keys, in the order in which their values began or ceased to wait. */
  const waiting = new Set<string>();
  const others = new Set<string>();

  function remove(key: string): void {
    values.delete(key);
    waiting.delete(key);
    others.delete(key);
  }

  function dropOldest(keys: Set<string>, most: number): void {
    const [oldest] = keys;
    if (keys.size <= most || oldest === undefined) return;
    const value = values.get(oldest) as T;
    remove(oldest);
    onDrop(value);
  }

  return {
    get: (key) => values.get(key),
    set(key, value) {
      values.set(key, value);
      const [now, before] = waits(value) ? [waiting, others] : [others, waiting];
      before.delete(key);
      now.add(key);
      dropOldest(waiting, waitingLimit);
      dropOldest(others, limit);
    },
    delete: remove,
    values: () => [...values.values()],
  };
}
