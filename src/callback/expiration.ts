import { Refusal } from './errors.ts';
import type { Payload } from './payload.ts';

/** A date, then a time of hours, minutes and seconds, each with or without separators, then a zone. */
const ISO_8601 =
  /^(\d{4})(-?)(\d{2})\2(\d{2})(?:[T ](\d{2})(?:(:?)(\d{2})(?:\6(\d{2})(?:[.,]\d+)?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Reads an ISO 8601 date and time. The time zone is UTC if the text has none.
 *
 * @param now milliseconds since 1970
 * @returns seconds since 1970, rounded down
 * @throws {Refusal} InvalidDate when the text is not a date, or the date is not in the future
 */
export function parseExpiration(text: string, now: number): number {
  const [, year, , month, day, hour = '00', , minute = '00', second = '00', zone = 'Z'] =
    ISO_8601.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  const seconds = Date.parse(`${date}T${hour}:${minute}:${second}${normalizeZone(zone)}`) / 1000;
  if (Number.isNaN(seconds) || !isCalendarDate(date)) {
    throw new Refusal(
      'InvalidDate',
      'The expiration is not an ISO 8601 date and time, such as 2027-01-31T12:00:00Z.',
    );
  }
  if (seconds * 1000 <= now) throw new Refusal('InvalidDate', 'The expiration is in the past.');
  return seconds;
}

/**
 * Checks that a payload has not expired.
 *
 * @param now milliseconds since 1970
 * @throws {Refusal} ExpiredPayload
 */
export function assertNotExpired({ expiresAt }: Pick<Payload, 'expiresAt'>, now: number): void {
  if (expiresAt === undefined || now < expiresAt * 1000) return;
  throw new Refusal('ExpiredPayload', `This link expired on ${new Date(expiresAt * 1000).toISOString()}.`);
}

/** Rejects a date such as 30 February, which `Date.parse` would read as 2 March. */
function isCalendarDate(date: string): boolean {
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date);
}

function normalizeZone(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.replace(':', '').padEnd(5, '0');
  return `${digits.slice(0, 3)}:${digits.slice(3)}`;
}
