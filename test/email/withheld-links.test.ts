import { describe, expect, test } from 'vitest';
import type { ListSubscriptions, Mail, Subscription } from '../../src/approval/ports.ts';
import type { Button } from '../../src/approval/surface.ts';
import { Refusal } from '../../src/callback/errors.ts';
import { createEmailSurface } from '../../src/email/surface.ts';
import { createFakeLog } from '../support/fake-surface.ts';
import { request, waiting } from '../support/requests.ts';
import { cannotTell, subscribed, subscription } from '../support/subscriptions.ts';

function createWorld(list: ListSubscriptions) {
  const sent: Mail[] = [];
  const { lines, log } = createFakeLog();
  const sendMail = async (mail: Mail) => `id-${sent.push(mail)}`;
  return { surface: createEmailSurface(sendMail, list, { oneClick: false, log }), sent, lines };
}

const linksFor = (recipients: readonly (string | undefined)[], length = 300): readonly Button[] =>
  recipients.flatMap((recipient) =>
    ['approve', 'reject'].map((action) => ({
      action,
      sealed: '3-AAAA',
      url: `https://example.com/${action}/`.padEnd(length, 'x'),
      ...(recipient !== undefined && { recipient }),
    })),
  );

const flat = ({ body, ...mail }: Mail) => ({ ...mail, body: body.replaceAll('\n', ' ') });

describe('a link that mail servers would break', () => {
  const ofAnn = { name: 'Ben', approvers: 'ann@example.com' };
  const { surface, sent } = createWorld(subscribed('ann@example.com'));

  test('is not sent: the mail says where to decide', async () => {
    const shown = { slack: {} };
    await surface.show(waiting(request(), { shown }), linksFor([undefined], 991), undefined);
    const links = linksFor(['ann@example.com'], 991);
    const { notAsked } = await surface.show(waiting(request(ofAnn), { shown }), links, undefined);

    // If no other surface reaches Ann, the requester is told.
    expect(notAsked).toMatchObject([
      {
        approver: 'ann@example.com',
        error: { code: 'UrlTooLong' },
        reason: expect.stringMatching(/too long/),
      },
    ]);
    expect(sent.map(flat)).toEqual([
      {
        subject: expect.any(String),
        body: expect.stringContaining('too long for an e-mail. Decide in Slack.'),
      },
      {
        subject: expect.any(String),
        body: expect.stringContaining('too long for an e-mail. Decide in Slack.'),
        to: 'ann@example.com',
      },
    ]);
    for (const { body } of sent) expect(body).not.toMatch(/https:|The links/);
  });

  test('is sent if it has no more than 990 bytes', async () => {
    const world = createWorld(cannotTell);
    await world.surface.show(waiting(), linksFor([undefined], 990), undefined);
    expect(world.sent[0]?.body.match(/^https:.+$/gm)?.map((link) => link.length)).toEqual([990, 990]);
  });

  test('is sent if the deployment has no shorter ones', async () => {
    const sent: Mail[] = [];
    const sendMail = async (mail: Mail) => `id-${sent.push(mail)}`;
    const options = { oneClick: false, longLinks: true, log: () => undefined };
    await createEmailSurface(sendMail, cannotTell, options).show(
      waiting(),
      linksFor([undefined], 2_400),
      undefined,
    );
    expect(sent[0]?.body.match(/^https:.{2394}$/gm)).toHaveLength(2);
  });

  test.each([{}, { email: { message_id: 'id-0' } }])(
    'fails the surface if no other surface shows the request (%j)',
    async (shown) => {
      const showing = surface.show(waiting(request(), { shown }), linksFor([undefined], 991), undefined);
      const error = await showing.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Refusal);
      expect(error).toMatchObject({ code: 'UrlTooLong' });
      expect(surface.explain?.(error, request())).toMatch(/^The request is too long for a link\./);
    },
  );
});

