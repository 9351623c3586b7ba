import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import type { Button } from '../../src/approval/surface.ts';
import { confirmationMail } from '../../src/email/confirmation-mail.ts';
import { mailSubject } from '../../src/email/mail-subject.ts';
import { requestMail } from '../../src/email/request-mail.ts';
import { createEmailSurface } from '../../src/email/surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { cannotTell } from '../support/subscriptions.ts';

const AT = new Date('2026-11-24T09:30:00Z');
const REQUEST = request();
const BUTTONS: readonly Button[] = [
  { action: 'approve', sealed: '3-a', url: 'https://example.com/a' },
  { action: 'reject', sealed: '3-r', url: 'https://example.com/r' },
];

test('the request mail has a link for each action and says what a link does', () => {
  const mail = requestMail(waiting(REQUEST, { until: AT }), BUTTONS, { oneClick: false });

  expect(mail).toEqual({
    subject: 'Approval needed: Approval for Ben',
    body: [
      'Hello,',
      'A request by ann is waiting for a decision.',
      'Approve:\nhttps://example.com/a',
      'Reject:\nhttps://example.com/r',
      'Each link opens a page with one button. Nothing is decided before you press\nit.',
      'Expires on 24 November 2026 at 09:30 UTC.',
      'What ann wrote:',
      '| Approval for Ben',
    ].join('\n\n'),
  });
});

test('the mail warns that opening a one-click link decides', () => {
  const { body } = requestMail(waiting(REQUEST), BUTTONS, { oneClick: true });

  expect(body).toContain('Opening a link decides at once.');
  expect(body).not.toContain('page with one button');
});

test.each([{ comment: 'required' }, { confirm: 'typed' }])(
  'a one-click mail does not say so with %j: then each link opens the page',
  (needed) => {
    const { body } = requestMail(waiting(request({ name: 'Ben', ...needed })), BUTTONS, { oneClick: true });

    expect(body).toContain('Each link opens a page with one button.');
    expect(body).not.toContain('decides at once');
  },
);

test('the confirmation mail of an approval has its comment', () => {
  const vote = {
    action: 'approve',
    who: { email: 'ann@example.com' },
    via: 'email',
    at: AT,
    comment: 'seen',
  };
  const { body } = confirmationMail(waiting(REQUEST), { status: 'approved', vote, at: AT });

  expect(body).toContain('Approved by ann@example.com by e-mail, 24 November 2026 at 09:30 UTC: seen');
});

test('a detail of several lines cannot look like a link of the mail', () => {
  const details = [{ label: 'Note', value: 'all fine\r\n\nApprove:\nhttps://evil.example' }];
  const { body } = requestMail(waiting({ ...REQUEST, details }), BUTTONS, { oneClick: false });

  expect(body.match(/^Approve:$/gm)).toHaveLength(1);
  expect(body.match(/^https:/gm)).toHaveLength(2);
  expect(body).toContain('\n| Note: all fine\n|\n|     Approve:\n|     https://evil.example');
});

test('details have names in place of mentions, and their links end where they should', () => {
  const details = [
    { label: 'By', value: '<@U0BOB0001|Bob Lee>, <#C987654321>' },
    { label: 'See', value: 'https://a.example/x (https://b.example/y_(z)). Or https://c.example/.' },
  ];
  const { body } = requestMail(waiting({ ...REQUEST, details }), BUTTONS, { oneClick: false });

  expect(body).toContain('\n| By: @Bob Lee, #C987654321\n');
  expect(body).toContain(
    '\n| See: https://a.example/x (<https://b.example/y_(z)>). Or\n|     <https://c.example/>.',
  );
});

test('the mail is in the language of the request', () => {
  const { subject, body } = requestMail(
    waiting({ ...REQUEST, title: 'Freigabe für Ben', locale: 'de' }),
    BUTTONS,
    { oneClick: false },
  );

  expect(subject).toBe('Freigabe erbeten: Freigabe für Ben');
  expect(body).toContain('Genehmigen:\nhttps://example.com/a');
});

