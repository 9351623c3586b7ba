import { describe, expect, test } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { AddressedMail } from '../../src/approval/ports.ts';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { SealActions } from '../../src/callback/url.ts';
import { createAddressedSurface } from '../../src/email/addressed-surface.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

const REFUSED = Object.assign(new Error('not verified'), { name: 'MessageRejected' });
const TEAM = ['team@example.com', 'lead@example.com'];

const seal: SealActions = async (payloads) =>
  payloads.map(({ action: { name }, context = {} }) => ({
    action: name,
    sealed: '3-AAAA',
    url: `https://example.com/${name}/${context.recipient ?? 'all'}`,
  }));

function start({
  recipients = TEAM,
  failures = {} as Readonly<Record<string, Error>>,
  oneClick = false,
} = {}) {
  const sent: AddressedMail[] = [];
  const { lines, log } = createFakeLog();
  const sendMail = async (mail: AddressedMail) => {
    const failure = failures[mail.to];
    if (failure) throw failure;
    return `id-${sent.push(mail)}`;
  };
  const surface = createAddressedSurface(sendMail, { recipients, oneClick, log });

  async function ask(input: object) {
    const approval = waiting(request({ name: 'Ben', requester: 'ann', ...input }), { shown: { slack: {} } });
    const { audiences, obstacle } = await surface.reach(approval.request);
    const buttons =
      obstacle === undefined
        ? await sealButtons(approval, { token: TASK_TOKEN }, surface, audiences, seal)
        : undefined;
    return { ...(await surface.show(approval, buttons, undefined)), obstacle };
  }
  const end = (input: object, resolution: Resolution) =>
    surface.show(endedAs(resolution, waiting(request({ name: 'Ben', ...input }))), undefined, undefined);
  return { surface, sent, lines, ask, end };
}

const recipientsOf = (sent: readonly AddressedMail[]) => sent.map(({ to }) => to);

describe('a request without approvers', () => {
  test('goes to each address of the deployment, with the same links', async () => {
    const { sent, ask } = start();

    const { reference } = await ask({});

    expect(recipientsOf(sent)).toEqual(TEAM);
    expect(reference).toEqual({ message_ids: ['id-1', 'id-2'] });
    for (const { text, html } of sent) {
      expect(text).toContain('https://example.com/approve/all');
      expect(html).toContain('href="https://example.com/approve/all"');
    }
  });

  test('has no one to ask in a deployment without addresses', async () => {
    const { sent, ask } = start({ recipients: [] });

    const { obstacle, reference } = await ask({});

    expect(obstacle).toBe(
      'the deployment has no address for requests without approvers. Name approvers by their e-mail addresses.',
    );
    expect(reference).toEqual({ message_ids: [] });
    expect(sent).toEqual([]);
  });
});

describe('an approver', () => {
  test('is reached at any address, with links of their own', async () => {
    const { sent, ask } = start();

    await ask({ approvers: ['Bob@Example.net', 'cleo@example.org', 'U012ABCDE'] });

    expect(recipientsOf(sent)).toEqual(['Bob@Example.net', 'cleo@example.org']);
    expect(sent[0]?.html).toContain('href="https://example.com/reject/Bob@Example.net"');
    expect(sent[0]?.html).toContain('The links are for Bob@Example.net only');
    expect(sent[0]?.html).not.toContain('cleo');
  });

  test('is unreachable only without an address, or as the requester', async () => {
    const { surface } = start();
    const approvers = ['U012ABCDE', 'ann@example.com', 'bob@example.com'];
    const asked = request({
      name: 'Ben',
      approvers,
      self_approval: false,
      requester_email: 'ann@example.com',
    });

    const { unreachable, excluded, audiences } = await surface.reach(asked);

    expect([...(unreachable?.entries() ?? [])]).toEqual([
      ['U012ABCDE', 'only an e-mail address gets e-mails.'],
      ['ann@example.com', 'this is the requester, who must not decide. Name another approver.'],
    ]);
    expect([...(excluded ?? [])]).toEqual(['ann@example.com']);
    expect(audiences.map(({ recipient }) => recipient)).toEqual(['bob@example.com']);
  });

  test('who gets no mail is reported with the reason, and the others are asked', async () => {
    const { ask, lines } = start({ failures: { 'bob@example.com': REFUSED } });

    const { notAsked } = await ask({ approvers: ['ann@example.com', 'bob@example.com'] });

    expect(notAsked).toEqual([
      {
        approver: 'bob@example.com',
        error: REFUSED,
        reason: 'the mail service refused the e-mail. An administrator finds the reason in the log.',
      },
    ]);
    expect(lines).toEqual([{ level: 'error', event: 'ask_failed', surface: 'email', error: REFUSED }]);
  });
});

