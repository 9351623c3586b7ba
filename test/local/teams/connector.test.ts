import { expect, test } from 'vitest';
import { CARD_TYPE } from '../../../src/local/teams/card-check.ts';
import { FOREIGN_CHANNEL_ID, MEMBERS, PEOPLE, TEAM, TENANT_ID } from '../../../src/local/teams/tenant.ts';
import { REQUEST_CARD } from '../support/teams-cards.ts';
import { activityPath, cardMessage, startTestTeams } from '../support/test-teams.ts';

const [ann, ben, cleo] = PEOPLE;
const HELLO = { type: 'message', text: 'Hello' };

test('a thread in the channel starts with a card, gets an answer, and the card is replaced', async () => {
  const { teams, connector, channel } = await startTestTeams();
  const { status, answer } = await connector.startThread(cardMessage(REQUEST_CARD));
  expect(status).toBe(201);
  const { id: conversation, activityId } = answer;
  expect(conversation).toBe(`${channel};messageid=${activityId}`);

  const reply = await connector.call('POST', activityPath(conversation), HELLO);
  expect(reply).toMatchObject({ status: 201, answer: { id: expect.stringMatching(/^\d+$/) } });
  const other = await connector.call('POST', activityPath(channel, activityId), HELLO);
  expect(other.status).toBe(201);

  const decided = { ...REQUEST_CARD, actions: [] };
  const put = await connector.call('PUT', activityPath(conversation, activityId), {
    ...cardMessage(decided),
    id: activityId,
  });
  expect(put).toMatchObject({ status: 200, answer: { id: activityId } });
  expect(teams.messages()).toMatchObject([
    {
      id: activityId,
      type: 'message',
      from: teams.bot,
      conversation: { id: conversation, conversationType: 'channel' },
      summary: 'Please decide',
      attachments: [{ contentType: CARD_TYPE, content: decided }],
    },
    { id: reply.answer.id, replyToId: activityId, text: 'Hello' },
    { id: other.answer.id, replyToId: activityId, text: 'Hello' },
  ]);
});

test('a message is deleted', async () => {
  const { teams, connector } = await startTestTeams();
  const { id, activityId } = (await connector.startThread(HELLO)).answer;
  expect((await connector.call('DELETE', activityPath(id, activityId))).status).toBe(200);
  expect(teams.messages()).toEqual([]);
});

test('the bot writes only to people who have installed the app', async () => {
  const { teams, connector } = await startTestTeams();
  const opened = await connector.openPersonal(ben?.aadObjectId ?? '');
  expect(opened).toMatchObject({ status: 201, answer: { id: expect.stringMatching(/^a:/) } });
  expect(await connector.openPersonal(ben?.id ?? '')).toEqual(opened);
  await connector.call('POST', activityPath(opened.answer.id), HELLO);
  expect(teams.messages()).toMatchObject([
    { conversation: { conversationType: 'personal' }, visible_to: ben?.id, text: 'Hello' },
  ]);

  const refused = { status: 403, answer: { error: { code: 'BotNotInConversationRoster' } } };
  expect(await connector.openPersonal(cleo?.aadObjectId ?? '')).toMatchObject(refused);
  await teams.install({ user: 'cleo', place: 'personal' });
  expect(await connector.openPersonal(cleo?.aadObjectId ?? '')).toMatchObject({ status: 201 });
  await teams.uninstall({ user: 'ben', place: 'personal' });
  expect(await connector.call('POST', activityPath(opened.answer.id), HELLO)).toMatchObject(refused);
});

test('the connector names the members of a conversation', async () => {
  const { connector, channel } = await startTestTeams();
  const members = (conversation: unknown, rest = 'members') =>
    connector.call('GET', `conversations/${encodeURIComponent(String(conversation))}/${rest}`);
  const annsAccount = {
    id: ann?.id,
    name: 'Ann Lindqvist',
    givenName: 'Ann',
    surname: 'Lindqvist',
    email: 'ann@example.com',
    userPrincipalName: 'ann@example.com',
    aadObjectId: ann?.aadObjectId,
    objectId: ann?.aadObjectId,
    tenantId: TENANT_ID,
    userRole: 'user',
  };
  for (const id of [ann?.id, ann?.aadObjectId, 'ann@example.com']) {
    expect(await members(channel, `members/${id}`)).toMatchObject({ status: 200, answer: annsAccount });
  }
  expect((await members(channel)).answer).toMatchObject([
    annsAccount,
    {},
    {},
    { name: 'Dana Petrov', userRole: 'guest', tenantId: TENANT_ID },
    { name: 'Eli Haddad', userRole: 'user', tenantId: expect.not.stringMatching(TENANT_ID) },
  ]);
  const personal = (await connector.openPersonal(ben?.id ?? '')).answer.id;
  expect((await members(personal)).answer).toMatchObject([{ id: ben?.id }]);
  const unknown = { status: 404, answer: { error: { code: 'MemberNotFoundInConversation' } } };
  expect(await members(channel, 'members/29:nobody')).toMatchObject(unknown);
  expect(await members(personal, `members/${ann?.id}`)).toMatchObject(unknown);
});

