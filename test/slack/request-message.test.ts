import { describe, expect, it } from 'vitest';
import type { Button } from '../../src/approval/surface.ts';
import { linkMessages, requestMessage, resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { request, waiting } from '../support/requests.ts';
import { buttonsOf, LATER, mrkdwnOf, sealedOf, vote } from '../support/slack-message.ts';

describe('a button', () => {
  it('contains the sealed payload if the payload fits into its value', () => {
    expect(shownButtons(buttonsOf(2_000))).toMatchObject([
      { action_id: 'decide:approve', text: { text: 'Approve' }, style: 'primary', value: sealedOf(2_000) },
      { action_id: 'decide:reject', text: { text: 'Reject' }, style: 'danger', value: sealedOf(2_000) },
    ]);
  });

  it('is a link to the web page if the payload is longer', () => {
    const sealed = buttonsOf(2_001);

    const [approve, reject] = shownButtons(sealed);

    expect(approve).toMatchObject({ text: { text: 'Approve on the web' }, url: sealed[0]?.url });
    expect(reject).toMatchObject({ text: { text: 'Reject on the web' }, url: sealed[1]?.url });
    expect(approve).not.toHaveProperty('value');
  });

  it('is replaced by a link in the thread if the link is too long for a button', () => {
    const sealed = [...buttonsOf(1_000).slice(0, 1), ...buttonsOf(3_000).slice(1)];

    const { blocks } = requestMessage(waiting(), sealed);

    expect(shownButtons(sealed)).toMatchObject([{ action_id: 'decide:approve', value: sealedOf(1_000) }]);
    expect(mrkdwnOf(blocks).at(-1)).toBe('Waiting for a decision · The links to decide are in the thread.');
    expect(linkMessages(request(), sealed)).toEqual([`<${sealed[1]?.url}|Reject on the web>`]);
  });

  it.each([{ approvers: ['U0BOB0001'] }, { self_approval: false, requester_id: 'U0ANN0001' }])(
    'that is a link is refused if the request restricts who can decide (%j)',
    (policy) => {
      const approval = waiting(request({ name: 'Ben', ...policy }));

      expect(() => requestMessage(approval, buttonsOf(2_000))).not.toThrow();
      for (const length of [2_001, 3_000]) {
        expect(() => requestMessage(approval, buttonsOf(length))).toThrow(
          expect.objectContaining({ code: 'UrlTooLong' }),
        );
      }
    },
  );
});

describe('a mention', () => {
  it.each(['U1> <!channel', 'aad:00000000-0000-4000-8000-0000000000a1', 'x'.repeat(5_000)])(
    'contains only a user id: otherwise the requester is named (%s)',
    (requester_id) => {
      const input = { name: 'Ben', requester: 'ann <!here>', requester_id };

      const { blocks } = requestMessage(waiting(request(input)), buttonsOf(1_000));

      expect(mrkdwnOf(blocks)[0]).toBe('Requested by ann &lt;!here&gt;');
    },
  );

  it('appears for each person and each group that can decide', () => {
    const approvers = ['U0BOB0001', 'S0LEADS01', 'r&d@example.com'];

    const { blocks } = requestMessage(waiting(request({ name: 'Ben', approvers })), buttonsOf(1_000));

    expect(mrkdwnOf(blocks).at(-1)).toBe(
      'Waiting for a decision · Approvers: <@U0BOB0001>, <!subteam^S0LEADS01>, r&amp;d@example.com',
    );
  });
});

describe('the message', () => {
  it('shows the request, the requester and the expiration', () => {
    const input = { name: 'Ben', requester: 'ann', details: { Environment: 'production', Cost: 12 } };

    const { text, blocks } = requestMessage(waiting(request(input), { until: LATER }), buttonsOf(1_000));

    expect(text.split('\n')).toEqual([
      'Approval for Ben, requested by ann, is waiting for a decision.',
      'Expires on <!date^1795593600^{date_long} {time}|25 November 2026 at 08:00 UTC>',
      'Environment: production',
      'Cost: 12',
    ]);
    expect(blocks[0]).toMatchObject({
      type: 'header',
      text: { type: 'plain_text', text: 'Approval for Ben' },
    });
    expect(mrkdwnOf(blocks)).toEqual([
      'Requested by ann',
      '*Environment*\nproduction',
      '*Cost*\n12',
      'Waiting for a decision · Expires on <!date^1795593600^{date_long} {time}|25 November 2026 at 08:00 UTC>',
    ]);
  });

  it('mentions the approvers in its text too: mobile notifications and screen readers read only that', () => {
    const input = { name: 'B<en', requester_id: 'U0ANN0001', approvers: ['U0BOB0001', 'S0LEADS01'] };

    const { text } = requestMessage(waiting(request(input)), buttonsOf(1_000));

    expect(text.split('\n')).toEqual([
      'Approval for B&lt;en, requested by the workflow ApprovalEmails, is waiting for a decision.',
      'Approvers: <@U0BOB0001>, <!subteam^S0LEADS01>',
    ]);
  });

  it('has at most 4,000 characters of text: the details that do not fit are counted', () => {
    const details = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`detail ${index}`, '<'.repeat(500)]),
    );

    const { text } = requestMessage(waiting(request({ name: 'Ben', details })), buttonsOf(1_000));

    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(text).toMatch(/\n… and \d+ more$/);
  });

  it('mentions a requester with a Slack user id', () => {
    const { blocks } = requestMessage(
      waiting(request({ name: 'Ben', requester_id: 'U0ANN0001' })),
      buttonsOf(1_000),
    );

    expect(mrkdwnOf(blocks)).toContain('Requested by <@U0ANN0001>');
  });

  it('contains no mentions and no labels of links from the texts of a request', () => {
    const hostile = '<!channel> <@U1> <https://evil.example|click> &lt;!here&gt;';
    const asked = request({
      name: hostile,
      title: hostile,
      requester: hostile,
      details: { [hostile]: hostile },
    });
    const hostileVote = { ...vote(), who: { ...vote().who, name: hostile }, via: 'web', comment: hostile };
    const messages = [
      requestMessage(waiting(asked), buttonsOf(1_000)),
      resolvedMessage(waiting(asked), { status: 'approved', vote: hostileVote }),
      resolvedMessage(waiting(asked), { status: 'rejected', vote: { ...hostileVote, action: 'reject' } }),
      resolvedMessage(waiting(asked), { status: 'rejected', cause: hostile }),
    ];

    for (const { text, blocks } of messages) {
      for (const shown of [text, ...mrkdwnOf(blocks)]) {
        expect(shown).not.toMatch(/<[!@#]|<h[^>]*\|/);
        expect(shown).not.toContain(' &lt;!here');
      }
    }
  });

  it('links web addresses and mentions people, groups and channels in its details', () => {
    const details = {
      Change: 'https://ci.example/x?a=1&b=(2), by <@U0BOB0001|bob> & <!subteam^S0LEADS01|@leads>',
      Channel: '<#C987654321|> <!channel>',
      Evil: '<https://evil.example/x|https://good.example>',
    };

    const { text, blocks } = requestMessage(waiting(request({ name: 'Ben', details })), buttonsOf(1_000));

    const change = '<https://ci.example/x?a=1&amp;b=(2)>, by <@U0BOB0001> &amp; <!subteam^S0LEADS01>';
    expect(mrkdwnOf(blocks)).toEqual(
      expect.arrayContaining([
        `*Change*\n${change}`,
        '*Channel*\n<#C987654321> &lt;!channel&gt;',
        '*Evil*\n&lt;<https://evil.example/x>|<https://good.example>&gt;',
      ]),
    );
    expect(text).toContain(`\nChange: ${change}\n`);
  });

  it('has names in place of mentions in its title and its requester', () => {
    const asked = request({ name: '<@U0BOB0001|Bob>', requester: '<!subteam^S0LEADS01>' });

    expect(asked).toMatchObject({ title: 'Approval for @Bob', requester: { name: '@S0LEADS01' } });
  });

  it('cuts a long detail, but never inside a link or a mention', () => {
    const link = `https://a.example/${'&'.repeat(390)}`;
    const details = { a: `${'<'.repeat(80)} ${link} <@U0BOB0001>`, b: `${'&'.repeat(400)}<@U0BOB0001> x` };

    const { blocks } = requestMessage(waiting(request({ name: 'Ben', details })), buttonsOf(1_000));

    const [a, b] = mrkdwnOf(blocks).filter((shown) => /^\*[ab]\*/.test(shown));
    expect(a).toMatch(/&lt; …$/);
    expect(b).toMatch(/&amp;…$/);
    for (const shown of [a, b]) expect(shown?.length).toBeLessThanOrEqual(2_000);
  });

  it('mentions an approver who decided in Slack, and names an approver who decided by e-mail', () => {
    const pressed = resolvedMessage(waiting(), { status: 'approved', vote: vote(), at: LATER });
    const clicked = resolvedMessage(waiting(), { status: 'approved', vote: { ...vote(), via: 'email' } });

    expect(mrkdwnOf(pressed.blocks).at(-1)).toBe(
      ':white_check_mark: Approved by <@U0ANN0001> in Slack, <!date^1795593600^{date_long} {time}|25 November 2026 at 08:00 UTC>',
    );
    expect(mrkdwnOf(clicked.blocks).at(-1)).toBe(':white_check_mark: Approved by ann (U0ANN0001) by e-mail');
  });

  it('is in German if the request has the locale de', () => {
    const { text, blocks } = requestMessage(
      waiting(request({ name: 'Ben', locale: 'de' }), { until: LATER }),
      buttonsOf(1_000),
    );

    expect(text).toMatch(
      /^Freigabe für Ben, angefragt von dem Ablauf ApprovalEmails: Eine Entscheidung steht aus\./,
    );
    expect(mrkdwnOf(blocks).at(-1)).toMatch(
      /^Wartet auf eine Entscheidung · Läuft ab am <!date\^1795593600\^/,
    );
  });
});

/** The buttons of the message. */
function shownButtons(sealed: readonly Button[]): object[] {
  const { blocks } = requestMessage(waiting(), sealed);
  return blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
}
