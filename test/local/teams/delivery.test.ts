import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { CARD_TYPE } from '../../../src/local/teams/card-check.ts';
import { APP_ID, PEOPLE, TEAM, TENANT_ID } from '../../../src/local/teams/tenant.ts';
import { REQUEST_CARD } from '../support/teams-cards.ts';
import { activityPath, type Bot, cardMessage, startTestTeams } from '../support/test-teams.ts';

const [ann, ben] = PEOPLE;
const DECIDED = { ...REQUEST_CARD, actions: [] };
const CLIENT_INFO = { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' };

const NOTED = {
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Noted' },
};

/** Starts Teams with one card in the channel. */
async function startWithCard(bot: Bot = NOTED, card: unknown = REQUEST_CARD) {
  const started = await startTestTeams(bot);
  const { id, activityId } = (await started.connector.startThread(cardMessage(card))).answer;
  return { ...started, conversation: String(id), activity: String(activityId) };
}

/** What all activities have. */
function commonOf(serviceUrl: string, person = ann) {
  return {
    channelId: 'msteams',
    serviceUrl,
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    localTimestamp: expect.any(String),
    localTimezone: 'UTC',
    locale: 'en-US',
    from: { id: person?.id, name: person?.name, aadObjectId: person?.aadObjectId },
    recipient: { id: `28:${APP_ID}`, name: 'Countersign' },
  };
}

const TEAM_DATA = { id: TEAM.id, name: TEAM.name, aadGroupId: TEAM.aadGroupId };

test('a delivery is signed for the bot and its service URL', async () => {
  const { teams, delivered } = await startTestTeams();
  await teams.say({ text: '@Countersign help' });
  const { TEAMS_OPENID_URL, TEAMS_SERVICE_URL } = teams.variables;
  const { jwks_uri } = (await (await fetch(TEAMS_OPENID_URL)).json()) as { jwks_uri: string };
  const [, token = ''] = delivered[0]?.authorization.split('Bearer ') ?? [];
  const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)));
  expect(payload).toMatchObject({
    iss: 'https://api.botframework.com',
    aud: APP_ID,
    serviceurl: TEAMS_SERVICE_URL,
  });
});

test('a message that mentions the bot reaches it in the format of Teams', async () => {
  const { teams, delivered, channel } = await startTestTeams();
  await teams.say({ user: 'ben', text: '@Countersign start Ben approvers: @Cleo Marchetti' });
  const text = '<at>Countersign</at> start Ben approvers: <at>Cleo Marchetti</at>';
  const [message] = teams.messages();
  const { id } = message ?? {};
  expect(delivered.map(({ activity }) => activity)).toEqual([
    {
      ...commonOf(teams.variables.TEAMS_SERVICE_URL, ben),
      type: 'message',
      id,
      text,
      textFormat: 'plain',
      attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }],
      conversation: {
        id: `${channel};messageid=${id}`,
        conversationType: 'channel',
        isGroup: true,
        tenantId: TENANT_ID,
      },
      entities: [
        {
          type: 'mention',
          text: '<at>Countersign</at>',
          mentioned: { id: `28:${APP_ID}`, name: 'Countersign' },
        },
        {
          type: 'mention',
          text: '<at>Cleo Marchetti</at>',
          mentioned: { id: '29:1cleo', name: 'Cleo Marchetti' },
        },
        CLIENT_INFO,
      ],
      channelData: {
        channel: { id: channel },
        team: { id: TEAM.id },
        tenant: { id: TENANT_ID },
        teamsChannelId: channel,
        teamsTeamId: TEAM.id,
      },
    },
  ]);
  expect(message).toMatchObject({ from: { id: ben?.id, name: 'Ben Okafor' }, text });
});

test('a message that does not mention the bot is only shown', async () => {
  const { teams, delivered } = await startTestTeams();
  await teams.say({ text: 'Good morning, @ben and info@countersign.example' });
  expect(teams.messages()).toMatchObject([
    { text: 'Good morning, <at>Ben Okafor</at> and info@countersign.example' },
  ]);
  expect(delivered).toEqual([]);
});

test('an answer in a thread is in the conversation of the thread', async () => {
  const { teams, delivered, conversation, activity } = await startWithCard();
  await teams.say({ text: '@countersign status', replyTo: activity });
  expect(delivered[0]?.activity.conversation.id).toBe(conversation);
  expect(teams.messages()[1]).toMatchObject({ replyToId: activity, conversation: { id: conversation } });
});

