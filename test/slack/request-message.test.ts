import { describe, expect, it } from 'vitest';
import { linkMessages, requestMessage, resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { decision, LATER, mrkdwnOf, requestOf, sealedOf, urlsOf } from '../support/slack-message.ts';

describe('a button', () => {
  it('carries the sealed payload as long as a value holds it', () => {
    expect(buttonsOf(2_000)).toMatchObject([
      { action_id: 'decide:approve', text: { text: 'Approve' }, style: 'primary', value: sealedOf(2_000) },
      { action_id: 'decide:reject', text: { text: 'Reject' }, style: 'danger', value: sealedOf(2_000) },
    ]);
  });

  it('is a link to the page where the payload is longer', () => {
    const [approve, reject] = buttonsOf(2_001);

    expect(approve).toMatchObject({ text: { text: 'Approve on the web' }, url: urlsOf(2_001).approve });
    expect(reject).toMatchObject({ text: { text: 'Reject on the web' }, url: urlsOf(2_001).reject });
    expect(approve).not.toHaveProperty('value');
  });

  it('is no button where even the link is too long: it goes into the thread', () => {
    const urls = { ...urlsOf(1_000), reject: urlsOf(3_000).reject };

    const { blocks } = requestMessage(requestOf({ name: 'Ben' }), urls);

    expect(blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []))).toMatchObject([
      { action_id: 'decide:approve', value: sealedOf(1_000) },
    ]);
    expect(mrkdwnOf(blocks).at(-1)).toBe('Waiting for a decision · The links to decide are in the thread.');
    expect(linkMessages(requestOf({ name: 'Ben' }), urls)).toEqual([`<${urls.reject}|Reject on the web>`]);
  });

  it.each([{ approvers: ['U0BOB0001'] }, { self_approval: false, requester_id: 'U0ANN0001' }])(
    'that is a link is refused where it matters who decides (%j)',
    (policy) => {
      const request = requestOf({ name: 'Ben', ...policy });

      expect(() => requestMessage(request, urlsOf(2_000))).not.toThrow();
      for (const length of [2_001, 3_000]) {
        expect(() => requestMessage(request, urlsOf(length))).toThrow(
          expect.objectContaining({ code: 'UrlTooLong' }),
        );
      }
    },
  );
});

describe('a mention', () => {
  it('is nothing but a user’s id', () => {
    const input = { name: 'Ben', requester: 'ann', requester_id: 'U1> <!channel' };

    const { blocks } = requestMessage(requestOf(input), urlsOf(1_000));

    expect(mrkdwnOf(blocks)[0]).toBe('Asked by U1&gt; &lt;!channel');
  });

  it('that is none is only shown in part', () => {
    const { blocks } = requestMessage(
      requestOf({ name: 'Ben', requester_id: 'x'.repeat(5_000) }),
      urlsOf(1_000),
    );

    expect(mrkdwnOf(blocks)[0]).toBe(`Asked by ${'x'.repeat(74)}…`);
  });

  it('is made of each person and group that may decide', () => {
    const approvers = ['U0BOB0001', 'S0LEADS01', 'r&d@example.com'];

    const { blocks } = requestMessage(requestOf({ name: 'Ben', approvers }), urlsOf(1_000));

    expect(mrkdwnOf(blocks).at(-1)).toBe(
      'Waiting for a decision · May decide: <@U0BOB0001>, <!subteam^S0LEADS01>, r&amp;d@example.com',
    );
  });
});

describe('the message', () => {
  it('says what is asked, by whom, until when', () => {
    const input = { name: 'Ben', requester: 'ann', details: { Environment: 'production', Cost: 12 } };

    const { text, blocks } = requestMessage(requestOf(input), urlsOf(1_000), LATER);

    expect(text).toBe('Approval for Ben, asked by ann, waits for your decision.');
    expect(blocks[0]).toMatchObject({
      type: 'header',
      text: { type: 'plain_text', text: 'Approval for Ben' },
    });
    expect(mrkdwnOf(blocks)).toEqual([
      'Asked by ann',
      '*Environment*\nproduction',
      '*Cost*\n12',
      'Waiting for a decision · Expires on <!date^1795593600^{date_long} {time}|25 November 2026 at 08:00 UTC>',
    ]);
  });

  it('mentions a requester who is known to Slack', () => {
    const { blocks } = requestMessage(requestOf({ name: 'Ben', requester_id: 'U0ANN0001' }), urlsOf(1_000));

    expect(mrkdwnOf(blocks)).toContain('Asked by <@U0ANN0001>');
  });

  it('lets nobody write to the channel through it', () => {
    const hostile = '<!channel> <@U1> <https://evil.example|click> &lt;!here&gt;';
    const request = requestOf({
      name: hostile,
      title: hostile,
      requester: hostile,
      details: { [hostile]: hostile },
    });
    const decided = { ...decision(), via: 'web', by: hostile, comment: hostile } as const;
    const messages = [
      requestMessage(request, urlsOf(1_000)),
      resolvedMessage(request, { status: 'approved', decision: decided }),
      resolvedMessage(request, { status: 'rejected', cause: hostile }),
    ];

    for (const { text, blocks } of messages) {
      for (const shown of [text, ...mrkdwnOf(blocks)]) {
        expect(shown).not.toMatch(/<[!@#h]/);
        expect(shown).not.toContain(' &lt;!here');
      }
    }
  });

  it('once decided, mentions who pressed, and names who did not press here', () => {
    const request = requestOf({ name: 'Ben' });

    const pressed = resolvedMessage(request, { status: 'approved', decision: decision(), at: LATER });
    const clicked = resolvedMessage(request, {
      status: 'approved',
      decision: { ...decision(), via: 'email' },
    });

    expect(mrkdwnOf(pressed.blocks).at(-1)).toBe(
      ':white_check_mark: Approved by <@U0ANN0001> in Slack, 25 November 2026 at 08:00 UTC',
    );
    expect(mrkdwnOf(clicked.blocks).at(-1)).toBe(':white_check_mark: Approved by ann by e-mail');
  });

  it('speaks German', () => {
    const { text, blocks } = requestMessage(requestOf({ name: 'Ben', locale: 'de' }), urlsOf(1_000), LATER);

    expect(text).toMatch(/^Freigabe für Ben, angefragt von dem Ablauf ApprovalEmails, wartet/);
    expect(mrkdwnOf(blocks).at(-1)).toMatch(
      /^Wartet auf eine Entscheidung · Läuft ab am <!date\^1795593600\^/,
    );
  });
});

function buttonsOf(length: number): object[] {
  const { blocks } = requestMessage(requestOf({ name: 'Ben' }), urlsOf(length));
  return blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
}
