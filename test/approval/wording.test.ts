import { describe, expect, test } from 'vitest';
import type { Resolution } from '../../src/approval/resolution.ts';
import { de } from '../../src/approval/wording/de.ts';
import { en } from '../../src/approval/wording/en.ts';
import { actionLabel, hasWording, wordingFor } from '../../src/approval/wording/index.ts';
import type { Wording } from '../../src/approval/wording/wording.ts';

const at = new Date('2026-11-24T12:01:00Z');
const decision = { action: 'approve', by: 'ann', via: 'slack', at: at.toISOString() } as const;

/** Every text by its path; a function is asked with its parameters' names for values. */
function textsOf(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, member]) => {
    const here = `${path}.${key}`;
    if (typeof member === 'function') return [[here, `function of ${member.length}`]];
    return typeof member === 'string' ? [[here, member]] : textsOf(member, here);
  });
}

describe.each([
  ['en', en],
  ['de', de],
])('the wording in %s', (_, wording: Wording) => {
  test('has a text wherever English has one', () => {
    expect(
      textsOf(wording)
        .map(([path]) => path)
        .sort(),
    ).toEqual(
      textsOf(en)
        .map(([path]) => path)
        .sort(),
    );
  });

  test('has no empty text', () => {
    for (const [path, text] of textsOf(wording)) expect(text.trim(), path).not.toBe('');
  });

  test('names what it is told in each text', () => {
    const told = {
      title: wording.title('Ben'),
      workflow: wording.workflow('Mails'),
      askedBy: wording.askedBy('Ann'),
      rejectedIt: wording.rejectedIt('Ben'),
      asked: wording.mail.asked('Deploy', 'Ann'),
      requestSubject: wording.mail.requestSubject('Deploy'),
      rejected: wording.mail.rejected('too early'),
      failed: wording.mail.failed('too late'),
      question: wording.page.callbackQuestion('approve'),
      started: wording.slack.startedIn('Deploy', '#ops'),
    };
    expect(Object.values(told).join('|')).toMatch(
      /Ben.*\|.*Mails.*\|.*Ann.*\|.*Ben.*\|.*Deploy.*Ann.*\|.*Deploy.*\|.*too early.*\|.*too late.*\|.*approve.*\|.*Deploy.*#ops/,
    );
  });

  test('says each status in another sentence', () => {
    const statuses = ['approved', 'rejected', 'expired', 'cancelled', 'failed'] as const;
    const sentences = statuses.map((status) => wording.resolved({ status }));
    expect(new Set(sentences).size).toBe(statuses.length);
    expect(new Set(statuses.map((status) => wording.mail.resolvedSubject('x', status))).size).toBe(5);
  });
});

describe('how a request ended is said', () => {
  test.each<[Resolution, string, string]>([
    [
      { status: 'approved', decision, at },
      'Approved by ann in Slack, 24 November 2026 at 12:01 UTC',
      'Genehmigt von ann in Slack, 24. November 2026 um 12:01 UTC',
    ],
    [
      { status: 'approved', decision: { ...decision, via: 'web', comment: 'fine' } },
      'Approved by ann on the web: fine',
      'Genehmigt von ann im Browser: fine',
    ],
    [
      { status: 'approved', decision: { action: 'approve', via: 'email', at: decision.at } },
      'Approved by e-mail',
      'Genehmigt per E-Mail',
    ],
    [{ status: 'approved' }, 'Approved', 'Genehmigt'],
    [{ status: 'rejected', cause: 'too early' }, 'Rejected: too early', 'Abgelehnt: too early'],
    [
      { status: 'expired', at },
      'Expired: nobody decided in time.',
      'Abgelaufen: Niemand hat rechtzeitig entschieden.',
    ],
    [
      { status: 'cancelled', at },
      'Cancelled: the execution was stopped.',
      'Abgebrochen: Die Ausführung wurde gestoppt.',
    ],
    [{ status: 'failed', cause: 'away' }, 'Failed: away', 'Fehlgeschlagen: away'],
  ])('%j', (resolution, english, german) => {
    expect(en.resolved(resolution)).toBe(english);
    expect(de.resolved(resolution)).toBe(german);
  });

  test('with a mention in place of the name, where the surface has one', () => {
    expect(en.resolved({ status: 'approved', decision }, '<@U1>')).toBe('Approved by <@U1> in Slack');
  });
});

describe('a locale', () => {
  test.each([
    ['de', de],
    ['de-AT', de],
    ['DE_ch', de],
    ['en-GB', en],
    [undefined, en],
    ['tlh', en],
    ['constructor', en],
  ])('%s has its wording', (locale, wording) => {
    expect(wordingFor(locale)).toBe(wording);
  });

  test.each([
    ['en', true],
    ['de-AT', true],
    ['tlh', false],
    ['', false],
    ['toString', false],
  ])('%j is known: %s', (locale, known) => {
    expect(hasWording(locale)).toBe(known);
  });
});

test.each([
  ['approve', 'Genehmigen'],
  ['reject', 'Ablehnen'],
  ['later', 'later'],
])('The action %s says %s', (action, label) => {
  expect(actionLabel(action, de)).toBe(label);
});