test('a personal message needs no mention, but the app', async () => {
  const { teams, delivered } = await startTestTeams();
  await teams.say({ text: 'help', isPersonal: true });
  expect(delivered[0]?.activity).toMatchObject({
    ...commonOf(teams.variables.TEAMS_SERVICE_URL),
    type: 'message',
    text: 'help',
    conversation: { id: expect.stringMatching(/^a:/), conversationType: 'personal', tenantId: TENANT_ID },
    entities: [CLIENT_INFO],
    channelData: { tenant: { id: TENANT_ID } },
  });
  expect(delivered[0]?.activity.conversation).not.toHaveProperty('isGroup');
  expect(teams.messages()).toMatchObject([{ visible_to: ann?.id }]);
  const cleos = teams.say({ user: 'cleo', text: 'help', isPersonal: true });
  await expect(cleos).rejects.toMatchObject({ code: 'NotInstalled' });
});

test('a press reaches the bot in the format of Teams', async () => {
  const { teams, delivered, conversation, activity, channel } = await startWithCard();
  await teams.press({ user: 'ben', activity, action: 'approve' });
  expect(delivered[0]?.activity).toEqual({
    ...commonOf(teams.variables.TEAMS_SERVICE_URL, ben),
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: expect.stringMatching(/^f:/),
    replyToId: activity,
    value: {
      action: {
        type: 'Action.Execute',
        title: 'Approve',
        verb: 'approve',
        data: { payload: 'sealed-approve' },
      },
      trigger: 'manual',
    },
    conversation: {
      id: conversation,
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT_ID,
    },
    entities: [CLIENT_INFO],
    channelData: {
      channel: { id: channel },
      team: { id: TEAM.id },
      tenant: { id: TENANT_ID },
      source: { name: 'message' },
      legacy: { replyToId: expect.any(String) },
    },
  });
});

test('the inputs of a shown card are sent with its button', async () => {
  const { teams, delivered, activity } = await startWithCard();
  await teams.press({ activity, action: 'Reject', values: { comment: 'Too early' } });
  await teams.press({ activity, action: 'Reject' });
  expect(delivered.map(({ activity: { value } }) => value.action.data)).toEqual([
    { payload: 'sealed-reject', comment: 'Too early' },
    { payload: 'sealed-reject', comment: '' },
  ]);
});

test('the card of the answer is shown to the person who pressed, until the message is replaced', async () => {
  const bot = { body: { statusCode: 200, type: CARD_TYPE, value: DECIDED } };
  const { teams, connector, conversation, activity } = await startWithCard(bot);
  await teams.press({ user: 'ben', activity, action: 'approve' });
  expect(teams.messages()[0]).toMatchObject({
    attachments: [{ content: REQUEST_CARD }],
    own_cards: { [ben?.id ?? '']: DECIDED },
  });
  // Ben's card has no buttons, Ann's still has them.
  const again = teams.press({ user: 'ben', activity, action: 'approve' });
  await expect(again).rejects.toMatchObject({ code: 'UnknownAction' });
  await connector.call('PUT', activityPath(conversation, activity), cardMessage(DECIDED));
  expect(teams.messages()[0]).toMatchObject({ attachments: [{ content: DECIDED }] });
  expect(teams.messages()[0]).not.toHaveProperty('own_cards');
});

test.each([
  ['a message', 200, 'application/vnd.microsoft.activity.message', 'Already approved', false],
  [
    'an error',
    403,
    'application/vnd.microsoft.error',
    { code: 'NotAllowed', message: 'Already approved' },
    true,
  ],
])('%s in the answer is shown to the person who pressed', async (_, statusCode, type, value, is_error) => {
  const { teams, activity } = await startWithCard({ body: { statusCode, type, value } });
  await teams.press({ user: 'ben', activity, action: 'approve' });
  expect(teams.messages()[0]?.private_answers).toEqual({
    [ben?.id ?? '']: { text: 'Already approved', is_error },
  });
});

test.each([
  ['a bad card', { statusCode: 200, type: CARD_TYPE, value: { type: 'AdaptiveCard' } }],
  ['another type', { statusCode: 200, type: 'text/plain', value: 'x' }],
  ['an error that says 200', { statusCode: 200, type: 'application/vnd.microsoft.error', value: {} }],
  ['JSON of its own', { ok: true }],
  ['no body', undefined],
])('an answer that Teams does not know fails: %s', async (_, body) => {
  const { teams, activity } = await startWithCard({ body });
  const press = teams.press({ activity, action: 'approve' });
  await expect(press).rejects.toMatchObject({ code: 'EndpointFailed' });
});

