/** @returns the middle value; the larger of the two middle values if the number of values is even */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new TypeError('No values to compute a median of.');
  return middle;
}
