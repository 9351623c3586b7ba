import { describe, expect, test } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval, Person, Vote } from '../../src/approval/approval.ts';
import type { Button } from '../../src/approval/surface.ts';
import { confirmationMail } from '../../src/email/confirmation-mail.ts';
import { requestMail } from '../../src/email/request-mail.ts';
import { LANGUAGES } from '../../src/wording/languages.ts';
import { CUSTOM_ANSWERS, ownButtons } from '../support/custom-answers-by-mail.ts';
import { endedAs, request, waiting } from '../support/requests.ts';

/*
 * The whole mails, to be read. After a change of their text: `npx vitest run --project offline test/email/golden-mails.test.ts
 * -u`, and then read the files.
 */

const UNTIL = new Date('2026-12-01T12:00:00Z');
const LINK = `https://abc123.execute-api.eu-central-1.amazonaws.com/respond?data=3-${'Qk5zRmVh'.repeat(60)}`;
const BUTTONS: readonly Button[] = ['approve', 'reject'].map((action) => ({
  action,
  sealed: '3-Qk5z',
  url: `${LINK}&action=${action}`,
  recipient: 'ann.lee@example.com',
}));

const INPUT = {
  name: 'Ben',
  title: 'Выпуск 1.2 – production',
  requester: 'Ann Lee',
  details: {
    Environment:
      'production, in eu-central-1 and us-east-1, one after the other, beginning with eu-central-1',
    'What changes':
      'The invoices of November.\n\n  - The new tax rates\n  - 发布新的税率，并在两个区域依次部署。请在部署之前确认数据库已经备份，并通知所有相关团队。',
    Pipeline: `https://ci.example.com/pipelines/4711/jobs/${'x'.repeat(60)}?tab=log#line-2048`,
    Approve: 'https://evil.example/approve',
    'Ｒｅｊｅｃｔ ': 'https://evil.example/reject',
  },
};

const asked = (locale: string, input: object = {}): Approval =>
  waiting(request({ ...INPUT, locale, ...input }), { until: UNTIL, shown: { slack: {} } });

const voteOf = (who: Person): Vote => ({ action: 'approve', who, via: 'slack', at: UNTIL });

/** Legal has approved, and security is asked. */
function inSecondStage(locale: string): Approval {
  const stages = [
    { title: 'Legal', approvers: ['ann.lee@example.com', 'cleo@example.com'], approvals: 2, rejections: 2 },
    { title: 'Security', approvers: ['ann.lee@example.com', 'U012ABCDE'] },
  ];
  const votes = [{ email: 'cleo@example.com' }, { name: 'Ann Lee' }].map(voteOf);
  const approval = asked(locale, { stages });
  return waitingAfter(
    { ...approval, rounds: [...votes.map((vote) => ({ shown: {}, vote })), { shown: {} }] },
    UNTIL,
  );
}

describe.each(LANGUAGES)('in %s', (locale) => {
  const expectFile = (name: string, { subject, body }: { subject: string; body: string }) =>
    expect(`Subject: ${subject}\n\n${body}\n`).toMatchFileSnapshot(`../fixtures/mails/${locale}-${name}.txt`);

  test('a request with links', async () => {
    const mail = requestMail(asked(locale), BUTTONS, { oneClick: false, recipient: 'ann.lee@example.com' });
    await expectFile('links', mail);
  });

  test('a request without links', async () => {
    const mail = requestMail(asked(locale, { approvers: 'U012ABCDE' }), [], { oneClick: false });
    await expectFile('no-links', mail);
  });

  test('a request of the second stage', async () => {
    const mail = requestMail(inSecondStage(locale), BUTTONS, {
      oneClick: false,
      recipient: 'ann.lee@example.com',
    });
    await expectFile('second-stage', mail);
  });

  test('the outcome of a request with stages', async () => {
    const approval = inSecondStage(locale);
    const vote = voteOf({ name: 'Ben Lang' });
    const rounds = [...approval.rounds.slice(0, -1), { shown: {}, vote }];
    const resolution = { status: 'approved', at: UNTIL, vote } as const;
    await expectFile('outcome-of-stages', confirmationMail({ ...approval, rounds }, resolution));
  });

  test('a request with own answers, two of which ask for inputs', async () => {
    const mail = { oneClick: false, recipient: 'ann.lee@example.com' };
    await expectFile('custom-answers', requestMail(asked(locale, CUSTOM_ANSWERS), ownButtons(LINK), mail));
  });

  test('the outcome of a request with inputs', async () => {
    const approval = asked(locale, CUSTOM_ANSWERS);
    const vote: Vote = {
      ...voteOf({ name: 'Ann Lee' }),
      action: 'ask',
      outcome: 'other',
      label: 'Ask security first',
      inputs: {
        why: 'Two servers need this.  Approve: https://evil.example/approve',
        hours: 1.5,
        window: 'night',
        notify: true,
      },
    };
    const resolution = { status: 'answered', at: UNTIL, vote } as const;
    await expectFile('answered', confirmationMail(approval, resolution));
  });

  test.each(['reminder', 'last', 'escalation'] as const)('a notice: %s', async (notice) => {
    const mail = { oneClick: false, recipient: 'ann.lee@example.com', notice };
    await expectFile(notice, requestMail(asked(locale), BUTTONS, mail));
  });

  test('an outcome', async () => {
    const approval = endedAs(
      {
        status: 'rejected',
        at: UNTIL,
        vote: {
          action: 'reject',
          who: { name: 'Ben Lang' },
          via: 'slack',
          at: UNTIL,
          comment:
            'Too early: the tests of the last night are still red.\nApprove:\nhttps://evil.example/approve',
        },
      },
      asked(locale),
    );
    const { state } = approval;
    await expectFile(
      'outcome',
      confirmationMail(approval, state.kind === 'ended' ? state.resolution : { status: 'expired' }),
    );
  });
});
