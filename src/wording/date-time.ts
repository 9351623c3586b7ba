/**
 * Writes a date and time in UTC, so that all readers see the same text. Creates the format on first use, because that
 * takes 4 ms of a cold start.
 */
export function dateTimeIn(language: string): (date: Date) => string {
  let format: Intl.DateTimeFormat | undefined;
  return (date) => {
    format ??= new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
    return `${format.format(date)} UTC`;
  };
}

const UNITS = [
  { unit: 'day', milliseconds: 86_400_000 },
  { unit: 'hour', milliseconds: 3_600_000 },
  { unit: 'minute', milliseconds: 60_000 },
] as const;

/** Writes how long ago something was, in the largest whole unit; less than a minute is "now". */
export function agoIn(language: string): (milliseconds: number) => string {
  let format: Intl.RelativeTimeFormat | undefined;
  return (milliseconds) => {
    format ??= new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const largest = UNITS.find((one) => milliseconds >= one.milliseconds);
    // With "auto", 0 seconds ago is "now", and 1 day ago "yesterday".
    if (!largest) return format.format(0, 'second');
    return format.format(-Math.floor(milliseconds / largest.milliseconds), largest.unit);
  };
}
