import { expect, test } from 'vitest';
import { activityPath, cardMessage, startTestTeams } from '../support/test-teams.ts';

const card = (text: string, actions: object[] = []) =>
  cardMessage(
    { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }], actions },
    { summary: text },
  );
const BUTTON = { type: 'Action.Execute', title: 'Approve', verb: 'decide' };

test('the newest messages stay, and a card with buttons while others come', async () => {
  const { teams, connector, channel } = await startTestTeams({}, { keep: 2, sendsPerSecond: 100 });
  const { answer } = await connector.startThread(card('Please decide', [BUTTON]));
  for (const text of ['one', 'two', 'three']) await connector.startThread(card(text));
  const kept = () => teams.messages().map(({ summary }) => summary);
  expect(kept()).toEqual(['Please decide', 'two', 'three']);
  await connector.call('PUT', activityPath(channel, answer.activityId), card('Approved'));
  expect(kept()).toEqual(['Approved', 'three']);
});
