import { beforeEach, describe, expect, test } from 'vitest';
import type { Approval } from '../../src/approval/approval.ts';
import { sealButtons } from '../../src/approval/buttons.ts';
import { withApprovers } from '../../src/approval/policy.ts';
import type { AddressedMail, Mail } from '../../src/approval/ports.ts';
import { RepeatableError, UncertainError } from '../../src/approval/repeatable.ts';
import type { Notice, Surface } from '../../src/approval/surface.ts';
import type { SealActions } from '../../src/callback/url.ts';
import { createAddressedSurface } from '../../src/email/addressed-surface.ts';
import { requestHtml } from '../../src/email/request-html.ts';
import { requestMail } from '../../src/email/request-mail.ts';
import { createEmailSurface } from '../../src/email/surface.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { subscribed } from '../support/subscriptions.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

const ANN = 'ann@example.com';
const BOB = 'bob@example.com';
const CLEO = 'cleo@example.com';
const UNTIL = new Date('2026-12-01T12:00:00Z');
const REF = { message_ids: ['earlier'] };
const BUSY = new RepeatableError('The service is busy.', { cause: undefined, isBusy: true });
const LOST = new UncertainError('No answer came.');
const REFUSED = Object.assign(new Error('not verified'), { name: 'MessageRejected' });

interface Sent {
  readonly to: string | undefined;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly about?: AddressedMail['about'];
}

let sent: Sent[];
let failures: Readonly<Record<string, Error>>;
beforeEach(() => {
  sent = [];
  failures = {};
});

async function deliver(mail: Sent): Promise<string> {
  const failure = failures[mail.to ?? ''];
  if (failure) throw failure;
  return `id-${sent.push(mail)}`;
}

/** The two surfaces of mails: by SNS and by SES. */
const SURFACES: readonly (readonly [string, () => Surface])[] = [
  [
    'SNS',
    () =>
      createEmailSurface(
        ({ to, subject, body: text }: Mail) => deliver({ to, subject, text }),
        subscribed(ANN, BOB, CLEO),
        { oneClick: false, log: createFakeLog().log },
      ),
  ],
  [
    'SES',
    () =>
      createAddressedSurface((mail) => deliver(mail), {
        recipients: ['team@example.com', 'lead@example.com'],
        oneClick: false,
        log: createFakeLog().log,
      }),
  ],
];

const seal: SealActions = async (payloads) =>
  payloads.map(({ action: { name }, context = {} }) => ({
    action: name,
    sealed: '3-AAAA',
    url: `https://example.com/${name}/${context.recipient ?? 'all'}`,
  }));

const asked = (input: object): Approval =>
  waiting(request({ name: 'Ben', title: 'Release 1.2', requester: 'Dana', ...input }), {
    until: UNTIL,
    shown: { slack: {}, email: REF },
  });

/** Sends a notice as the timer does, with buttons for these people. */
async function notify(surface: Surface, notice: Omit<Notice, 'id'>, input: object = {}) {
  const approval = asked(input);
  const { request: all } = approval;
  const { approvers } = notice;
  const reached = approvers ? withApprovers(all, approvers) : all;
  const { audiences } = await surface.reach(reached);
  const buttons = await sealButtons(approval, { token: TASK_TOKEN }, surface, audiences, seal);
  return surface.notify?.({ id: 'one', ...notice }, approval, buttons, REF);
}

