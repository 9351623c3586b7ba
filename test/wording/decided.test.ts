import { describe, expect, test } from 'vitest';
import type { Resolution, Vote } from '../../src/approval/approval.ts';
import { de } from '../../src/wording/languages/de.ts';
import { en } from '../../src/wording/languages/en.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test.each<[number, string, string]>([
  [0, 'now', 'jetzt'],
  [59 * SECOND, 'now', 'jetzt'],
  // The event is in the future when two clocks differ.
  [-5 * MINUTE, 'now', 'jetzt'],
  [MINUTE, '1 minute ago', 'vor 1 Minute'],
  [2 * MINUTE - 1, '1 minute ago', 'vor 1 Minute'],
  [59 * MINUTE, '59 minutes ago', 'vor 59 Minuten'],
  [HOUR, '1 hour ago', 'vor 1 Stunde'],
  [DAY - 1, '23 hours ago', 'vor 23 Stunden'],
  [DAY, 'yesterday', 'gestern'],
  [2 * DAY, '2 days ago', 'vorgestern'],
  [90 * DAY, '90 days ago', 'vor 90 Tagen'],
])('%i ms ago is %j', (milliseconds, english, german) => {
  expect(en.ago(milliseconds)).toBe(english);
  expect(de.ago(milliseconds)).toBe(german);
});

const vote: Vote = {
  action: 'approve',
  who: { name: 'Ann' },
  via: 'email',
  at: new Date('2026-11-24T12:01:00Z'),
};

describe('a late approver reads', () => {
  test.each<[Resolution, string, string]>([
    [
      { status: 'approved', vote },
      'Already approved by Ann by e-mail, 3 minutes ago.',
      'Schon genehmigt von Ann per E-Mail, vor 3 Minuten.',
    ],
    [
      { status: 'approved', vote: { ...vote, who: {}, via: 'web' } },
      'Already approved on the web, 3 minutes ago.',
      'Schon genehmigt im Browser, vor 3 Minuten.',
    ],
    [{ status: 'approved' }, 'Already approved, 3 minutes ago.', 'Schon genehmigt, vor 3 Minuten.'],
    [
      { status: 'rejected', vote: { ...vote, action: 'reject', via: 'slack', comment: 'too early' } },
      'Already rejected by Ann in Slack, 3 minutes ago: too early.',
      'Schon abgelehnt von Ann in Slack, vor 3 Minuten: too early.',
    ],
    [
      { status: 'approved', vote: { ...vote, via: 'pager' } },
      'Already approved by Ann via pager, 3 minutes ago.',
      'Schon genehmigt von Ann über pager, vor 3 Minuten.',
    ],
    [
      { status: 'rejected', cause: 'Ben rejected it (by Ann in Slack)' },
      'Already rejected, 3 minutes ago: Ben rejected it (by Ann in Slack).',
      'Schon abgelehnt, vor 3 Minuten: Ben rejected it (by Ann in Slack).',
    ],
    [{ status: 'expired' }, 'Already expired, 3 minutes ago.', 'Schon abgelaufen, vor 3 Minuten.'],
    [{ status: 'cancelled' }, 'Already cancelled, 3 minutes ago.', 'Schon abgebrochen, vor 3 Minuten.'],
    [
      { status: 'cancelled', cause: 'by hand' },
      'Already cancelled, 3 minutes ago: by hand.',
      'Schon abgebrochen, vor 3 Minuten: by hand.',
    ],
  ])('%j', (resolution, english, german) => {
    expect(en.already(resolution, en.ago(3 * MINUTE))).toBe(english);
    expect(de.already(resolution, de.ago(3 * MINUTE))).toBe(german);
  });

  test('no time when the time is unknown', () => {
    expect(en.already({ status: 'approved', vote }, undefined)).toBe('Already approved by Ann by e-mail.');
  });

  test('a mention in place of the name', () => {
    const resolution = { status: 'approved', vote: { ...vote, via: 'slack' } } as const;
    expect(en.already(resolution, 'now', '<@U0ANN0001>')).toBe(
      'Already approved by <@U0ANN0001> in Slack, now.',
    );
  });
});

describe('a cancelled request says', () => {
  test.each([
    ['slack', 'Cancelled by ann in Slack.', 'Abgebrochen von ann in Slack.'],
    ['pager', 'Cancelled by ann via pager.', 'Abgebrochen von ann über pager.'],
  ])('the person and the surface of the cancellation: %s', (via, english, german) => {
    expect(en.resolved({ status: 'cancelled', cause: en.cancelledBy('ann', via) })).toBe(english);
    expect(de.resolved({ status: 'cancelled', cause: de.cancelledBy('ann', via) })).toBe(german);
  });

  test('the cause when another program cancelled it', () => {
    expect(en.resolved({ status: 'cancelled', cause: 'wrong account' })).toBe('Cancelled: wrong account');
    expect(de.resolved({ status: 'cancelled', cause: 'wrong account' })).toBe('Abgebrochen: wrong account');
  });
});
