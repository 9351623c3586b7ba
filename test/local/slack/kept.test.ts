import { expect, test } from 'vitest';
import { startTestSlack } from '../support/test-slack.ts';

const BUTTONS = [
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'decide:approve', text: { type: 'plain_text', text: 'Approve' } },
    ],
  },
];

/** A Slack that keeps two messages with buttons, and two others. */
async function startSmallSlack() {
  const { slack, client, channel } = await startTestSlack({}, undefined, undefined, 2);
  const post = async (text: string, blocks?: typeof BUTTONS) =>
    String((await client.chat.postMessage({ channel, text, ...(blocks && { blocks }) })).ts);
  const kept = () => slack.messages().map(({ text }) => text);
  return { slack, client, channel, post, kept };
}

test('the newest messages stay', async () => {
  const { post, kept } = await startSmallSlack();
  for (const text of ['one', 'two', 'three']) await post(text);
  expect(kept()).toEqual(['two', 'three']);
});

test('a message with buttons stays while others come, and is one of them once it has none', async () => {
  const { post, kept, client, channel } = await startSmallSlack();
  const ts = await post('Please decide', BUTTONS);
  for (const text of ['one', 'two', 'three']) await post(text);
  expect(kept()).toEqual(['Please decide', 'two', 'three']);
  await client.chat.update({ channel, ts, text: 'Approved', blocks: [] });
  expect(kept()).toEqual(['Approved', 'three']);
});

test('a message that was dropped is gone from the workspace too', async () => {
  const { post, client, channel } = await startSmallSlack();
  const ts = await post('one');
  for (const text of ['two', 'three']) await post(text);
  const { messages = [] } = await client.conversations.history({ channel });
  expect(messages.map(({ text }) => text)).toEqual(['three', 'two']);
  const update = client.chat.update({ channel, ts, text: 'Approved' });
  await expect(update).rejects.toMatchObject({ data: { error: 'message_not_found' } });
});
