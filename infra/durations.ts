import type { Duration } from 'aws-cdk-lib';

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
] as const;

/** A duration as a request has it, such as `4h`. A text stays as it is. */
export function timeOf(time: Duration | string): string {
  if (typeof time === 'string') return time;
  const seconds = time.toSeconds();
  const [unit, size] = UNITS.find(([, one]) => seconds % one === 0) ?? UNITS[3];
  return `${seconds / size}${unit}`;
}
