import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/approval/approval.ts';
import { toDecision } from '../../src/approval/decision.ts';
import { createSlackSurface } from '../../src/slack/surface.ts';
import { endedAs, request, waiting } from '../support/requests.ts';
import { fakeExecutions, manyWaiting, rejectedBy } from '../support/slack-executions.ts';
import { type FakeSlackApi, startFakeSlackApi } from '../support/slack-fake-api.ts';
import { HOSTILE, hostileInput, withoutOurMarkup } from '../support/slack-hostile.ts';
import { complaintsAbout } from '../support/slack-limits.ts';
import { LATER, mrkdwnOf, vote } from '../support/slack-message.ts';
import { createSlackWorld } from '../support/slack-world.ts';
import { MESSAGE } from '../support/web-fake-workflow.ts';

let api: FakeSlackApi;
beforeAll(async () => {
  api = await startFakeSlackApi();
});
beforeEach(() => {
  api.reset();
  api.results.set('chat.getPermalink', {
    permalink: `https://example.slack.com/archives/C0001/${'p'.repeat(100)}`,
  });
});
afterAll(() => api.close());

/** The maximum length that Slack recommends for a text. */
const MAX_TEXT = 4_000;

function expectFine(text: string, blocks: Parameters<typeof mrkdwnOf>[0] = []): void {
  if (blocks.length > 0) expect(complaintsAbout(blocks)).toEqual([]);
  expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
  for (const shown of [text, ...mrkdwnOf(blocks)]) {
    expect(shown.isWellFormed()).toBe(true);
    expect(withoutOurMarkup(shown)).not.toMatch(/[<>&]/);
  }
}

const NAME = 'x'.repeat(80);

describe.each(HOSTILE)('an answer about a request full of $title ($locale)', ({ many, locale }) => {
  const input = hostileInput(many, locale);

  it('is within Slack’s limits: /approval list with 100 waiting requests', async () => {
    const world = createSlackWorld(api.url, { ...fakeExecutions(manyWaiting(100, input)), locale });

    const { answer } = await world.command('list');

    expectFine(answer.text, answer.blocks);
    expect(answer.blocks.length).toBeGreaterThan(2);
  });

  const comment = many(1_000);
  const byMail = { ...vote(), who: { ...vote().who, name: `b${many(254)}` }, via: 'email', comment };
  it.each([
    { title: 'pending', outcome: undefined },
    {
      title: 'approved',
      outcome: { type: 'success', output: { decision: { ...toDecision({ ...vote(), comment }) } } },
    },
    {
      title: 'approved by e-mail',
      outcome: { type: 'success', output: { decision: { ...toDecision(byMail) } } },
    },
    { title: 'rejected', outcome: rejectedBy('U0ANN0001', `n${many(254)}`, { comment }) },
    { title: 'rejected by a program', outcome: { type: 'failure', error: 'rejected', cause: many(32_768) } },
    {
      title: 'approved by a program with a long via',
      outcome: { type: 'success', output: { decision: { ...toDecision(vote()), via: many(32_768) } } },
    },
    { title: 'failed', outcome: { type: 'failure', error: 'x', cause: many(32_768) } },
  ] as const)('is within Slack’s limits: /approval status ($title)', async ({ outcome }) => {
    const executions = fakeExecutions([{ name: NAME, input, ...(outcome && { outcome }) }]);
    const world = createSlackWorld(api.url, { ...executions, locale });

    const { answer } = await world.command(`status ${NAME}`);

    expectFine(answer.text, answer.blocks);
  });

  it('is within Slack’s limits: start, cancel, status and an unknown subcommand', async () => {
    const world = createSlackWorld(api.url, { locale });

    for (const subcommand of ['start ', 'start x: ', 'start a approvers: ', 'cancel ', 'status ', 'z']) {
      const { statusCode, answer } = await world.command(`${subcommand}${many(5_000)}`);
      expect(statusCode).toBe(200);
      expectFine(answer.text);
    }
  });

  it.each<Resolution>([
    { status: 'approved', vote: byMail, at: LATER },
    { status: 'rejected', vote: { ...vote(), action: 'reject', comment }, at: LATER },
    { status: 'rejected', cause: many(32_768), at: LATER },
    { status: 'cancelled', cause: many(32_768), at: LATER },
  ])(
    'is within Slack’s limits: the updated message and the reply to the requester ($status)',
    async (resolution) => {
      const { ports } = createSlackWorld(api.url);
      const surface = createSlackSurface(ports);
      const approval = endedAs(resolution, waiting(request({ ...input, requester_id: 'U0EVE0001' })));

      await surface.show(approval, undefined, MESSAGE);
      await surface.tell?.(approval.request.requester, { approval, ref: MESSAGE });

      const sent = api.calls.filter(({ method }) => /^chat\.(?:update|postMessage)$/.test(method));
      expect(sent).toHaveLength(2);
      for (const { text, blocks } of sent) expectFine(text, blocks);
    },
  );
});
