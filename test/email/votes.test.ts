import { describe, expect, test } from 'vitest';
import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval, Round, Vote } from '../../src/approval/approval.ts';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { AddressedMail } from '../../src/approval/ports.ts';
import type { SealActions } from '../../src/callback/url.ts';
import { createAddressedSurface } from '../../src/email/addressed-surface.ts';
import { confirmationMail } from '../../src/email/confirmation-mail.ts';
import { type LinksOfMail, requestMail } from '../../src/email/request-mail.ts';
import { createEmailSurface } from '../../src/email/surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { subscribed } from '../support/subscriptions.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

const ANN = 'ann@example.com';
const BEN = 'ben@example.com';
const CLEO = 'cleo@example.com';
const AT = new Date('2026-11-24T09:30:00Z');

const seal: SealActions = async (payloads) =>
  payloads.map(({ action: { name }, context = {} }) => ({
    action: name,
    sealed: '3-AAAA',
    url: `https://example.com/${name}/${context.recipient ?? 'all'}`,
  }));

const vote = (email: string, more: Partial<Vote> = {}): Vote => ({
  action: 'approve',
  who: { email },
  via: 'email',
  at: AT,
  ...more,
});

/** An approval that waits after these rounds. */
function approvalAfter(input: object, ends: readonly Pick<Round, 'vote' | 'delegation'>[]): Approval {
  const rounds = [...ends.map((end) => ({ shown: {}, isOver: true, ...end })), { shown: {} }];
  return waitingAfter(
    { ...waiting(request({ name: 'Ben', requester: 'ann', ...input })), rounds },
    undefined,
  );
}

/** The sentences of a mail below its links, without line breaks. */
function sentences(approval: Approval, more: Partial<LinksOfMail> = {}): readonly string[] {
  const { body } = requestMail(approval, [], { oneClick: false, ...more });
  return body.split('\n\n').map((paragraph) => paragraph.replaceAll('\n', ' '));
}