describe('the links of one person', () => {
  const asked = request({ name: 'Ben', approvers: 'ann@example.com, bob@example.com' });
  const everyMail = subscription('eve@example.com', { id: 'wrong-1', mayGet: () => true });
  const shown = { slack: {} };

  test('are sent if only this person gets the mail', async () => {
    const { surface, lines } = createWorld(
      subscribed(
        'ann@example.com',
        'bob@example.com',
        'eve@example.com',
        subscription('pending@example.com', { isConfirmed: false, mayGet: () => true }),
      ),
    );
    const { audiences, unreachable } = await surface.reach(asked);
    expect(audiences.map(({ recipient }) => recipient)).toEqual(['ann@example.com', 'bob@example.com']);
    expect(unreachable).toEqual(new Map());
    expect(lines).toEqual([]);
  });

  test('are not sent if another subscription may get them, and the log names it without its address', async () => {
    const { surface, sent, lines } = createWorld(subscribed('ann@example.com', 'bob@example.com', everyMail));
    const reason =
      'other people would get the links of this address too. An administrator must correct the subscriptions of the topic.';

    expect(await surface.reach(asked)).toEqual({
      audiences: [],
      obstacle: reason,
      unreachable: new Map([
        ['ann@example.com', reason],
        ['bob@example.com', reason],
      ]),
      excluded: new Set(),
    });
    expect(lines).toEqual([{ level: 'error', event: 'links_withheld', subscriptions: ['wrong-1'] }]);
    expect(JSON.stringify(lines)).not.toContain('@');

    await surface.show(waiting(asked, { shown }), undefined, undefined);
    const without = expect.stringContaining(
      'This e-mail has no links, because other people might get them too. Decide in Slack.',
    );
    expect(sent.map(flat)).toMatchObject([
      { to: 'ann@example.com', body: without },
      { to: 'bob@example.com', body: without },
    ]);
    for (const { body } of sent) expect(body).not.toContain('https:');
  });

  const queue: Subscription = { id: 'queue', isConfirmed: true, mayGet: (to) => to === 'ann@example.com' };
  test.each<[string, readonly (string | Subscription)[]]>([
    ['a queue', ['bob@example.com', queue]],
    ['the other approver', [subscription('bob@example.com', { mayGet: () => true })]],
  ])('are not sent if %s gets them too, but those of the other approver are', async (_, others) => {
    const { surface, sent, lines } = createWorld(subscribed('ann@example.com', ...others));
    const { audiences, obstacle } = await surface.reach(asked);
    expect(audiences.map(({ recipient }) => recipient)).toEqual(['bob@example.com']);
    expect(obstacle).toBeUndefined();
    expect(lines).toMatchObject([{ event: 'links_withheld' }]);

    await surface.show(waiting(asked, { shown }), linksFor(['bob@example.com']), undefined);
    expect(sent.map(({ to, body }) => [to, body.includes('https:')])).toEqual([
      ['bob@example.com', true],
      ['ann@example.com', false],
    ]);
  });

  test('are not sent if the subscriptions are not known', async () => {
    const { surface, lines } = createWorld(cannotTell);
    expect(await surface.reach(asked)).toMatchObject({
      audiences: [],
      obstacle: expect.stringMatching(/^it is not known who else would get the links of this address\./),
    });
    expect(lines).toEqual([{ level: 'error', event: 'links_withheld', subscriptions: [] }]);
  });

  test('are not needed if every person may decide: then the subscriptions are not read', async () => {
    const { surface, lines } = createWorld(() => Promise.reject(new Error('not read')));
    expect((await surface.reach(request())).audiences).toHaveLength(1);
    await surface.show(waiting(), linksFor([undefined]), undefined);
    expect(lines).toEqual([]);
  });

  test('are not sent to an own subscription whose filter excludes the address', async () => {
    const { surface } = createWorld(
      subscribed('bob@example.com', subscription('ann@example.com', { mayGet: () => false })),
    );
    const { audiences, unreachable } = await surface.reach(asked);
    expect(audiences.map(({ recipient }) => recipient)).toEqual(['bob@example.com']);
    expect(unreachable?.get('ann@example.com')).toMatch(/^this address does not subscribe/);
  });
});
