import { describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import { linkMessages, requestMessage, resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { request, waiting } from '../support/requests.ts';
import { HOSTILE, hostileInput, withoutOurMarkup } from '../support/slack-hostile.ts';
import { complaintsAbout } from '../support/slack-limits.ts';
import { buttonsOf, LATER, mrkdwnObjects, mrkdwnOf, ownButtonsOf, vote } from '../support/slack-message.ts';

/** The maximum length that Slack recommends for the text of a message with blocks. */
const MAX_TEXT = 4_000;

function expectFine({ text, blocks }: ReturnType<typeof requestMessage>): void {
  expect(complaintsAbout(blocks)).toEqual([]);
  expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
  expect(JSON.parse(JSON.stringify(blocks))).toEqual(blocks);
  // Without `verbatim`, Slack changes texts that look like links or mentions into links and mentions.
  for (const { verbatim } of mrkdwnObjects(blocks)) expect(verbatim).toBe(true);
  for (const shown of [text, ...mrkdwnOf(blocks)]) {
    expect(shown.isWellFormed()).toBe(true);
    expect(withoutOurMarkup(shown)).not.toMatch(/[<>&]/);
  }
}

describe.each(HOSTILE)('a request full of $title ($locale)', ({ many, locale }) => {
  const input = hostileInput(many, locale);
  const open = { ...input, approvers: undefined };

  it.each([
    { buttons: 'of the usual length', sealed: 1_184, input },
    { buttons: 'with values of the maximum length', sealed: 2_000, input },
    { buttons: 'that are links', sealed: 2_900, input: open },
    { buttons: 'that are links in the thread', sealed: 3_500, input: open },
  ])('is within Slack’s limits with buttons $buttons', ({ sealed, input }) => {
    expectFine(requestMessage(waiting(request(input), { until: LATER }), buttonsOf(sealed)));
  });

  it('is within Slack’s limits with five buttons of its own', () => {
    expectFine(requestMessage(waiting(request(input), { until: LATER }), ownButtonsOf(1_500)));
  });

  it('is within Slack’s limits if the requester id is not a Slack id', () => {
    const asked = request({ ...input, requester_id: `i${many(5_000)}` });

    expectFine(requestMessage(waiting(asked), buttonsOf(1_184)));
  });

  it('has complete links in the thread', () => {
    const texts = linkMessages(request(open), buttonsOf(7_000));

    expect(texts).toHaveLength(2);
    for (const text of texts) {
      // Slack cuts a text of more than 40,000 characters.
      expect(text.length).toBeLessThan(40_000);
      expect(withoutOurMarkup(text)).toBe('');
    }
  });

  const comment = many(1_000);
  const byMail = { ...vote(), who: { ...vote().who, name: `b${many(254)}` }, via: 'email' };
  it.each<Resolution>([
    { status: 'approved', vote: vote(), at: LATER },
    { status: 'approved', vote: { ...vote(), comment }, at: LATER },
    { status: 'approved', vote: { ...byMail, comment }, at: LATER },
    { status: 'rejected', vote: { ...vote(), action: 'reject', comment }, at: LATER },
    { status: 'rejected', cause: many(32_768), at: LATER },
    { status: 'failed', cause: many(32_768), at: LATER },
    { status: 'expired', at: LATER },
    { status: 'cancelled', at: LATER },
    { status: 'cancelled', cause: many(32_768), at: LATER },
  ])('is within Slack’s limits with the status $status', (resolution) => {
    const message = resolvedMessage(waiting(request(input)), resolution);

    expectFine(message);
    expect(JSON.stringify(message.blocks)).not.toMatch(/"type":"(actions|button)"/);
  });
});
