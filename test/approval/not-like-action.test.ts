import { expect, test } from 'vitest';
import { en } from '../../src/wording/languages/en.ts';
import { LANGUAGES } from '../../src/wording/languages.ts';
import { request } from '../support/requests.ts';

const labelOf = (label: string, locale = 'en') =>
  request({ name: 'Ben', locale, details: { [label]: 'https://evil.example' } }).details[0]?.label;

test.each([
  'Approve',
  'reject',
  'APPROVE',
  ' Approve : ',
  'Ap\u200bprove',
  'Ap\u00adprove',
  'Approve\u3164',
  'Appr\u2060ove',
  'App\u00a0rove',
  'Ａｐｐｒｏｖｅ',
  '𝐀𝐩𝐩𝐫𝐨𝐯𝐞',
  'Àpprové',
  '→ Approve ←',
])('the label %j of a detail looks like the label of a link, so it is quoted', (label) => {
  expect(labelOf(label)).toBe(`“${label.replace(/\s+/g, ' ').trim()}”`);
});

test.each([
  ['de', 'Genehmigen', '„Genehmigen“'],
  ['de', 'ablehnen', '„ablehnen“'],
  ['de', 'Approve', '„Approve“'],
  ['zh', '批准', '“批准”'],
  ['zh', '拒 绝', '“拒 绝”'],
])('so is that of a link in the language of the request (%s: %s)', (locale, label, quoted) => {
  expect(labelOf(label, locale)).toBe(quoted);
});

test.each([en.approve, en.reject])('so is the English label %j, in each language', (label) => {
  for (const locale of LANGUAGES) expect(labelOf(label, locale), locale).not.toBe(label);
});

test.each(['Approver', 'Environment', 'To approve', '', 'Genehmigen'])(
  'the label %j stays as it is',
  (label) => {
    expect(labelOf(label)).toBe(label);
  },
);

test('so is that of an action of the request', () => {
  const actions = [{ name: 'hold', label: 'Hold it', outcome: 'other' }];
  const [detail] = request({ name: 'Ben', actions, details: { 'HOLD IT:': 'https://evil.example' } }).details;
  expect(detail?.label).toBe('“HOLD IT:”');
});
