/** Gives the answer of `find`, or one that was found for the same key a short time before. An error is not reused. */
export type Cached = <T>(key: string, find: () => Promise<T>) => Promise<T>;

/**
 * @param now milliseconds since 1970
 * @param maxAgeMs how long an answer is reused
 */
export function createCache(now: () => number, maxAgeMs: number): Cached {
  const entries = new Map<string, { readonly value: Promise<unknown>; readonly until: number }>();
  return <T>(key: string, find: () => Promise<T>): Promise<T> => {
    const entry = entries.get(key);
    if (entry && now() < entry.until) return entry.value as Promise<T>;
    // Without this, a warm function would keep an entry for each key that it ever looked up.
    for (const [old, { until }] of entries) if (until <= now()) entries.delete(old);
    const value = find();
    entries.set(key, { value, until: now() + maxAgeMs });
    value.catch(() => entries.delete(key));
    return value;
  };
}
