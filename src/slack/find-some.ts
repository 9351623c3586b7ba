/** How much is looked at, and when that is enough. */
interface Bounds {
  readonly atOnce: number;
  readonly enough: number;
}

/**
 * Looks at items a few at a time, in their order, until enough are found: `enough`, or a few more.
 *
 * @param find undefined for an item that is none of those
 * @returns what was found, and the errors of what could not be looked at
 */
export async function findSome<Item, Found>(
  items: readonly Item[],
  { atOnce, enough }: Bounds,
  find: (item: Item) => Promise<Found | undefined>,
): Promise<{ readonly found: readonly Found[]; readonly failures: readonly unknown[] }> {
  const found: Found[] = [];
  const failures: unknown[] = [];
  for (let start = 0; start < items.length && found.length < enough; start += atOnce) {
    const looked = await Promise.allSettled(items.slice(start, start + atOnce).map(find));
    for (const result of looked) {
      if (result.status === 'rejected') failures.push(result.reason);
      else if (result.value !== undefined) found.push(result.value);
    }
  }
  return { found, failures };
}
