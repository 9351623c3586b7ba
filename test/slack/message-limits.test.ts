import { describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/approval/resolution.ts';
import { requestMessage, resolvedMessage } from '../../src/slack/blocks/request-message.ts';
import { complaintsAbout } from '../support/slack-limits.ts';
import { decision, LATER, mrkdwnOf, requestOf, urlsOf } from '../support/slack-message.ts';

const EXTREME: readonly { title: string; character: string }[] = [
  { title: 'letters', character: 'x' },
  // Escaping makes four, or five, characters of one.
  { title: '<', character: '<' },
  { title: '&', character: '&' },
  // JSON makes two of one.
  { title: 'quotes', character: '"' },
  { title: 'line breaks', character: '\n' },
  { title: 'emoji', character: '🙈' },
];

describe.each(EXTREME)('a request of nothing but $title', ({ character }) => {
  const many = (length: number) => character.repeat(length / character.length);
  const input = {
    name: `n${many(5_000)}`,
    title: `t${many(5_000)}`,
    requester: `r${many(5_000)}`,
    details: Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`${index}${many(200)}`, `v${many(5_000)}`]),
    ),
  };

  it.each([
    { buttons: 'of usual length', sealed: 1_184 },
    { buttons: 'as long as a value may be', sealed: 2_000 },
    { buttons: 'that are links', sealed: 2_900 },
  ])('is within Slack’s limits, with buttons $buttons', ({ sealed }) => {
    const { text, blocks } = requestMessage(requestOf(input), urlsOf(sealed), LATER);

    expect(complaintsAbout(blocks)).toEqual([]);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(JSON.parse(JSON.stringify(blocks))).toEqual(blocks);
  });

  it.each<Resolution>([
    { status: 'approved', decision: decision(), at: LATER },
    { status: 'approved', decision: { ...decision(), comment: many(1_000) }, at: LATER },
    { status: 'rejected', cause: many(32_768), at: LATER },
    { status: 'failed', cause: many(32_768), at: LATER },
    { status: 'expired', at: LATER },
    { status: 'cancelled', at: LATER },
  ])('is within them once it is $status', (resolution) => {
    const { text, blocks } = resolvedMessage(requestOf(input), resolution);

    expect(complaintsAbout(blocks)).toEqual([]);
    expect(text.length).toBeLessThanOrEqual(4_000);
    expect(JSON.stringify(blocks)).not.toMatch(/"type":"(actions|button)"/);
  });

  it('is cut through no character and no escape', () => {
    const { text, blocks } = requestMessage(requestOf(input), urlsOf(1_184), LATER);

    for (const shown of [text, ...mrkdwnOf(blocks)]) {
      expect(shown.isWellFormed()).toBe(true);
      expect(shown.replaceAll(/<!date\^[^>]*>|&(lt|gt|amp);/g, '')).not.toMatch(/[<>&]/);
    }
  });
});
