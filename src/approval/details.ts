/**
 * The first details, as many as fit.
 *
 * @param room for all of them together, in what `size` counts
 * @returns those that fit, and how many are left out
 */
export function fitDetails<T>(
  details: readonly T[],
  room: number,
  size: (detail: T) => number,
): { shown: T[]; left: number } {
  let used = 0;
  const end = details.findIndex((detail) => {
    used += size(detail);
    return used > room;
  });
  const shown = end < 0 ? [...details] : details.slice(0, end);
  return { shown, left: details.length - shown.length };
}
