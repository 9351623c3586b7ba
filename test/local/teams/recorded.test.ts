import { expect, test } from 'vitest';
import { type Recorded, recordedActivity } from '../../support/teams-activities.ts';
import { REQUEST_CARD } from '../support/teams-cards.ts';
import { cardMessage, startTestTeams } from '../support/test-teams.ts';

type Started = Awaited<ReturnType<typeof startTestTeams>>;

const DELIVERIES: readonly [Recorded, (started: Started) => Promise<void>][] = [
  ['message-in-channel', ({ teams }) => teams.say({ text: '@Countersign start Ben' })],
  ['message-personal', ({ teams }) => teams.say({ text: 'start Ben', isPersonal: true })],
  [
    'card-action',
    async ({ teams, connector }) => {
      const { activityId } = (await connector.startThread(cardMessage(REQUEST_CARD))).answer;
      await teams.press({ activity: String(activityId), action: 'approve' });
    },
  ],
  ['team-installed', ({ teams }) => teams.install({ place: 'team' })],
  ['installation-update', ({ teams }) => teams.install({ place: 'team' })],
];

const NOTED = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Noted' };

test.each(DELIVERIES)('the embedded Teams sends the members that Teams sends: %s', async (name, deliver) => {
  const started = await startTestTeams({ body: NOTED });
  await deliver(started);
  const recorded = recordedActivity(name, 'https://smba.trafficmanager.net/emea/', 'sealed');
  const sent = started.delivered.find(({ activity }) => activity.type === recorded.type);
  expect(shapeOf(sent?.activity)).toEqual(shapeOf(recorded));
});

/** The members of an object and the types of their values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, shapeOf(one)]));
}
