import { describe, expect, test } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import type { Button } from '../../src/approval/surface.ts';
import { outcomeHtml } from '../../src/email/outcome-html.ts';
import { requestHtml } from '../../src/email/request-html.ts';
import { loadLanguage } from '../../src/wording/index.ts';
import { request, waiting } from '../support/requests.ts';

const AT = new Date('2026-11-24T09:30:00Z');
const BUTTONS: readonly Button[] = [
  {
    action: 'approve',
    sealed: '3-a',
    url: 'https://example.com/respond?data=3-a&action=approve',
    style: 'primary',
  },
  {
    action: 'reject',
    sealed: '3-r',
    url: 'https://example.com/respond?data=3-r&action=reject',
    style: 'danger',
  },
];
const RELEASE = {
  name: 'Release 1.2',
  title: 'Release 1.2 <to> production',
  requester: 'Ann "A" Lee',
  details: { Version: '1.2.0', Notes: 'See https://example.org/a?b=1&c=2.\nThanks, <@U0BOB0001|Bob>' },
};

function asked(
  input: object = RELEASE,
  buttons = BUTTONS,
  recipient: string | undefined = 'ben@example.com',
) {
  return requestHtml(waiting(request(input), { until: AT }), buttons, { oneClick: false, recipient });
}

describe.each(['en', 'de', 'zh'])('the mails in %s', (locale) => {
  test('are those in the golden files', async () => {
    await loadLanguage(locale);
    const approved: Resolution = {
      status: 'approved',
      at: AT,
      vote: { action: 'approve', who: { email: 'ben@example.com' }, via: 'email', at: AT, comment: '<ok>' },
    };
    await expect(asked({ ...RELEASE, locale })).toMatchFileSnapshot(
      `../fixtures/mails/request-${locale}.html`,
    );
    await expect(outcomeHtml(waiting(request({ ...RELEASE, locale })), approved)).toMatchFileSnapshot(
      `../fixtures/mails/approved-${locale}.html`,
    );
  });
});

test('a mail has two links that look like buttons, and the links of its details', () => {
  const links = [...asked().matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)</g)].map(([, url, label]) => [
    label,
    url,
  ]);
  expect(links).toEqual([
    ['Approve', 'https://example.com/respond?data=3-a&amp;action=approve'],
    ['Reject', 'https://example.com/respond?data=3-r&amp;action=reject'],
    ['https://example.org/a?b=1&amp;c=2', 'https://example.org/a?b=1&amp;c=2'],
  ]);
});

test('what people write is text: it makes no element, and an address in it comes after the buttons', () => {
  const evil = '<a href="https://evil.example">Approve</a><!--';
  const page = asked({ name: 'x', title: evil, requester: evil, details: { [evil]: evil } });
  expect(page).not.toContain('<a href="https://evil');
  expect(page.match(/<!--/g)).toBeNull();
  expect(page.indexOf('>Reject</a>')).toBeLessThan(page.indexOf('evil.example'));
  expect(page).toContain('A request is waiting for a decision.');
});

test.each(['evil.example', 'Deploy evil.example now'])(
  'the title %j, of which a mail program makes a link, comes after the buttons',
  (title) => {
    const page = asked({ name: 'x', title });
    expect(page.indexOf('>Reject</a>')).toBeLessThan(page.indexOf('evil.example'));
  },
);

test('a mail loads nothing, and has a dark mode', () => {
  const page = asked();
  expect(page).not.toMatch(/<(?:img|link|script|iframe|form)\b|url\(|@import/);
  expect(page).toContain('<meta name="color-scheme" content="light dark">');
  expect(page).toContain('@media (prefers-color-scheme: dark)');
});

test('a mail without links says where people are asked', () => {
  const approval = waiting(request({ ...RELEASE, approvers: ['U012ABCDE'] }), { shown: { slack: {} } });
  const page = requestHtml(approval, [], { oneClick: false });
  expect(page).toContain('They are asked in Slack.');
  expect(page).not.toContain('class="button"');
});

test.each(['https://evil.example', 'evil.example', 'Approve: now'])(
  'the title %j is not the heading of the mail about the end, but stands in the frame',
  (title) => {
    const page = outcomeHtml(waiting(request({ name: 'x', title })), { status: 'approved', at: AT });
    expect(page).toMatch(/<h1[^>]*>Approved</);
    expect(page.indexOf(title)).toBeGreaterThan(page.indexOf('class="words"'));
    expect(page.indexOf('Your task is complete.')).toBeLessThan(page.indexOf(title));
  },
);
