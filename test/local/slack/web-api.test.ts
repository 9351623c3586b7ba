import { expect, onTestFinished, test, vi } from 'vitest';
import { clientOf, startTestSlack } from '../support/test-slack.ts';

const HEADER = { type: 'header', text: { type: 'plain_text', text: 'Approval for Ben' } };

test('messages are posted, updated and listed with their blocks', async () => {
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

test('answers in threads are listed', async () => {
  const { slack, client, channel } = await startTestSlack();
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'first' });
  await client.chat.postMessage({ channel, text: 'answer', thread_ts: ts });
  expect(await slack.messages()).toMatchObject([{ text: 'first' }, { text: 'answer', thread_ts: ts }]);
});

test('ephemeral messages are listed with the person who sees them', async () => {
  const { slack, client, channel } = await startTestSlack();
  const user = slack.workspace.users[1]?.id ?? '';
  await client.chat.postMessage({ channel, text: 'to all' });
  await client.chat.postEphemeral({ channel, user, text: 'to Ben', blocks: [HEADER] });
  expect(await slack.messages()).toMatchObject([
    { text: 'to all' },
    { text: 'to Ben', visible_to: user, channel, blocks: [HEADER] },
  ]);
});

test('invalid blocks are refused as in Slack, and no message is posted', async () => {
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

test('each block and each element gets an ID, as in Slack', async () => {
  const { slack, client, channel } = await startTestSlack();
  const button = { type: 'button' as const, text: { type: 'plain_text' as const, text: 'Go' } };
  const blocks = [{ type: 'actions' as const, elements: [button, { ...button, action_id: 'mine' }] }];
  await client.chat.postMessage({ channel, text: 'asked', blocks });
  const some = expect.stringMatching(/^[\w-]{5}$/);
  expect((await slack.messages())[0]?.blocks).toMatchObject([
    { block_id: some, elements: [{ action_id: some }, { action_id: 'mine' }] },
  ]);
});

test('a message to a person goes to a conversation that only this person sees', async () => {
  const { slack, client, channel } = await startTestSlack();
  const [ann, ben] = slack.workspace.users;
  await client.chat.postMessage({ channel, text: 'to all' });
  const { ts = '', ...sent } = await client.chat.postMessage({ channel: ben?.id ?? '', text: 'to Ben' });
  await client.chat.postMessage({ channel: sent.channel ?? '', text: 'more', thread_ts: ts });
  expect(sent.channel).toBe(ben?.directChannel);
  expect(sent.channel).not.toBe(ann?.directChannel);
  expect(await slack.messages()).toMatchObject([
    { text: 'to all', channel },
    { text: 'to Ben', channel: sent.channel, direct_to: ben?.id },
    { text: 'more', thread_ts: ts, direct_to: ben?.id },
  ]);
  expect((await slack.messages())[0]).not.toHaveProperty('direct_to');
});

test('a permalink leads to the message in the console', async () => {
  const { client, channel, origin } = await startTestSlack();
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'asked' });
  const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
  expect(permalink).toBe(`${origin}/#message-${ts.replace('.', '-')}`);
  await expect(client.chat.getPermalink({ channel, message_ts: '1.0' })).rejects.toMatchObject({
    data: { error: 'message_not_found' },
  });
});

test('people are found by ID and by address, and the members of a user group are found', async () => {
  const { slack, client } = await startTestSlack();
  const [ann, ben, cleo] = slack.workspace.users;
  const [group] = slack.workspace.userGroups;
  expect(await client.users.lookupByEmail({ email: 'cleo@example.com' })).toMatchObject({
    user: { id: cleo?.id, name: 'cleo', real_name: 'Cleo Marchetti' },
  });
  await expect(client.users.lookupByEmail({ email: 'eve@example.com' })).rejects.toMatchObject({
    data: { error: 'users_not_found' },
  });
  expect(await client.users.info({ user: ann?.id ?? '' })).toMatchObject({ user: { name: 'ann' } });
  expect(group).toMatchObject({ handle: 'approvers' });
  expect(await client.usergroups.list()).toMatchObject({
    usergroups: [{ id: group?.id, handle: 'approvers' }],
  });
  expect(await client.usergroups.users.list({ usergroup: group?.id ?? '' })).toMatchObject({
    users: [ann?.id, ben?.id],
  });
  await expect(client.usergroups.users.list({ usergroup: 'S1' })).rejects.toMatchObject({
    data: { error: 'no_such_subteam' },
  });
});

test('only the bot token of the embedded Slack is accepted', async () => {
  const { apiUrl, client, slack } = await startTestSlack();
  expect(await client.auth.test()).toMatchObject({ user: 'countersign', user_id: slack.workspace.bot.id });
  await expect(clientOf(apiUrl, 'xoxb-other').auth.test()).rejects.toMatchObject({
    data: { error: 'invalid_auth' },
  });
});

test('a method that does not exist is refused', async () => {
  const { client } = await startTestSlack();
  await expect(client.apiCall('chat.shout')).rejects.toMatchObject({ data: { error: 'unknown_method' } });
});

test('there is no limit of calls in an hour', { timeout: 60_000 }, async () => {
  const { slack } = await startTestSlack();
  const refused: unknown[] = [];
  // `emulate` would answer the 5,000th call with 403.
  for (let batch = 0; batch < 51; batch += 1) {
    const results = await Promise.all(Array.from({ length: 100 }, () => slack.call('auth.test', {})));
    refused.push(...results.filter(({ ok }) => ok !== true));
  }
  expect(refused).toEqual([]);
});

test('listing the messages makes no call, however many threads there are', async () => {
  const { slack, client, channel } = await startTestSlack();
  const user = slack.workspace.users[0]?.id ?? '';
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'first' });
  await client.chat.postMessage({ channel, text: 'answer', thread_ts: ts });
  await client.chat.postMessage({ channel: user, text: 'direct' });
  const { ts: gone = '' } = await client.chat.postMessage({ channel, text: 'deleted' });
  await client.chat.delete({ channel, ts: gone });
  const fetched = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => fetched.mockRestore());

  const listed = [slack.messages(), slack.messages()];

  for (const messages of listed) {
    expect(messages).toMatchObject([
      { text: 'first', ts },
      { text: 'answer', thread_ts: ts },
      { text: 'direct', direct_to: user },
    ]);
  }
  expect(fetched).not.toHaveBeenCalled();
});

test('the private channels of a person are those that the person shares with the app', async () => {
  const { slack, client } = await startTestSlack();
  const [ann = '', ben = ''] = slack.workspace.users.map(({ id }) => id);
  const { channel } = await client.conversations.create({ name: 'board', is_private: true });
  await client.conversations.invite({ channel: channel?.id ?? '', users: ann });
  const privateOf = async (user: string) =>
    (await client.users.conversations({ user, types: 'private_channel' })).channels?.map(({ name }) => name);

  expect(await privateOf(ann)).toEqual(['board']);
  expect(await privateOf(ben)).toEqual([]);
});
