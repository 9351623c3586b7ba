import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../src/http.ts';
import type { LogLine } from '../../src/log.ts';
import { createTeams } from '../../src/wiring/teams.ts';
import type { AwsCall } from '../support/aws-json-server.ts';
import { RECORDED, type Recorded, recordedActivity } from '../support/teams-activities.ts';
import { APP_ID } from '../support/teams-authority.ts';
import { sealedButtons, startTeamsEnvironment } from '../support/teams-environment.ts';
import { ANN, CHANNEL } from '../support/teams-fake-connector.ts';
import { httpEvent } from '../support/web-event.ts';

type Activity = ReturnType<typeof recordedActivity>;

/** What each delivery does in AWS, and what Teams then shows. */
const EFFECTS: Readonly<Record<Recorded, { aws: readonly string[]; shows: string }>> = {
  'message-in-channel': { aws: ['StartExecution'], shows: 'Requested: Approval for Ben.' },
  'message-personal': { aws: ['StartExecution'], shows: 'Requested: Approval for Ben.' },
  'card-action': { aws: ['SendTaskSuccess'], shows: 'Approved by Ann Lee (aad:aaaaaaaa…) in Teams' },
  'team-installed': { aws: [], shows: `set teamsChannel of the deployment to ${CHANNEL}.` },
  // The change of the members comes beside it, and is answered.
  'installation-update': { aws: [], shows: '' },
};

/** The function with all that it calls. Step Functions lets a task end once, and knows an execution by its name. */
async function startFunction() {
  const effects = new Map<string, AwsCall>();
  const { fake, authority, env } = await startTeamsEnvironment((call) => {
    const { operation, input } = call;
    if (operation === 'StartExecution') {
      effects.set(String(input.name), call);
      return { executionArn: `${env.STATE_MACHINE_ARN}:${input.name}`, startDate: 0 };
    }
    if (operation !== 'SendTaskSuccess') return { events: [] };
    if (effects.has(operation)) return { __type: 'TaskTimedOut' };
    effects.set(operation, call);
    return {};
  });
  // Who writes to the bot has installed it.
  fake.installedFor.push(ANN);
  const lines: LogLine[] = [];
  const handler = createTeams(env, (line) => void lines.push(line));
  const [approve] = await sealedButtons(env);
  return {
    lines,
    done: () => [...effects.values()].map(({ operation }) => operation),
    /** The texts of all that was sent to Teams or answered. */
    shown: (responses: readonly HttpResponse[]) =>
      [...fake.calls.map(({ body }) => JSON.stringify(body)), ...responses.map(({ body }) => body)].join(
        '\n',
      ),
    calls: fake.calls,
    sign: (parts: object = {}) => authority.sign({ serviceUrl: fake.serviceUrl, ...parts }),
    recorded: (name: Recorded) => recordedActivity(name, fake.serviceUrl, approve?.sealed),
    async deliver(activity: Activity, token?: string) {
      const event = httpEvent('https://example.com/teams/messages', {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)',
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(activity),
      });
      return (await handler(event)) as HttpResponse;
    },
  };
}

const ofOtherTenant = (member: 'conversation' | 'channelData', activity: Activity): Activity => {
  const other = member === 'conversation' ? { tenantId: APP_ID } : { tenant: { id: APP_ID } };
  return { ...activity, [member]: { ...activity[member], ...other } };
};

describe.each(RECORDED)('%s', (name) => {
  const { aws, shows } = EFFECTS[name];

  it('does what it is for', async () => {
    const { deliver, recorded, sign, done, shown } = await startFunction();

    const response = await deliver(recorded(name), await sign());

    expect(response.statusCode).toBe(200);
    expect(done()).toEqual(aws);
    expect(shown([response])).toContain(shows);
  });

  it('has one effect if it is delivered twice', async () => {
    const { deliver, recorded, sign, done } = await startFunction();

    const first = await deliver(recorded(name), await sign());
    const second = await deliver(recorded(name), await sign());

    expect([first.statusCode, second.statusCode]).toEqual([200, 200]);
    expect(done()).toEqual(aws);
  });

  it('has one effect if it is delivered twice at once', async () => {
    const { deliver, recorded, sign, done } = await startFunction();
    const token = await sign();

    await Promise.all([deliver(recorded(name), token), deliver(recorded(name), token)]);

    expect(done()).toEqual(aws);
  });

  it.each([
    { title: 'unsigned', status: 401 },
    { title: 'with a stale token', status: 401, parts: { notBefore: -7200, expires: -301 } },
    { title: 'with a wrong signature', status: 401, parts: { forged: true } },
    {
      title: 'in a conversation of another tenant',
      status: 403,
      parts: {},
      tenantIn: 'conversation' as const,
    },
    { title: 'with data of another tenant', status: 403, parts: {}, tenantIn: 'channelData' as const },
  ])('is refused, and does nothing: $title', async ({ status, parts, tenantIn }) => {
    const { deliver, recorded, sign, done, calls, lines } = await startFunction();
    const activity = tenantIn ? ofOtherTenant(tenantIn, recorded(name)) : recorded(name);

    const response = await deliver(activity, parts && (await sign(parts)));

    expect(response.statusCode).toBe(status);
    expect(done()).toEqual([]);
    expect(calls).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ event: 'teams_refused', status });
  });
});
