import { expect, it } from 'vitest';
import { APP_ID } from '../support/teams-authority.ts';
import { ANN, BEN, CHANNEL } from '../support/teams-fake-connector.ts';
import { startTeamsWorld } from '../support/teams-world.ts';

/** A bot whose channel is not known yet: it runs before it is added to a team, which tells the id. */
async function startWorld() {
  const world = await startTeamsWorld({ channel: undefined });
  world.fake.installedFor.push(ANN, BEN);
  return world;
}

it('answers the installation with the id of the channel', async () => {
  const world = await startWorld();
  const membersAdded = [{ id: `28:${APP_ID}` }];

  await world.send(world.activityOf(ANN, { type: 'conversationUpdate', membersAdded }));

  expect(world.fake.calls[0]?.body.text).toContain(`set teamsChannel of the deployment to ${CHANNEL}.`);
});

it('starts nothing, and says what is missing', async () => {
  const world = await startWorld();

  const answer = await world.say('start Ben');

  expect(answer).toMatch(/Nothing was started: no channel for requests is set yet\..*teamsChannel/);
  expect(world.started).toEqual([]);
});

it('starts a request that is shown elsewhere', async () => {
  const world = await startWorld();

  expect(await world.say('start Ben surfaces: email')).toContain('Requested: Approval for Ben.');
  expect(world.started).toHaveLength(1);
});

it('starts a request that names its channel, unless the deployment posts in none', async () => {
  const world = await startWorld();
  await world.say(`start Ben channel: ${CHANNEL}`);
  expect(world.started).toMatchObject([{ input: { teams_channel: CHANNEL } }]);

  const other = await startTeamsWorld({ channel: undefined, surfaces: [{ name: 'email' }] });
  expect(await other.say(`start Ben channel: ${CHANNEL}`)).toContain('posts in no channels of Teams.');
  expect(other.started).toEqual([]);
});

it('shows a request of another surface only to its requester', async () => {
  const world = await startWorld();
  await world.ask({ name: 'Ben', requester: 'ann', requester_id: `aad:${ANN.aadObjectId}` });

  const personal = { personal: true };
  expect(await world.say('list', ANN, personal)).toContain('Approval for Ben');
  expect(await world.say('list', BEN, personal)).not.toContain('Approval for Ben');
  expect(await world.say('list', ANN)).not.toContain('Approval for Ben');
});

it('shows a request of another surface to no approver, because no channel tells their address', async () => {
  const world = await startWorld();
  await world.ask({ name: 'Ben', requester: 'ann', approvers: ['ben@example.com'] });

  expect(await world.say('list', BEN, { personal: true })).not.toContain('Approval for Ben');
});

it('explains its commands', async () => {
  const world = await startWorld();

  expect(await world.say('help')).toContain('start &lt;name&gt;');
});