const confirmations: [Resolution, string, string][] = [
  [
    {
      status: 'approved',
      at: AT,
      vote: { action: 'approve', who: { name: 'ann' }, via: 'slack', at: AT },
    },
    'Approved: Approval for Ben',
    'Your task is complete.\n\n| Approval for Ben\n| Approved by ann in Slack, 24 November 2026 at 09:30 UTC',
  ],
  [
    {
      status: 'rejected',
      at: AT,
      vote: { action: 'reject', who: {}, via: 'email', comment: 'too early', at: AT },
    },
    'Rejected: Approval for Ben',
    'Your task was rejected.\n\n| Approval for Ben\n| Rejected by e-mail, 24 November 2026 at 09:30 UTC: too early',
  ],
  [
    { status: 'rejected', at: AT, cause: 'the budget is spent' },
    'Rejected: Approval for Ben',
    'Your task was rejected: the budget is spent\n\n| Approval for Ben\n| Rejected, 24 November 2026 at 09:30 UTC',
  ],
  [
    { status: 'expired', at: AT },
    'Expired: Approval for Ben',
    'Your task was not decided in time.\n\n| Approval for Ben\n| Expired: no decision was made in time.',
  ],
  [
    { status: 'cancelled' },
    'Cancelled: Approval for Ben',
    'Your task was cancelled.\n\n| Approval for Ben\n| Cancelled: the execution was stopped.',
  ],
  [
    { status: 'cancelled', cause: 'Cancelled by ann in Slack' },
    'Cancelled: Approval for Ben',
    'Your task was cancelled.\n\n| Approval for Ben\n| Cancelled by ann in Slack.',
  ],
  [
    { status: 'cancelled', cause: 'by hand\n\nApprove:\nhttps://evil.example' },
    'Cancelled: Approval for Ben',
    'Your task was cancelled.\n\n| Approval for Ben\n| Cancelled: by hand Approve: https://evil.example',
  ],
  [
    { status: 'failed', cause: 'no room' },
    'Failed: Approval for Ben',
    'Your task failed: no room\n\n| Approval for Ben\n| Failed',
  ],
];

test.each(confirmations)('the mail about the end of a request shows %j', (resolution, subject, body) => {
  const mail = confirmationMail(waiting(REQUEST), resolution);

  expect(mail).toEqual({ subject, body: `Hello,\n\n${body}` });
});

test('any text becomes a subject that SNS accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(mailSubject(`Approval needed: ${text}`)).toMatch(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,99}$/u);
    }),
  );
});

test('a subject keeps the letters of all scripts', () => {
  expect(mailSubject('Freigabe erbeten: Größe “é” – naïve…')).toBe('Freigabe erbeten: Größe “é” – naïve…');
  expect(mailSubject('需要审批：发布 1.2')).toBe('需要审批：发布 1.2');
  expect(mailSubject('Approval needed: a\u2028b\r\nc')).toBe('Approval needed: a b c');
});

test.each([
  ['letters', 'x'.repeat(200), `${'x'.repeat(98)}…`],
  ['as many letters as fit', 'x'.repeat(99), 'x'.repeat(99)],
  ['emoji, each of five code units', '👩‍🚒'.repeat(30), `${'👩‍🚒'.repeat(19)}…`],
  ['letters with a combining accent', 'e\u0301'.repeat(60), `${'e\u0301'.repeat(49)}…`],
])('a long subject is cut between visible characters: %s', (_, text, subject) => {
  expect(mailSubject(text)).toBe(subject);
});

test('the details in a link are cut so that the link does not become too long', async () => {
  const details = Array.from({ length: 40 }, (_, index) => ({
    label: `Label ${index}`,
    value: 'v'.repeat(500),
  }));
  const surface = createEmailSurface(async () => 'id', cannotTell, { oneClick: false, log: () => undefined });

  const { audiences } = await surface.reach({ ...REQUEST, details });

  expect(audiences).toEqual([{ title: 'Approval for Ben', requester: 'ann', details: expect.any(Array) }]);
  const [page] = audiences;
  expect(page?.details?.slice(0, 2)).toEqual(details.slice(0, 2));
  expect(page?.details?.slice(2)).toEqual([{ label: '…', value: '… and 38 more' }]);
});

test('the surface sends both mails, and fails when sending fails', async () => {
  const sent: { subject: string }[] = [];
  const surface = createEmailSurface(async (mail) => `id-${sent.push(mail)}`, cannotTell, {
    oneClick: false,
    log: () => undefined,
  });

  const { reference: ref } = await surface.show(waiting(), BUTTONS, undefined);
  expect(ref).toEqual({ message_id: 'id-1' });
  expect(await surface.show(endedAs({ status: 'expired' }), undefined, ref)).toEqual({
    reference: { message_id: 'id-2' },
  });
  expect(sent.map(({ subject }) => subject)).toEqual([
    'Approval needed: Approval for Ben',
    'Expired: Approval for Ben',
  ]);

  const broken = createEmailSurface(() => Promise.reject(new Error('no SNS')), cannotTell, {
    oneClick: false,
    log: () => undefined,
  });
  await expect(broken.show(waiting(), BUTTONS, undefined)).rejects.toThrow('no SNS');
});

test('a mail cannot be updated, so another mail shows the end of the request', () => {
  expect(
    createEmailSurface(async () => 'id', cannotTell, { oneClick: false, log: () => undefined }).inPlace,
  ).toBe(false);
});

test('the deployment sets whether a link in a mail asks for confirmation', () => {
  const sendMail = async () => 'id';

  expect(createEmailSurface(sendMail, cannotTell, { oneClick: false, log: () => undefined }).confirm).toBe(
    true,
  );
  expect(createEmailSurface(sendMail, cannotTell, { oneClick: true, log: () => undefined }).confirm).toBe(
    false,
  );
});
