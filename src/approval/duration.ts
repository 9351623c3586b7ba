/** The shortest time between two reminders, in seconds. */
export const MIN_EVERY = 10;
/** A request waits for up to a year. */
const MAX_SECONDS = 366 * 24 * 3600;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `30m`, `4h` or `2d`; undefined for any other text. */
export function readDuration(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{1,8})([smhd])$/.exec(value.trim()) : null;
  const seconds = match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0) : 0;
  return seconds > 0 && seconds <= MAX_SECONDS ? seconds : undefined;
}