describe('the mail of a request', () => {
  test.each([
    [{ approvals: 2, approvers: [ANN, BEN] }, '2 people must approve. 1 person can reject it.'],
    [
      { approvals: 3, rejections: 2, approvers: [ANN, BEN, CLEO] },
      '3 people must approve. Only 2 people together can reject it.',
    ],
    [{ unanimous: true, approvers: [ANN, BEN] }, 'All approvers must approve. 1 person can reject it.'],
    [
      { unanimous: true, approvers: [ANN, BEN], locale: 'de' },
      'Alle Genehmiger müssen genehmigen. 1 Person kann ablehnen.',
    ],
    [{ approvals: 2, approvers: [ANN, BEN], locale: 'zh' }, '需要 2 人批准。1 人即可拒绝。'],
  ])('says how many people must approve: %j', (input, rule) => {
    expect(sentences(approvalAfter(input, []))).toContain(rule);
  });

  test('of one vote says nothing about it', () => {
    expect(sentences(approvalAfter({ approvers: [ANN] }, [])).join(' ')).not.toMatch(/must approve|Stage/);
  });

  test('of a later stage says that it is the turn of its reader, and who has approved', () => {
    const stages = [
      { title: 'Team', approvers: [ANN] },
      { title: 'Security', approvers: [BEN] },
    ];
    expect(sentences(approvalAfter({ stages }, []))).toContain('Stage 1 of 2: Team.');
    const later = sentences(approvalAfter({ stages }, [{ vote: vote(ANN) }]));
    expect(later).toEqual(
      expect.arrayContaining([
        'The stages before have approved it. It is your turn to decide.',
        'Stage 2 of 2: Security.',
        'Stage 1 of 2: Team · 1 of 1 approval: ann@example.com, 24 November 2026 at 09:30 UTC.',
      ]),
    );
  });

  test('to a person whom an approver named says so', () => {
    const delegation = { from: { email: ANN }, to: CLEO, via: 'email', at: AT };
    const approval = approvalAfter({ approvals: 2, approvers: [ANN, BEN], delegation: 'anyone' }, [
      { delegation },
    ]);
    expect(sentences(approval, { recipient: CLEO })).toContain(
      'ann@example.com asks you to decide in their place.',
    );
    const evil = { ...delegation, from: { name: 'evil.example', id: 'U0EVE0001' } };
    const hidden = approvalAfter({ approvals: 2, approvers: [ANN, BEN], delegation: 'anyone' }, [
      { delegation: evil },
    ]);
    expect(sentences(hidden, { recipient: CLEO })).toContain(
      '… (U0EVE0001) asks you to decide in their place.',
    );
  });

  test.each(['reminder', 'last', 'escalation'] as const)(
    'says that an approver named its reader only to that person: %s',
    (notice) => {
      const delegation = { from: { email: ANN }, to: CLEO, via: 'email', at: AT };
      const input = { approvals: 2, approvers: [ANN, BEN], delegation: 'anyone' };
      const named = /in their place/;
      const told = (recipient?: string, then: readonly Pick<Round, 'vote'>[] = []) =>
        sentences(approvalAfter(input, [{ delegation }, ...then]), { notice, recipient }).join(' ');

      expect(told(CLEO.toUpperCase())).toMatch(named);
      expect(told(BEN)).not.toMatch(named);
      expect(told()).not.toMatch(named);
      // Also when another vote came after it.
      expect(told(CLEO, [{ vote: vote(BEN) }])).toMatch(named);
    },
  );

  test('of a later stage says nothing about a delegation of an earlier one', () => {
    const stages = [{ approvers: [ANN] }, { approvers: [CLEO, BEN] }];
    const delegation = { from: { email: ANN }, to: CLEO, via: 'email', at: AT };
    const later = sentences(approvalAfter({ stages }, [{ delegation }, { vote: vote(CLEO) }]), {
      recipient: CLEO,
      notice: 'reminder',
    });
    expect(later).toContain('The stages before have approved it. It is your turn to decide.');
    expect(later.join(' ')).not.toMatch(/in their place/);
  });

  test('has no name, title or comment that looks like a link', () => {
    const evil = 'Approve: https://evil.example/approve';
    const stages = [
      { title: evil, approvers: [ANN] },
      { title: evil, approvers: [BEN] },
    ];
    const given = vote(ANN, { who: { name: evil }, comment: evil });
    expect(sentences(approvalAfter({ stages }, [{ vote: given }])).join('\n')).not.toContain('evil.example');
  });

  test('without links tells where each person has a vote, if many people may decide', async () => {
    const sent: { subject: string; body: string }[] = [];
    const sendMail = async (mail: { subject: string; body: string }) => `id-${sent.push(mail)}`;
    const surface = createEmailSurface(sendMail, subscribed(ANN, BEN), {
      oneClick: false,
      log: () => undefined,
    });
    const approval = waiting(request({ name: 'Ben', approvals: 2 }), { shown: { slack: {} } });

    expect((await surface.reach(approval.request)).audiences).toEqual([]);
    await surface.show(approval, undefined, undefined);

    expect(sent).toHaveLength(1);
    expect(sent[0]?.body.replaceAll('\n', ' ')).toContain('a link would not tell who uses it.');
    expect(sent[0]?.body.replaceAll('\n', ' ')).toContain('Vote in Slack.');
    expect(sent[0]?.body).not.toContain('https://');
  });
});