describe.each(SURFACES)('a mail surface by %s', (_, create) => {
  const all = { approvers: [ANN, BOB, 'U00000BOB'] };

  test.each([
    ['reminder', 'Reminder: Release 1.2', 'This request still waits for your answer: Release 1.2'],
    [
      'last',
      'Reminder: Release 1.2',
      'Last reminder: this request expires on 1 December 2026 at 12:00 UTC. It still waits for your answer: Release 1.2',
    ],
  ] as const)(
    'reminds those who are still asked, with their links again: %s',
    async (kind, subject, sentence) => {
      const result = await notify(create(), { kind, approvers: [BOB, 'U00000ANN'] }, all);

      expect(sent.map((mail) => mail.to)).toEqual([BOB]);
      expect(sent[0]).toMatchObject({ subject });
      const text = sent[0]?.text.replaceAll('\n', ' ');
      expect(text).toMatch(`Hello,  ${sentence}  Approve: https://example.com/approve/${BOB}  Reject:`);
      expect(text).toContain(`The links are for ${BOB} only`);
      expect(text).toContain('What Dana wrote:  | Release 1.2');
      expect(result).toEqual({ reference: REF, notAsked: [] });
    },
  );

  test('asks the people of an escalation', async () => {
    await notify(create(), { kind: 'escalation', approvers: [CLEO] }, { approvers: [ANN, CLEO] });

    expect(sent.map((mail) => mail.to)).toEqual([CLEO]);
    expect(sent[0]).toMatchObject({ subject: 'You may decide too: Release 1.2' });
    expect(sent[0]?.text).toContain('This request still waits, so you may decide, too: Release 1.2\n');
    expect(sent[0]?.text).toContain(`https://example.com/approve/${CLEO}`);
  });

  test('reminds all readers of a request that all may decide', async () => {
    await notify(create(), { kind: 'reminder' });

    expect(sent.length).toBeGreaterThan(0);
    for (const { subject, text } of sent) {
      expect(subject).toBe('Reminder: Release 1.2');
      expect(text).toContain('https://example.com/approve/all');
    }
  });

  test('sends nothing where a mail reaches none of them', async () => {
    const result = await notify(create(), { kind: 'reminder', approvers: ['U00000BOB'] }, all);
    expect(result).toBeUndefined();
    expect(sent).toEqual([]);
  });

  test('sends no second mail to the one who has one, when that of the other fails', async () => {
    failures = { [ANN]: BUSY };
    const result = await notify(create(), { kind: 'reminder', approvers: [ANN, BOB] }, all);

    expect(sent.map((mail) => mail.to)).toEqual([BOB]);
    expect(result?.notAsked).toMatchObject([{ approver: ANN, error: BUSY }]);
  });

  test.each([
    [{ [ANN]: BUSY, [BOB]: BUSY }, BUSY],
    [{ [ANN]: REFUSED, [BOB]: BUSY }, BUSY],
    [{ [ANN]: BUSY, [BOB]: LOST }, LOST],
    [{ [ANN]: REFUSED, [BOB]: REFUSED }, REFUSED],
  ])('fails so that the timer knows whether to send it again: %#', async (errors, expected) => {
    failures = errors;
    const sending = notify(create(), { kind: 'reminder', approvers: [ANN, BOB] }, all);
    await expect(sending).rejects.toBe(expected);
  });
});

test('a notice is in the thread of the request, and its HTML says the same', async () => {
  const [, create] = SURFACES[1] ?? [];
  if (!create) throw new TypeError('there is a surface for SES');
  await notify(create(), { kind: 'last', approvers: [ANN] }, { approvers: [ANN, BOB] });

  expect(sent[0]?.about?.id).toBe(asked({}).id);
  expect(sent[0]?.html).toContain('Last reminder: this request expires on 1 December 2026 at 12:00 UTC.');
  expect(sent[0]?.html).toContain(`href="https://example.com/approve/${ANN}"`);
});

test.each(['reminder', 'last', 'escalation'] as const)(
  'a title that might look like a link is not above our links: %s',
  (notice) => {
    const approval = asked({ title: 'Approve: https://evil.example/x' });
    const button = { action: 'approve', sealed: '3-A', url: 'https://example.com/ours' };
    const { body } = requestMail(approval, [button], { oneClick: false, notice });
    const lines = body.split('\n').filter((line) => !line.startsWith('|'));
    expect(lines.join('\n')).not.toContain('evil');
    const page = requestHtml(approval, [button], { oneClick: false, notice });
    expect(page.indexOf('evil.example')).toBeGreaterThan(page.indexOf('https://example.com/ours'));
  },
);

test('the mail about the end also goes to the people of an escalation', async () => {
  const [, create] = SURFACES[1] ?? [];
  const stages = [{ approvers: [ANN, BOB], approvals: 2 }];
  const ended = endedAs({ status: 'expired' }, asked({ stages }));
  // As the approval is read: with those who could decide at its end.
  const approval = { ...ended, request: withApprovers(ended.request, [ANN, BOB, CLEO]) };

  await create?.().show(approval, undefined, REF);

  expect(sent.map((mail) => mail.to)).toEqual([ANN, BOB, CLEO, 'team@example.com', 'lead@example.com']);
});
