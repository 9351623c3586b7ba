import { expect, test } from 'vitest';
import { clientOf, startTestSlack } from '../support/test-slack.ts';

const HEADER = { type: 'header', text: { type: 'plain_text', text: 'Approval for Ben' } };

test('posts, updates and lists messages with their blocks', async () => {
  const { slack, client, channel, changes } = await startTestSlack();
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'asked', blocks: [HEADER] });
  expect(await slack.messages()).toMatchObject([
    { channel, ts, user: slack.workspace.bot.id, text: 'asked', blocks: [HEADER] },
  ]);
  await client.chat.update({ channel, ts, text: 'decided', blocks: [HEADER, { type: 'divider' }] });
  expect(await slack.messages()).toMatchObject([
    { ts, text: 'decided', blocks: [HEADER, { type: 'divider' }] },
  ]);
  expect(changes).toHaveLength(2);
});

test('lists answers in threads', async () => {
  const { slack, client, channel } = await startTestSlack();
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'first' });
  await client.chat.postMessage({ channel, text: 'answer', thread_ts: ts });
  expect(await slack.messages()).toMatchObject([{ text: 'first' }, { text: 'answer', thread_ts: ts }]);
});

test('lists ephemeral messages with the one who sees them', async () => {
  const { slack, client, channel } = await startTestSlack();
  const user = slack.workspace.users[1]?.id ?? '';
  await client.chat.postMessage({ channel, text: 'to all' });
  await client.chat.postEphemeral({ channel, user, text: 'to Ben', blocks: [HEADER] });
  expect(await slack.messages()).toMatchObject([
    { text: 'to all' },
    { text: 'to Ben', visible_to: user, channel, blocks: [HEADER] },
  ]);
});

test('refuses blocks as Slack does, and posts nothing', async () => {
  const { slack, client, channel } = await startTestSlack();
  const tooLong = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
  const refused = client.chat.postMessage({ channel, text: 'asked', blocks: [tooLong] });
  await expect(refused).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      },
    },
  });
  expect(await slack.messages()).toEqual([]);
});

test('knows one bot token', async () => {
  const { apiUrl, client, slack } = await startTestSlack();
  expect(await client.auth.test()).toMatchObject({ user: 'countersign', user_id: slack.workspace.bot.id });
  await expect(clientOf(apiUrl, 'xoxb-other').auth.test()).rejects.toMatchObject({
    data: { error: 'invalid_auth' },
  });
});

test('refuses a method that does not exist', async () => {
  const { client } = await startTestSlack();
  await expect(client.apiCall('chat.shout')).rejects.toMatchObject({ data: { error: 'unknown_method' } });
});
