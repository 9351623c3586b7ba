import { expect, test } from 'vitest';
import { isOnlyAccepted } from '../../src/approval/ask-result.ts';
import { requestApproval } from '../../src/approval/request-approval.ts';
import type { Surface } from '../../src/approval/surface.ts';
import { createFakeLog, createFakeSurface, forever } from '../support/fake-surface.ts';
import { DEFAULTS } from '../support/requests.ts';
import { EXECUTION, TASK_TOKEN } from '../support/web-fake-workflow.ts';

const ACCEPTED = 'Teams accepted the request, but does not tell whether it is in the channel.';

/** A surface that tells no person. */
function createSilent(...given: Parameters<typeof createFakeSurface>) {
  const { tell, ...surface } = createFakeSurface(...given);
  return surface;
}

const createWebhook = () => createSilent('teams_webhook', { kind: 'teams', onlyAccepts: true });

async function ask(surfaces: readonly Surface[], members: object = {}) {
  const { lines, log } = createFakeLog();
  const sent = await requestApproval(
    { token: TASK_TOKEN, execution: EXECUTION, request: { name: 'Ben', ...members } },
    {
      ...DEFAULTS,
      seal: async () => [],
      assertSealable: () => undefined,
      surfaces,
      getHistory: async () => [],
      now: Date.now,
      wait: forever,
      pause: async () => undefined,
      log,
    },
  );
  return { sent, lines };
}

test('a request whose only surface is a webhook is accepted: the log and the output say so', async () => {
  const { sent, lines } = await ask([createWebhook()]);
  expect(sent).toMatchObject({
    messages: { teams_webhook: {} },
    notice: expect.stringContaining(ACCEPTED),
  });
  expect(lines).toMatchObject([
    { event: 'request_approval', outcome: 'accepted', surfaces: ['teams_webhook'] },
  ]);
});

test('the notice is in the language of the request', async () => {
  const { sent } = await ask([createWebhook()], { locale: 'de' });
  expect(sent.notice).toContain('Teams hat die Anfrage angenommen');
});

test('the requester is told in a chat, also if the request is shown only through the webhook', async () => {
  const slack = createFakeSurface('slack');
  await ask([slack, createWebhook()], { surfaces: ['teams'] });
  expect(slack.asks).toEqual([]);
  expect(slack.told).toMatchObject([{ news: { sentence: expect.stringContaining(ACCEPTED) } }]);
});

test('the requester is told what failed, too', async () => {
  const slack = createFakeSurface('slack', { show: () => Promise.reject(new Error('gone')) });
  await ask([slack, createWebhook()]);
  expect(slack.told).toMatchObject([{ news: { sentence: expect.stringMatching(`Slack: .*${ACCEPTED}`) } }]);
});

test.each([createFakeSurface('slack'), createSilent('email')])(
  'a request that is also shown in or by $name is asked, without a notice',
  async (other) => {
    const { sent, lines } = await ask([createWebhook(), other]);
    expect(sent).not.toHaveProperty('notice');
    expect(other.told).toEqual([]);
    expect(lines).toMatchObject([{ outcome: 'asked', surfaces: ['teams_webhook', other.name] }]);
  },
);

test('if no mail was sent, only the log and the output can say so', async () => {
  const email = createSilent('email', { failure: new Error('gone') });
  const { sent, lines } = await ask([createWebhook(), email]);
  expect(sent.notice).toContain(ACCEPTED);
  expect(lines).toMatchObject([
    { event: 'ask_failed', surface: 'email' },
    { event: 'request_approval', outcome: 'accepted' },
  ]);
});

test('nothing was accepted where nothing was sent', () => {
  expect(isOnlyAccepted({}, [createWebhook()])).toBe(false);
});