test('the connector names the members in pages', async () => {
  const { connector, channel } = await startTestTeams();
  const names: string[] = [];
  let token: unknown;
  do {
    const query = `pageSize=2${token === undefined ? '' : `&continuationToken=${token}`}`;
    const page = `conversations/${encodeURIComponent(String(channel))}/pagedmembers?${query}`;
    const { members, continuationToken } = (await connector.call('GET', page)).answer;
    const found = members as { name: string }[];
    expect(found.length).toBeLessThanOrEqual(2);
    names.push(...found.map(({ name }) => name));
    token = continuationToken;
  } while (token !== undefined);
  expect(names).toEqual(MEMBERS.map(({ name }) => name));
});

test('the connector names the team and its channels', async () => {
  const { connector, channel } = await startTestTeams();
  const team = `teams/${encodeURIComponent(TEAM.id)}`;
  expect(await connector.call('GET', team)).toMatchObject({
    answer: { id: TEAM.id, name: 'Example', aadGroupId: TEAM.aadGroupId },
  });
  expect(await connector.call('GET', `${team}/conversations`)).toMatchObject({
    answer: { conversations: [{ id: TEAM.id }, { id: channel, name: 'approvals' }] },
  });
});

test.each([
  ['another team', FOREIGN_CHANNEL_ID, 403, 'BotNotInConversationRoster'],
  ['a channel that does not exist', '19:gone@thread.tacv2', 404, 'ConversationNotFound'],
])('a message to %s is refused', async (_, channel, status, code) => {
  const { connector } = await startTestTeams();
  const refused = { status, answer: { error: { code, message: expect.any(String) } } };
  expect(await connector.startThread(HELLO, channel)).toMatchObject(refused);
  expect(await connector.call('POST', activityPath(channel), HELLO)).toMatchObject(refused);
});

test('without the app in the team, the channel is closed', async () => {
  const { teams, connector } = await startTestTeams();
  await teams.uninstall({ place: 'team' });
  expect(await connector.startThread(HELLO)).toMatchObject({ status: 403 });
});

test('messages of others, and messages that do not exist, cannot be replaced', async () => {
  const { teams, connector, channel } = await startTestTeams();
  await teams.say({ text: 'Hello' });
  for (const id of [teams.messages()[0]?.id, '1']) {
    expect(await connector.call('PUT', activityPath(channel, id), HELLO)).toMatchObject({
      status: 404,
      answer: { error: { code: 'ActivityNotFoundInConversation' } },
    });
  }
});

test.each([
  ['a wrong token', 'Bearer x.y.z'],
  ['no bearer', 'Basic abc'],
])('a call with %s is refused', async (_, authorization) => {
  const { connector, channel } = await startTestTeams();
  expect(await connector.call('POST', activityPath(channel), HELLO, authorization)).toMatchObject({
    status: 401,
    answer: { message: 'Authorization has been denied for this request.' },
  });
});

test.each([
  ['another tenant', HELLO, ann?.aadObjectId],
  ['no activity', undefined, TENANT_ID],
  ['an activity of another type', { type: 'typing' }, TENANT_ID],
  ['an activity without content', { type: 'message' }, TENANT_ID],
  ['a card of another kind', { type: 'message', attachments: [{ contentType: 'x' }] }, TENANT_ID],
  ['a bad card', cardMessage({ ...REQUEST_CARD, version: '1.6' }), TENANT_ID],
])('a thread with %s is refused, and not shown', async (_, activity, tenant) => {
  const { teams, connector, channel } = await startTestTeams();
  expect(await connector.startThread(activity, channel, tenant)).toMatchObject({
    status: 400,
    answer: { error: { code: 'BadSyntax', message: expect.any(String) } },
  });
  expect(teams.messages()).toEqual([]);
});

test('a message of more than 80 KB in UTF-16 is refused', async () => {
  const { connector } = await startTestTeams();
  const withText = (text: string) => connector.startThread({ type: 'message', text });
  const rest = JSON.stringify({ type: 'message', text: '' }).length;
  expect(await withText('x'.repeat(40 * 1024 - rest))).toMatchObject({ status: 201 });
  expect(await withText('x'.repeat(40 * 1024 - rest + 1))).toMatchObject({
    status: 413,
    answer: { error: { code: 'MessageSizeTooBig' } },
  });
});

test('more than 7 sends in a second are refused, and are allowed a second later', async () => {
  let time = Date.now();
  const { connector } = await startTestTeams({}, { now: () => time });
  for (let sent = 0; sent < 7; sent += 1) {
    expect(await connector.startThread(HELLO)).toMatchObject({ status: 201 });
  }
  expect(await connector.startThread(HELLO)).toMatchObject({
    status: 429,
    retryAfter: '1',
    answer: { error: { code: 'Throttled' } },
  });
  time += 1_000;
  expect(await connector.startThread(HELLO)).toMatchObject({ status: 201 });
});