describe('with a mail service that sends to any address', () => {
  function start(recipients = ['team@example.com', 'lead@example.com']) {
    const sent: AddressedMail[] = [];
    const sendMail = async (mail: AddressedMail) => `id-${sent.push(mail)}`;
    const surface = createAddressedSurface(sendMail, { recipients, oneClick: false, log: () => undefined });
    async function ask(approval: Approval) {
      const { audiences, ...others } = await surface.reach(approval.request);
      const buttons =
        audiences.length > 0
          ? await sealButtons(approval, { token: TASK_TOKEN }, surface, audiences, seal)
          : undefined;
      await surface.show(approval, buttons, undefined);
      return others;
    }
    return { surface, sent, ask };
  }

  test('each address of the deployment gets links of its own, if many people may decide', async () => {
    const { sent, ask } = start();
    expect(await ask(approvalAfter({ approvals: 2 }, []))).toEqual({});
    expect(sent.map(({ to }) => to)).toEqual(['team@example.com', 'lead@example.com']);
    expect(sent[0]?.html).toContain('href="https://example.com/approve/team@example.com"');
    expect(sent[1]?.html).toContain('The links are for lead@example.com only');
    expect(sent[1]?.html).toContain('2 people must approve. 1 person can reject it.');
  });

  test('an address of the deployment that is the requester gets none, if the requester must not decide', async () => {
    const { sent, ask } = start();
    await ask(approvalAfter({ approvals: 2, self_approval: false, requester_email: 'lead@example.com' }, []));
    expect(sent.map(({ to }) => to)).toEqual(['team@example.com']);
  });

  test('the approvers of each stage get only their own mails, and those who were asked the outcome with all votes', async () => {
    const { surface, sent, ask } = start(['boss@example.com']);
    const stages = [{ approvers: [ANN] }, { approvers: [BEN] }, { approvers: [CLEO] }];
    await ask(approvalAfter({ stages }, []));
    const second = approvalAfter({ stages }, [{ vote: vote(ANN) }]);
    await ask(second);
    expect(sent.map(({ to }) => to)).toEqual([ANN, BEN]);
    expect(new Set(sent.map(({ about }) => about.id)).size).toBe(1);

    const last = vote(BEN, { action: 'reject' });
    const { rounds } = second;
    const ended = endedAs(
      { status: 'rejected', at: AT, vote: last },
      { ...second, rounds: [...rounds.slice(0, -1), { shown: {}, vote: last, isOver: true }] },
    );
    await surface.show(ended, undefined, undefined);
    expect(sent.slice(2).map(({ to }) => to)).toEqual([ANN, BEN, 'boss@example.com']);
    expect(sent[2]).toMatchObject({
      subject: 'Re: Approval needed: Approval for Ben',
      about: { id: second.id },
    });
    expect(sent[2]?.html).toContain('Stage 1 of 3 · 1 of 1 approval: ann@example.com, ');
    expect(sent[2]?.text).toContain('| Stage 1 of 3 · 1 of 1 approval: ann@example.com, ');
  });

  test('an approver who named another person is told the outcome', async () => {
    const { surface, sent } = start([]);
    const delegation = { from: { email: ANN }, to: CLEO, via: 'email', at: AT };
    const input = { stages: [{ approvers: [ANN, BEN], approvals: 2 }], delegation: 'anyone' };
    const approval = approvalAfter(input, [{ delegation }]);
    await surface.show(endedAs({ status: 'expired', at: AT }, approval), undefined, undefined);
    expect(sent.map(({ to }) => to)).toEqual([BEN, CLEO, ANN]);
  });
});

test('the mail of the topic that tells the outcome has all votes that count', () => {
  const last = vote(BEN);
  const approval = approvalAfter({ approvals: 2, rejections: 2, approvers: [ANN, BEN] }, [
    { vote: vote(ANN, { action: 'reject' }) },
    { vote: vote(ANN, { replaces: 1, comment: 'now it is fine' }) },
  ]);
  const { rounds } = approval;
  const ended = { ...approval, rounds: [...rounds.slice(0, -1), { shown: {}, vote: last }] };
  const { body } = confirmationMail(ended, { status: 'approved', at: AT, vote: last });
  expect(body.replaceAll('\n|     ', ' ')).toContain(
    '| 2 of 2 approvals: ann@example.com, 24 November 2026 at 09:30 UTC “now it is fine”; ben@example.com, 24 November 2026 at 09:30 UTC',
  );
});
