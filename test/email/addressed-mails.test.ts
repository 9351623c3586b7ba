import { describe, expect, test } from 'vitest';
import { sealButtons } from '../../src/approval/buttons.ts';
import type { SendMail } from '../../src/approval/ports.ts';
import { UncertainError } from '../../src/approval/repeatable.ts';
import { Refusal } from '../../src/callback/errors.ts';
import type { Context } from '../../src/callback/payload.ts';
import type { SealActions } from '../../src/callback/url.ts';
import { createEmailSurface } from '../../src/email/surface.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { request, waiting } from '../support/requests.ts';
import { cannotTell, subscribed, subscription } from '../support/subscriptions.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

/** Each address that these tests name, with a filter. */
const everyone = subscribed('ann@example.com', 'Bob@Example.com', 'all@example.com');

const DOWN = new Error('no SNS');

type Mail = Parameters<SendMail>[0];

/** Shows a request on the e-mail surface, after Slack shows it. Returns the mails and the sealed contexts. */
async function ask(
  input: object,
  {
    oneClick = false,
    failures = {} as Readonly<Record<string, Error>>,
    shown = { slack: {} } as object,
    list = everyone,
  } = {},
) {
  const sent: Mail[] = [];
  const minted: Context[] = [];
  const sendMail = async (mail: Mail) => {
    const failure = failures[mail.to ?? ''];
    if (failure) throw failure;
    return `id-${sent.push(mail)}`;
  };
  const seal: SealActions = async (payloads) => {
    const [{ context = {} } = {}] = payloads;
    minted.push(context);
    return payloads.map(({ action: { name } }) => ({
      action: name,
      sealed: '3-AAAA',
      url: `https://example.com/${name[0]}/${context.recipient ?? 'all'}`,
    }));
  };
  const { lines, log } = createFakeLog();
  const surface = createEmailSurface(sendMail, list, { oneClick, log });
  const approval = waiting(request({ name: 'Ben', requester: 'ann', ...input }), {
    until: new Date('2026-12-01T12:00:00Z'),
    shown,
  });
  const { audiences, obstacle } = await surface.reach(approval.request);
  const buttons =
    obstacle === undefined
      ? await sealButtons(approval, { token: TASK_TOKEN }, surface, audiences, seal)
      : undefined;
  const { reference, notAsked } = await surface.show(approval, buttons, undefined);
  return { sent, minted, reference, notAsked, lines };
}

const reach = (input: object) =>
  createEmailSurface(async () => 'id', everyone, { oneClick: false, log: () => undefined }).reach(
    request({ name: 'Ben', ...input }),
  );

test.each<[object, (string | undefined)[]]>([
  [{}, [undefined]],
  [{ approvers: ['bob@example.com'] }, ['bob@example.com']],
  [{ approvers: 'U012ABCDE, bob@example.com' }, ['bob@example.com']],
  [{ approvers: 'ann@example.com, bob@example.com' }, ['ann@example.com', 'bob@example.com']],
])('an approver can decide by mail when the request has %j', async (input, recipients) => {
  const { audiences, obstacle } = await reach(input);

  expect(obstacle).toBeUndefined();
  expect(audiences.map(({ recipient }) => recipient)).toEqual(recipients);
});

test.each([
  ['en', 'The request is too long for a link. Shorten the title or the details.'],
  ['de', 'Die Anfrage ist zu lang für einen Link. Bitte den Titel oder die Angaben kürzen.'],
])(
  'the e-mail surface explains only the error of a request that is too long for a link (%s)',
  (locale, sentence) => {
    const asked = request({ name: 'Ben', locale });
    const { explain } = createEmailSurface(async () => 'id', cannotTell, {
      oneClick: false,
      log: () => undefined,
    });

    expect(explain?.(new Refusal('UrlTooLong', 'The URL has 9000 characters.'), asked)).toBe(sentence);
    expect(explain?.(new Refusal('InvalidDate', 'The expiration is in the past.'), asked)).toBeUndefined();
    expect(explain?.(new Error('no SNS'), asked)).toBeUndefined();
  },
);

