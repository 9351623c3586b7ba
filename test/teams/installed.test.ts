import { expect, it } from 'vitest';
import { APP_ID } from '../support/teams-authority.ts';
import { ANN, CHANNEL } from '../support/teams-fake-connector.ts';
import { startTeamsWorld } from '../support/teams-world.ts';

const BOT = { id: `28:${APP_ID}` };

it('a team gets the id of its channel, ready for the setting', async () => {
  const world = await startTeamsWorld();
  const added = world.activityOf(ANN, { type: 'conversationUpdate', membersAdded: [BOT] });

  const { statusCode } = await world.send({ ...added, conversation: { ...added.conversation, id: CHANNEL } });

  expect(statusCode).toBe(200);
  expect(world.fake.calls).toMatchObject([
    {
      method: 'POST',
      path: `/v3/conversations/${CHANNEL}/activities`,
      body: {
        type: 'message',
        text: `The app is installed. To have requests posted here, set teamsChannel of the deployment to ${CHANNEL}.`,
      },
    },
  ]);
});

it('the channel that the person chose comes first', async () => {
  const world = await startTeamsWorld();
  const added = world.activityOf(ANN, { type: 'conversationUpdate', membersAdded: [BOT] });
  const settings = { selectedChannel: { id: '19:chosen@thread.tacv2' } };

  await world.send({ ...added, channelData: { ...added.channelData, settings } });

  expect(world.fake.calls[0]?.body.text).toContain('19:chosen@thread.tacv2');
});

it('a person is told what the app does', async () => {
  const world = await startTeamsWorld();
  const added = world.activityOf(ANN, { type: 'conversationUpdate', membersAdded: [{ id: ANN.id }, BOT] });
  const { tenant } = added.channelData;
  const conversation = { ...added.conversation, id: 'a:1-ann', conversationType: 'personal' };

  await world.send({ ...added, conversation, channelData: { tenant } });

  expect(world.fake.calls[0]?.body.text).toMatch(/^The app is installed for you\..*Type help/);
});

it.each([
  {
    title: 'another member who was added',
    members: { type: 'conversationUpdate', membersAdded: [{ id: ANN.id }] },
  },
  { title: 'the bot that was removed', members: { type: 'conversationUpdate', membersRemoved: [BOT] } },
  { title: 'the event that comes beside', members: { type: 'installationUpdate', action: 'add' } },
  { title: 'a removal of the app', members: { type: 'installationUpdate', action: 'remove' } },
])('$title gets no answer', async ({ members }) => {
  const world = await startTeamsWorld();

  const { statusCode } = await world.send(world.activityOf(ANN, members));

  expect(statusCode).toBe(200);
  expect(world.fake.calls).toEqual([]);
  expect(world.lines).toMatchObject([{ event: 'teams', kind: members.type }]);
});

it('an answer that cannot be sent is logged, so that an alarm hears of it, and the event is accepted', async () => {
  const world = await startTeamsWorld();
  world.fake.fail('POST activities', { status: 403, code: 'BotNotInConversationRoster' });

  const { statusCode } = await world.send(
    world.activityOf(ANN, { type: 'conversationUpdate', membersAdded: [BOT] }),
  );

  expect(statusCode).toBe(200);
  expect(world.lines).toMatchObject([
    { event: 'reply_failed', level: 'error', surface: 'teams' },
    { event: 'teams', outcome: 'installed' },
  ]);
});