test('an Action.Submit is sent as a message with a value', async () => {
  const card = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'Input.Text', id: 'title', label: 'Title', isRequired: true, maxLength: 5 },
      { type: 'Input.Toggle', id: 'sure', title: 'Sure', valueOff: 'no' },
    ],
    actions: [{ type: 'Action.Submit', title: 'Send', data: { form: 1 } }],
  };
  const { teams, delivered, activity } = await startWithCard({}, card);
  await teams.press({ activity, action: 'Send', values: { title: 'Shop' } });
  expect(delivered[0]?.activity).toMatchObject({
    type: 'message',
    replyToId: activity,
    value: { form: 1, title: 'Shop', sure: 'no' },
  });
  for (const values of [{}, { title: 'Shop 2' }]) {
    const press = teams.press({ activity, action: 'Send', values });
    await expect(press).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringMatching(/^Title: /),
    });
  }
});

test.each([
  ['team', TEAM_DATA],
  ['personal', undefined],
] as const)('the bot is told that it was added to, and removed from: %s', async (place, team) => {
  const { teams, delivered, channel } = await startTestTeams();
  await teams.install({ user: 'ben', place });
  await teams.uninstall({ user: 'ben', place });
  const [added, joined, removed] = delivered.map(({ activity }) => activity);
  const tenant = { id: TENANT_ID };
  const source = { name: 'message' };
  expect(added).toMatchObject({
    from: { id: ben?.id, aadObjectId: ben?.aadObjectId },
    type: 'installationUpdate',
    action: 'add',
    channelData: team
      ? { settings: { selectedChannel: { id: channel } }, channel: { id: channel }, team, tenant, source }
      : { tenant, source },
  });
  expect(joined).toMatchObject({
    type: 'conversationUpdate',
    membersAdded: [{ id: `28:${APP_ID}` }],
    conversation: { conversationType: team ? 'channel' : 'personal' },
    channelData: team ? { eventType: 'teamMemberAdded', team } : { tenant },
  });
  expect(removed).toMatchObject({ type: 'installationUpdate', action: 'remove' });
});

test('the embedded Teams refuses actions that Teams does not allow', async () => {
  const { teams, delivered, connector, activity } = await startWithCard();
  const approve = { activity, action: 'approve' };
  const refused = (action: Promise<void>, code: string) => expect(action).rejects.toMatchObject({ code });
  await refused(teams.press({ ...approve, user: 'eve' }), 'UnknownPerson');
  await refused(teams.press({ ...approve, activity: '1' }), 'UnknownMessage');
  await refused(teams.press({ ...approve, action: 'x' }), 'UnknownAction');
  await refused(teams.say({ text: ' ' }), 'EmptyMessage');
  const { id } = (await connector.openPersonal(ben?.id ?? '')).answer;
  const sent = await connector.call('POST', activityPath(id), cardMessage(REQUEST_CARD));
  // A message to Ben is not seen by Ann.
  await refused(teams.press({ activity: String(sent.answer.id), action: 'approve' }), 'UnknownMessage');
  expect(delivered).toEqual([]);
});

test('an error reports a bot that refuses a delivery, or answers too late', async () => {
  const { teams } = await startTestTeams({ status: 401 });
  await expect(teams.say({ text: '@Countersign help' })).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: 'The Teams endpoint answered with status 401.',
  });

  const limit = new AbortController();
  const never = () => {
    limit.abort();
    return new Promise<object>(() => undefined);
  };
  const { teams: slow } = await startTestTeams(never, { answerLimit: () => limit.signal });
  await expect(slow.say({ text: '@Countersign help' })).rejects.toMatchObject({
    code: 'EndpointFailed',
    message: 'The Teams endpoint did not answer in time.',
  });
});

test('a change is announced to listeners', async () => {
  const { teams, connector } = await startTestTeams();
  let changes = 0;
  const stop = teams.onChange(() => {
    changes += 1;
  });
  await connector.startThread({ type: 'message', text: 'Hello' });
  expect(changes).toBe(1);
  stop();
  await connector.startThread({ type: 'message', text: 'Hello' });
  expect(changes).toBe(1);
});