describe('each approver who is named by address', () => {
  const approvers = ['ann@example.com', 'U012ABCDE', 'Bob@Example.com', 'S012ABCDE'];

  test('gets a separate mail, and no other person gets one', async () => {
    const { sent, reference } = await ask({ approvers });

    expect(sent.map(({ to }) => to)).toEqual(['ann@example.com', 'Bob@Example.com']);
    expect(reference).toEqual({ message_ids: ['id-1', 'id-2'] });
  });

  test('gets links that contain the address', async () => {
    const { sent, minted } = await ask({ approvers });

    expect(minted).toMatchObject([
      { title: 'Approval for Ben', requester: 'ann', locale: 'en', recipient: 'ann@example.com' },
      { title: 'Approval for Ben', requester: 'ann', locale: 'en', recipient: 'Bob@Example.com' },
    ]);
    expect(sent[0]?.body).toContain('Approve:\nhttps://example.com/a/ann@example.com\n');
    expect(sent[1]?.body).toContain('Reject:\nhttps://example.com/r/Bob@Example.com\n');
    expect(sent[1]?.body).not.toContain('ann@example.com');
  });

  test('gets the mail that is sent to all, with a sentence that names the person of the links', async () => {
    const [addressed] = (await ask({ approvers: ['all@example.com'] })).sent;
    const [toAll] = (await ask({})).sent;

    const own = 'The links are for all@example.com only. Each answer counts as this person’s.\n\n';
    expect(addressed?.body).toContain(own);
    const body = addressed?.body.replace(own, '').replaceAll('@example.com', '');
    expect({ ...addressed, body }).toEqual({ ...toAll, to: 'all@example.com' });
  });

  test('gets a mail also when self_approval is false, because the link identifies the person', async () => {
    const { sent } = await ask({
      approvers: ['bob@example.com'],
      self_approval: false,
      requester_email: 'ann@example.com',
    });

    expect(sent).toMatchObject([{ to: 'bob@example.com', body: expect.stringContaining('https://') }]);
  });

  test('gets no mail for an own request when self_approval is false', async () => {
    const { sent } = await ask({ approvers, self_approval: false, requester_email: 'bob@example.com' });

    expect(sent.map(({ to }) => to)).toEqual(['ann@example.com']);
  });

  test('makes the surface fail when no mail can be sent', async () => {
    await expect(
      ask({ approvers }, { failures: { 'ann@example.com': DOWN, 'Bob@Example.com': DOWN } }),
    ).rejects.toBe(DOWN);
  });

  test('gets a mail also when the mail of another approver cannot be sent, which is reported', async () => {
    const { sent, reference, notAsked, lines } = await ask(
      { approvers },
      { failures: { 'ann@example.com': DOWN } },
    );

    expect(sent.map(({ to }) => to)).toEqual(['Bob@Example.com']);
    expect(reference).toEqual({ message_ids: ['id-1'] });
    expect(notAsked).toEqual([{ approver: 'ann@example.com', error: DOWN }]);
    expect(lines).toEqual([{ level: 'error', event: 'ask_failed', surface: 'email', error: DOWN }]);
  });

  test('may have a mail if one answer was lost, so the failure does not say that none was sent', async () => {
    const unknown = new UncertainError('SNS did not answer. The message may have been sent.');
    await expect(
      ask({ approvers }, { failures: { 'ann@example.com': DOWN, 'Bob@Example.com': unknown } }),
    ).rejects.toBe(unknown);
  });
});

const CERTAIN = {
  en: 'Only certain people can decide this. They are asked in Slack.',
  de: 'Nur bestimmte Personen können hier entscheiden. Sie werden in Slack gefragt.',
};
const NOT_REQUESTER = {
  en: 'Anyone except the requester can decide this in Slack.',
  de: 'Alle außer dem Antragsteller können in Slack entscheiden.',
};

