import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Resolution, Vote } from '../../src/approval/approval.ts';
import { actionLabel, wordingFor } from '../../src/wording/index.ts';
import { de } from '../../src/wording/languages/de.ts';
import { en } from '../../src/wording/languages/en.ts';
import { zh } from '../../src/wording/languages/zh.ts';
import { hasWording, LANGUAGES } from '../../src/wording/languages.ts';

const at = new Date('2026-11-24T12:01:00Z');
const vote: Vote = { action: 'approve', who: { name: 'ann' }, via: 'slack', at };

/** Every text by its path. A function counts as a text with its number of parameters. */
function textsOf(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, member]) => {
    const here = `${path}.${key}`;
    // The number of words for yes and no differs between languages.
    if (here === '.yes' || here === '.no') return [];
    if (typeof member === 'function') return [[here, `function of ${member.length}`]];
    return typeof member === 'string' ? [[here, member]] : textsOf(member, here);
  });
}

describe.each(LANGUAGES)('the wording in %s', (language) => {
  const wording = wordingFor(language);

  test('has a text for each English text', () => {
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

  test('contains the given values in each text', () => {
    const texts = {
      title: wording.title('Ben'),
      workflow: wording.workflow('Mails'),
      askedBy: wording.askedBy('Ann'),
      rejectedIt: wording.rejectedIt('Ben'),
      asked: wording.mail.asked('Deploy', 'Ann'),
      requestSubject: wording.mail.requestSubject('Deploy'),
      rejected: wording.mail.rejected('too early'),
      failed: wording.mail.failed('too late'),
      question: wording.page.callbackQuestion('approve'),
      started: wording.chat.startedIn('Deploy', '#ops'),
    };
    expect(Object.values(texts).join('|')).toMatch(
      /Ben.*\|.*Mails.*\|.*Ann.*\|.*Ben.*\|.*Deploy.*Ann.*\|.*Deploy.*\|.*too early.*\|.*too late.*\|.*approve.*\|.*Deploy.*#ops/,
    );
  });

  test('has a different sentence for each status', () => {
    const statuses = ['approved', 'rejected', 'expired', 'cancelled', 'failed'] as const;
    const sentences = statuses.map((status) => wording.resolved({ status }));
    expect(new Set(sentences).size).toBe(statuses.length);
    expect(new Set(statuses.map((status) => wording.mail.resolvedSubject('x', status))).size).toBe(5);
  });
});

describe('the text for the end of a request', () => {
  test.each<[Resolution, string, string]>([
    [
      { status: 'approved', vote, at },
      'Approved by ann in Slack, 24 November 2026 at 12:01 UTC',
      'Genehmigt von ann in Slack, 24. November 2026 um 12:01 UTC',
    ],
    [
      { status: 'approved', vote: { ...vote, via: 'web', comment: 'fine' } },
      'Approved by ann on the web: fine',
      'Genehmigt von ann im Browser: fine',
    ],
    [
      { status: 'approved', vote: { ...vote, who: {}, via: 'email' } },
      'Approved by e-mail',
      'Genehmigt per E-Mail',
    ],
    [
      { status: 'rejected', vote: { ...vote, action: 'reject', comment: 'too early' }, at },
      'Rejected by ann in Slack, 24 November 2026 at 12:01 UTC: too early',
      'Abgelehnt von ann in Slack, 24. November 2026 um 12:01 UTC: too early',
    ],
    [
      { status: 'approved', vote: { ...vote, who: { email: 'ann@example.com' }, via: 'email' } },
      'Approved by ann@example.com by e-mail',
      'Genehmigt von ann@example.com per E-Mail',
    ],
    [
      { status: 'approved', vote: { ...vote, via: 'pager' } },
      'Approved by ann via pager',
      'Genehmigt von ann über pager',
    ],
    [
      { status: 'approved', vote: { ...vote, who: {}, via: 'constructor' } },
      'Approved via constructor',
      'Genehmigt über constructor',
    ],
    [{ status: 'approved' }, 'Approved', 'Genehmigt'],
    [{ status: 'rejected', cause: 'too early' }, 'Rejected: too early', 'Abgelehnt: too early'],
    [
      { status: 'expired', at },
      'Expired: no decision was made in time.',
      'Abgelaufen: Es wurde nicht rechtzeitig entschieden.',
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

  test('contains a mention in place of the name when the surface has one', () => {
    expect(en.resolved({ status: 'approved', vote }, '<@U1>')).toBe('Approved by <@U1> in Slack');
  });
});

describe('a surface', () => {
  test.each([
    ['slack', 'Slack: Invite the app.', 'Slack: Invite the app.'],
    ['email', 'E-mail: Invite the app.', 'E-Mail: Invite the app.'],
    ['web', 'Web: Invite the app.', 'Browser: Invite the app.'],
    ['pager', 'pager: Invite the app.', 'pager: Invite the app.'],
    ['toString', 'toString: Invite the app.', 'toString: Invite the app.'],
  ])('%s has a name before a colon', (surface, english, german) => {
    expect(en.notAskedOn(surface, 'Invite the app.')).toBe(english);
    expect(de.notAskedOn(surface, 'Invite the app.')).toBe(german);
  });

  test.each([
    [['slack'], 'They are asked in Slack.', 'Sie werden in Slack gefragt.'],
    [['slack', 'pager'], 'asked in Slack and via pager.', 'in Slack und über pager gefragt.'],
    [
      ['slack', 'web', 'pager'],
      'asked in Slack, on the web, and via pager.',
      'in Slack, im Browser und über pager gefragt.',
    ],
  ])('is in the list of surfaces where people are asked: %j', (surfaces, english, german) => {
    expect(en.mail.noLinks(surfaces)).toContain(english);
    expect(de.mail.noLinks(surfaces)).toContain(german);
  });

  test('is in the sentence that all people except the requester may decide', () => {
    expect(en.mail.notRequester(['slack'])).toBe('Anyone except the requester can decide this in Slack.');
    expect(de.mail.notRequester(['slack'])).toBe('Alle außer dem Antragsteller können in Slack entscheiden.');
  });
});

describe('in Chinese', () => {
  test('the end of a request has a text', () => {
    expect(zh.resolved({ status: 'approved', vote, at })).toBe(
      '已批准（ann，在 Slack 中，2026年11月24日 12:01 UTC）',
    );
    expect(zh.resolved({ status: 'rejected', vote: { ...vote, comment: 'too early' } })).toBe(
      '已拒绝（ann，在 Slack 中）：too early',
    );
    expect(zh.resolved({ status: 'failed', cause: 'away' })).toBe('失败：away');
    expect(zh.resolved({ status: 'cancelled', cause: zh.cancelledBy('ann', 'slack') })).toBe(
      '已取消（ann，在 Slack 中）。',
    );
    expect(zh.already({ status: 'approved', vote }, zh.ago(180_000))).toBe(
      '此前已批准（ann，在 Slack 中，3分钟前）。',
    );
    expect(zh.already({ status: 'expired' }, undefined)).toBe('此前已过期。');
  });

  test('a list of surfaces and the name of a surface have a text', () => {
    expect(zh.mail.notRequester(['slack', 'pager'])).toBe(
      '除申请人外，任何人都可以审批此申请（在 Slack 中和通过 pager）。',
    );
    expect(zh.notAskedOn('email', undefined)).toBe('电子邮件：发生错误，详情请查看日志。');
  });
});

describe('a locale', () => {
  test.each([
    ['zh', zh],
    ['zh-Hans-CN', zh],
    ['de', de],
    ['de-AT', de],
    ['DE_ch', de],
    ['en-GB', en],
    [undefined, en],
    ['tlh', en],
    ['constructor', en],
  ])('%s has the wording of its language', (locale, wording) => {
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
])('The action %s has the label %s', (action, label) => {
  expect(actionLabel(action, de)).toBe(label);
});

test('Each language file is registered', () => {
  const files = readdirSync(new URL('../../src/wording/languages', import.meta.url));
  expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(LANGUAGES.toSorted());
});

test.each(LANGUAGES)('The words for yes and no in %s are all different and in lower case', (language) => {
  const { yes, no } = wordingFor(language);
  const words = [...yes, ...no];
  expect(words).toEqual([...new Set(words.map((word) => word.toLowerCase()))]);
});
