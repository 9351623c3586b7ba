import { describe, expect, it } from 'vitest';
import { formatLine, type LogLine } from '../../src/log.ts';
import { followUpEvent } from '../../src/teams/follow-up.ts';
import { createTeams } from '../../src/wiring/teams.ts';
import type { AwsAnswer, AwsCall } from '../support/aws-json-server.ts';
import { recordedActivity } from '../support/teams-activities.ts';
import { sealedButtons, startTeamsEnvironment } from '../support/teams-environment.ts';
import { ANN } from '../support/teams-fake-connector.ts';
import { httpEvent } from '../support/web-event.ts';

const SECRET = 'very-secret';

async function startFollowUps(answer?: (call: AwsCall) => AwsAnswer) {
  const { fake, authority, aws, env } = await startTeamsEnvironment(answer);
  fake.installedFor.push(ANN);
  const [approve] = await sealedButtons(env);
  const lines: LogLine[] = [];
  const handler = createTeams({ ...env, AWS_LAMBDA_FUNCTION_NAME: 'teams' }, (line) => void lines.push(line));
  const activity = recordedActivity('card-action', fake.serviceUrl, approve?.sealed);
  const operations = () => aws.calls.map(({ operation }) => operation);
  return { fake, authority, handler, activity, lines, operations };
}

describe('a follow-up', () => {
  it('makes the press again, and tells the outcome in the personal chat', async () => {
    const { fake, handler, activity, operations } = await startFollowUps();

    const answer = await handler(followUpEvent({ activity, at: Date.now() }, SECRET));

    expect(answer).toBeUndefined();
    expect(operations()).toContain('SendTaskSuccess');
    const told = fake.called('POST').at(-1);
    expect(told?.path).toBe(`/v3/conversations/a:${ANN.id}/activities`);
    expect(told?.body.text).toContain('Approved by Ann Lee (aad:aaaaaaaa…) in Teams');
  });

  it.each([
    { title: 'without the secret', change: (event: object) => ({ ...event, signature: 'AAAA' }) },
    {
      title: 'in the name of another person',
      change: (event: ReturnType<typeof followUpEvent>) => ({
        ...event,
        teams_follow_up: {
          ...event.teams_follow_up,
          activity: { ...event.teams_follow_up.activity, from: { id: '29:1-ben' } },
        },
      }),
    },
  ])('that a program makes $title does nothing', async ({ change }) => {
    const { fake, handler, activity, lines, operations } = await startFollowUps();

    await handler(change(followUpEvent({ activity, at: Date.now() }, SECRET)));

    expect(operations()).toEqual(['GetSecretValue']);
    expect(fake.calls).toEqual([]);
    expect(lines).toMatchObject([{ event: 'teams_follow_up', outcome: 'InvalidSignature' }]);
    expect(lines.map((line) => formatLine(line, new Date(0))).join()).not.toContain(SECRET);
  });

  it('is never an HTTP request, whatever its body is', async () => {
    const { fake, handler, activity, operations } = await startFollowUps();
    const event = followUpEvent({ activity, at: Date.now() }, SECRET);
    const request = httpEvent('https://example.com/teams/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });

    const refused = [await handler(request), await handler({ ...request, ...event })];

    expect(refused).toMatchObject([{ statusCode: 401 }, { statusCode: 401 }]);
    expect(operations()).not.toContain('SendTaskSuccess');
    expect(fake.calls).toEqual([]);
  });
});
