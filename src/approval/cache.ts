/** Answers that are reused for a short time. An error is not reused. */
export interface Cache<Base = unknown> {
  /** The answer that was found for this key a short time before, or else the one of `find`. */
  readonly answer: <T extends Base>(key: string, find: () => Promise<T>) => Promise<T>;
  /** The answer that was found for this key, also if it is too old now; undefined if there is none. */
  readonly known: (key: string) => Promise<Base> | undefined;
}

/**
 * @param now milliseconds since 1970
 * @param maxAgeMs how long an answer is reused
 */
export function createCache<Base = unknown>(now: () => number, maxAgeMs: number): Cache<Base> {
  const entries = new Map<string, { readonly value: Promise<Base>; readonly until: number }>();
  return {
    known: (key) => entries.get(key)?.value,
    answer<T extends Base>(key: string, find: () => Promise<T>): Promise<T> {
      const entry = entries.get(key);
      if (entry && now() < entry.until) return entry.value as Promise<T>;
      // Without this, a warm function would keep an entry for each key that it ever looked up.
      for (const [old, { until }] of entries) if (until <= now()) entries.delete(old);
      const value = find();
      entries.set(key, { value, until: now() + maxAgeMs });
      value.catch(() => entries.delete(key));
      return value;
    },
  };
}