describe.each([
  ['only people in Slack may decide', { approvers: ['U012ABCDE', 'S012ABCDE'] }, CERTAIN],
  ['the requester may not decide', { self_approval: false, requester_id: 'U012ABCDE' }, NOT_REQUESTER],
  [
    'the requester may not decide and has no known address',
    { approvers: ['bob@example.com'], self_approval: false, requester_id: 'U012ABCDE' },
    CERTAIN,
  ],
])('when %s', (_, policy, why) => {
  test.each([false, true])(
    'the mail to all has no links, and gives the reason (one click: %s)',
    async (oneClick) => {
      const { sent, minted, reference } = await ask(policy, { oneClick });

      expect(sent).toEqual([
        {
          subject: 'Approval needed: Approval for Ben',
          body: [
            'Hello,',
            'A request by ann is waiting for a decision.',
            why.en,
            'Expires on 1 December 2026 at 12:00 UTC.',
            'What ann wrote:',
            '| Approval for Ben',
          ].join('\n\n'),
        },
      ]);
      expect(minted).toEqual([]);
      expect(reference).toEqual({ message_id: 'id-1' });
    },
  );

  test('no person can decide by mail, and the obstacle says what to do, in both languages', async () => {
    expect(await reach(policy)).toMatchObject({
      audiences: [],
      obstacle: expect.stringMatching(/^No approver can decide by e-mail\. .*requester_email/),
    });
    expect(await reach({ ...policy, locale: 'de' })).toMatchObject({
      audiences: [],
      obstacle: expect.stringMatching(/^Kein Genehmiger kann per E-Mail entscheiden\. /),
    });
  });

  test('the mail gives the reason in German too', async () => {
    const { sent } = await ask({ ...policy, locale: 'de' });

    expect(sent[0]?.body).toContain(why.de);
  });
});

test.each([
  ['en', { approvers: 'U012ABCDE' }, 'They are asked in Slack and via pager.'],
  ['en', { self_approval: false, requester_id: 'U012ABCDE' }, 'can decide this in Slack and via pager.'],
  ['de', { approvers: 'U012ABCDE' }, 'Sie werden in Slack und über pager gefragt.'],
  ['en', { approvals: 2 }, 'a link would not tell who uses it. Vote in Slack and via pager.'],
])('a mail without links names all surfaces where people can decide (%s)', async (locale, policy, where) => {
  const { sent } = await ask({ ...policy, locale }, { shown: { slack: {}, pager: {}, email: {} } });

  expect(sent.map(({ body }) => body.replaceAll('\n', ' '))).toEqual([expect.stringContaining(where)]);
});

test('when every person may decide, one mail goes to all, with links that contain no name', async () => {
  const { sent, minted, reference } = await ask({ self_approval: true, requester_id: 'U012ABCDE' });

  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toHaveProperty('to');
  expect(sent[0]?.body).toContain('Approve:\nhttps://example.com/a/all\n');
  expect(minted).toHaveLength(1);
  expect(minted[0]).not.toHaveProperty('recipient');
  expect(reference).toEqual({ message_id: 'id-1' });
});

test.each([
  [
    { requester_email: 'Ann@example.com' },
    new Map([['ann@example.com', 'this is the requester, who must not decide. Name another approver.']]),
    new Set(['ann@example.com']),
  ],
  [
    { requester_id: 'U0ANN0001' },
    new Map(
      ['ann@example.com', 'bob@example.com'].map((address) => [
        address,
        'this may be the requester, who must not decide. Give the address of the requester (requester_email).',
      ]),
    ),
    new Set(),
  ],
])(
  'an approver whose link could not decide is listed, with the reason (%j)',
  async (requester, unreachable, excluded) => {
    const reached = await reach({
      approvers: ['ann@example.com', 'bob@example.com'],
      self_approval: false,
      ...requester,
    });

    expect(reached).toMatchObject({ unreachable });
    expect(reached.excluded).toEqual(excluded);
  },
);

describe('an approver who does not subscribe to the topic', () => {
  const list = subscribed('ann@example.com', subscription('bob@example.com', { isConfirmed: false }));
  const surface = createEmailSurface(async () => 'id', list, { oneClick: false, log: () => undefined });
  const reachOf = (approvers: string) => surface.reach(request({ name: 'Ben', approvers }));

  test('gets no mail, and the reason is listed', async () => {
    const { audiences, obstacle, unreachable } = await reachOf(
      'Ann@example.com, bob@example.com, dora@example.com, U012ABCDE',
    );

    expect(audiences.map(({ recipient }) => recipient)).toEqual(['Ann@example.com']);
    expect(obstacle).toBeUndefined();
    expect(unreachable).toEqual(
      new Map([
        [
          'bob@example.com',
          'this address has not confirmed its subscription. Confirm it in the e-mail from AWS.',
        ],
        [
          'dora@example.com',
          'this address does not subscribe to the topic. Subscribe it, or name another approver.',
        ],
        ['U012ABCDE', 'only an e-mail address gets e-mails.'],
      ]),
    );
  });

  test('is the obstacle if there is no other', async () => {
    expect(await reachOf('dora@example.com')).toMatchObject({
      audiences: [],
      obstacle: 'this address does not subscribe to the topic. Subscribe it, or name another approver.',
    });
  });
});
