import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assertNotExpired, parseExpiration } from '../../src/callback/expiration.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const read = (text: string) => new Date(parseExpiration(text, NOW) * 1000).toISOString();

describe('an expiration', () => {
  test.each([
    ['with a zone', '2027-01-31T12:00:00Z', '2027-01-31T12:00:00.000Z'],
    ['with an offset', '2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
    ['with an offset without a colon', '2027-01-31T12:00:00-0330', '2027-01-31T15:30:00.000Z'],
    ['with an offset of hours', '2027-01-31T12:00:00+02', '2027-01-31T10:00:00.000Z'],
    ['without a zone, as UTC', '2027-01-31T12:00:00', '2027-01-31T12:00:00.000Z'],
    ['without seconds', '2027-01-31T12:00', '2027-01-31T12:00:00.000Z'],
    ['without a time, as midnight', '2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['with a space before the time', '2027-01-31 12:00:00Z', '2027-01-31T12:00:00.000Z'],
    ['with microseconds, as Python writes it', '2027-01-31T12:00:00.123456', '2027-01-31T12:00:00.000Z'],
    ['with a decimal comma', '2027-01-31T12:00:00,9Z', '2027-01-31T12:00:00.000Z'],
    ['in small letters', '2027-01-31t12:00:00z', '2027-01-31T12:00:00.000Z'],
    ['with hours only', '2027-01-31T12Z', '2027-01-31T12:00:00.000Z'],
    ['without separators', '20270131T123015', '2027-01-31T12:30:15.000Z'],
    ['without separators and seconds', '20270131T1230+0200', '2027-01-31T10:30:00.000Z'],
    ['without separators and a time', '20270131', '2027-01-31T00:00:00.000Z'],
    ['without separators in the time', '2027-01-31 123015.5Z', '2027-01-31T12:30:15.000Z'],
    ['on 29 February of a leap year', '2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('can be written %s', (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test.each([
    '',
    'tomorrow',
    '2027',
    '2027-01',
    '2027-02-30',
    '2027-02-30T12:00:00Z',
    '2027-02-29',
    '2027-13-01',
    '2027-01-00',
    '2027-01-31T25:00:00Z',
    '2027-01-31T12:60:00Z',
    '2027-0131',
    '202701-31',
    '2027013112',
    '20270131T1',
    '2027-01-31T12:0000',
    '2027-01-31T1200:00',
    '2027-01-31T12:00:00+25:00',
    '2027-01-31T12:00:00 CET',
    '31.01.2027',
    '1801396800',
    ' 2027-01-31',
    '2027-01-31\n',
  ])('is refused when it is %j', (text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'InvalidDate',
        message: 'The expiration is not an ISO 8601 date and time, such as 2027-01-31T12:00:00Z.',
      }),
    );
  });

  test.each(['2026-11-24T12:00:00Z', '2026-11-24T11:59:59Z', '1999-12-31'])(
    'is refused when it is not in the future, such as %s',
    (text) => {
      expect(() => read(text)).toThrow(
        expect.objectContaining({ code: 'InvalidDate', message: 'The expiration is in the past.' }),
      );
    },
  );

  test('is refused when its full second is in the past', () => {
    expect(() => parseExpiration('2026-11-24T12:00:00.900Z', NOW + 500)).toThrow('in the past');
  });

  test('in the future is read to the second', () => {
    const moment = fc.date({ min: new Date(NOW + 1000), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, (date) => {
        expect(parseExpiration(date.toISOString(), NOW)).toBe(Math.floor(date.getTime() / 1000));
      }),
    );
  });
});

describe('a payload', () => {
  test('with an expiry is valid until the last millisecond before it', () => {
    expect(() => assertNotExpired({ expiresAt: 1000 }, 999_999)).not.toThrow();
  });

  test('with an expiry is refused from that second on, with the time of the expiry', () => {
    expect(() => assertNotExpired({ expiresAt: 1000 }, 1_000_000)).toThrow(
      expect.objectContaining({
        code: 'ExpiredPayload',
        message: 'This link expired on 1970-01-01T00:16:40.000Z.',
      }),
    );
  });

  test('without an expiry is always valid', () => {
    expect(() => assertNotExpired({}, Number.MAX_SAFE_INTEGER)).not.toThrow();
  });
});