test('if no approver can decide by mail, the addresses of the deployment get the request without links', async () => {
  const { sent, ask } = start();

  const { obstacle } = await ask({ approvers: ['U012ABCDE'] });

  expect(obstacle).toMatch(/^No approver can decide by e-mail\./);
  expect(recipientsOf(sent)).toEqual(TEAM);
  expect(sent[0]?.html).not.toContain('https://');
  expect(sent[0]?.html).toContain('They are asked in Slack.');
});

test('the result goes to the approvers and to the addresses of the deployment, each once, as an answer to the request', async () => {
  const { sent, ask, end } = start();
  const approvers = ['bob@example.net', 'Lead@example.com'];
  await ask({ approvers });
  const [asked] = sent.splice(0);

  await end({ approvers }, { status: 'expired' });

  expect(recipientsOf(sent)).toEqual(['bob@example.net', 'Lead@example.com', 'team@example.com']);
  expect(sent[0]?.subject).toBe(`Re: ${asked?.subject}`);
  expect(sent[0]?.about.id).toBe(asked?.about.id);
  expect(sent[0]?.text).toContain('Your task was not decided in time.');
  expect(sent[0]?.html).toContain('Your task was not decided in time.');
});

test('the surface fails if no mail was sent, with the error of a mail that may have been sent', async () => {
  const lost = new UncertainError('no answer');
  const { ask } = start({ failures: { 'team@example.com': REFUSED, 'lead@example.com': lost } });
  await expect(ask({})).rejects.toBe(lost);
});

test.each([
  [new Refusal('UrlTooLong', 'x'), 'The request is too long for a link. Shorten the title or the details.'],
  [REFUSED, 'the mail service refused the e-mail. An administrator finds the reason in the log.'],
  [new RepeatableError('busy', { cause: REFUSED }), undefined],
  [new UncertainError('lost'), undefined],
])('the surface explains %s', (error, sentence) => {
  expect(start().surface.explain?.(error, request())).toBe(sentence);
});

describe('the requester', () => {
  const sentence = 'bob@example.net cannot be reached.';
  const asked = (shown: object) =>
    waiting(request({ name: 'Ben', requester: 'Ann', requester_email: 'ann@example.com' }), { shown });

  test('is told by a mail of news about a request that is in no chat', async () => {
    const { surface, sent } = start();
    const approval = asked({ email: { message_ids: ['1'] } });
    await surface.tell?.(approval.request.requester, { approval, sentence });
    expect(sent).toMatchObject([
      { to: 'ann@example.com', subject: 'Re: Approval needed: Approval for Ben', about: approval },
    ]);
    for (const text of [sent[0]?.text, sent[0]?.html]) {
      expect(text).toContain(sentence);
      expect(text).toContain('Approval for Ben');
      expect(text).not.toContain('/respond');
    }
  });

  test.each([
    ['is in a chat', { email: {}, slack: {} }, { sentence }, 'ann@example.com'],
    ['has ended: there is a mail about it', { email: {} }, {}, 'ann@example.com'],
    ['has a requester without an address', { email: {} }, { sentence }, undefined],
    ['is not in a mail, as far as is known', {}, { sentence }, 'ann@example.com'],
  ])('is not told by a mail if the request %s', async (_, shown, news, email) => {
    const { surface, sent } = start();
    await surface.tell?.({ name: 'Ann', ...(email && { email }) }, { approval: asked(shown), ...news });
    expect(sent).toEqual([]);
  });
});
