import { expect, test } from 'vitest';
import { REQUEST_CARD } from '../support/teams-cards.ts';
import { cardMessage, startTestTeams } from '../support/test-teams.ts';

const CARD = {
  type: 'AdaptiveCard',
  version: '1.4',
  body: [{ type: 'TextBlock', text: 'Release 1.2' }],
  actions: [{ type: 'Action.OpenUrl', title: 'Approve', url: 'https://example.com/respond' }],
};

async function startWebhook() {
  const { teams } = await startTestTeams();
  const post = async (body: unknown, url = teams.webhookUrl) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, ...(text && JSON.parse(text)) };
  };
  return { teams, post };
}

test.each([
  [
    'a message with a card',
    { type: 'message', attachments: [{ ...cardMessage(CARD).attachments[0], contentUrl: null }] },
  ],
  ['a card', CARD],
])('the webhook accepts %s, and the workflow posts it', async (_, body) => {
  const { teams, post } = await startWebhook();
  expect(await post(body)).toEqual({ status: 202 });
  expect(teams.messages()).toMatchObject([{ from: { name: 'Workflows' }, attachments: [{ content: CARD }] }]);
});

test.each([
  ['a bad card', { ...CARD, body: 'x' }, '/body must be array'],
  ['a card of version 1.5', { ...CARD, version: '1.5' }, 'up to version 1.4'],
  [
    'a button that nothing listens for',
    { ...REQUEST_CARD, version: '1.4' },
    'nothing listens for Action.Execute',
  ],
  ['a message without a card', { type: 'message', text: 'Hello' }, 'neither a card'],
  ['no object', [], 'neither a card'],
])('the webhook refuses %s', async (_, body, message) => {
  const { teams, post } = await startWebhook();
  expect(await post(body)).toMatchObject({
    status: 400,
    error: { code: 'InvalidCard', message: expect.stringContaining(message) },
  });
  expect(teams.messages()).toEqual([]);
});

test('the webhook refuses more than 28 KB, and a wrong signature', async () => {
  const { teams, post } = await startWebhook();
  const withText = (text: string) => ({ ...CARD, fallbackText: text });
  const rest = JSON.stringify(withText('')).length;
  expect(await post(withText('x'.repeat(28 * 1024 - rest)))).toEqual({ status: 202 });
  expect(await post(withText('x'.repeat(28 * 1024 - rest + 1)))).toMatchObject({ status: 413 });
  expect(await post(CARD, `${teams.webhookUrl}x`)).toMatchObject({ status: 401 });
});
