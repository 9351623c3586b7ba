import { expect, it } from 'vitest';
import { sealButtons } from '../../src/approval/buttons.ts';
import { createActionSealer } from '../../src/callback/url.ts';
import { ConfigError, loadConfig } from '../../src/config.ts';
import type { HttpResponse } from '../../src/http.ts';
import { configuredFormats } from '../../src/wiring/formats.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { configuredSurfaces } from '../../src/wiring/surfaces.ts';
import { createTeams } from '../../src/wiring/teams.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';
import { request, waiting } from '../support/requests.ts';
import { APP_ID, startTeamsAuthority, TENANT_ID } from '../support/teams-authority.ts';
import { ANN, CHANNEL, startFakeConnector } from '../support/teams-fake-connector.ts';
import { httpEvent } from '../support/web-event.ts';
import { TASK_TOKEN } from '../support/web-fake-workflow.ts';

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:ApprovalEmails';
const silent = () => undefined;

/** Teams, AWS and the variables for both. Payloads are not encrypted. */
async function startEnvironment() {
  const [fake, authority, aws] = await Promise.all([
    startFakeConnector(),
    startTeamsAuthority(Date.now),
    startAwsJsonServer(({ operation }) =>
      operation === 'GetSecretValue' ? { SecretString: '{"clientSecret":"very-secret"}' } : { events: [] },
    ),
  ]);
  const env = {
    AWS_ENDPOINT_URL: aws.options.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    STATE_MACHINE_ARN: MACHINE,
    TEAMS_APP_ID: APP_ID,
    TEAMS_TENANT_ID: TENANT_ID,
    TEAMS_CHANNEL: CHANNEL,
    TEAMS_SECRET_ID: 'teams',
    TEAMS_SERVICE_URL: fake.serviceUrl,
    TEAMS_AUTHORITY_URL: fake.authorityUrl,
    TEAMS_OPENID_URL: authority.openIdUrl,
  };
  return { fake, authority, aws, env };
}

/** The buttons of a request. */
async function buttonsOf(env: Readonly<Record<string, string>>) {
  const { seal } = configuredFormats(loadConfig(env, []), env, silent);
  const sealed = createActionSealer(seal, 'https://example.com');
  return sealButtons(waiting(request()), TASK_TOKEN, { name: 'teams', confirm: true }, [{}], sealed);
}

it('the function decides by a signed press, with the secret from Secrets Manager', async () => {
  const { fake, authority, aws, env } = await startEnvironment();
  const [approve] = await buttonsOf(env);
  const handler = createTeams(env, silent);
  const activity = {
    type: 'invoke',
    name: 'adaptiveCard/action',
    channelId: 'msteams',
    serviceUrl: fake.serviceUrl,
    replyToId: '1',
    from: { id: ANN.id, name: ANN.name, aadObjectId: ANN.aadObjectId },
    conversation: { id: `${CHANNEL};messageid=1`, tenantId: TENANT_ID },
    channelData: { tenant: { id: TENANT_ID } },
    value: { action: { type: 'Action.Execute', verb: 'decide', data: { payload: approve?.sealed } } },
  };
  const token = await authority.sign({ serviceUrl: fake.serviceUrl });

  const response = (await handler(
    httpEvent('https://example.com/teams/messages', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(activity),
      base64: true,
    }),
  )) as HttpResponse;

  expect(response.statusCode).toBe(200);
  expect(JSON.parse(response.body)).toMatchObject({ value: expect.stringContaining('Approved by Ann Lee') });
  expect(aws.calls.map(({ operation }) => operation)).toContain('SendTaskSuccess');
  expect(fake.tokens[0]?.get('client_secret')).toBe('very-secret');
});

it('the surface posts and updates by the same bot', async () => {
  const { fake, env } = await startEnvironment();
  const [teams] = configuredSurfaces(loadConfig(env, []), env, silent);

  const shown = await teams?.show(waiting(), await buttonsOf(env), undefined);

  expect(teams?.name).toBe('teams');
  expect(shown).toMatchObject({ reference: { service_url: fake.serviceUrl } });
});

it('the payload of a button of Teams is refused as a link, because the link does not identify the person', async () => {
  const { env } = await startEnvironment();
  const [approve] = await buttonsOf(env);
  const respond = createRespond(env, silent);
  const link = `https://example.com/respond?data=${encodeURIComponent(approve?.sealed ?? '')}`;

  const response = (await respond(httpEvent(link, { method: 'POST' }))) as HttpResponse;

  expect(response).toMatchObject({ statusCode: 400, body: expect.stringContaining('InvalidPayload') });
});

it.each(['STATE_MACHINE_ARN', 'TEAMS_APP_ID', 'TEAMS_TENANT_ID'])(
  'the endpoint does not start without %s',
  async (variable) => {
    const { env } = await startEnvironment();

    expect(() => createTeams({ ...env, [variable]: '' }, silent)).toThrow(
      new ConfigError(`The environment variable ${variable} is not set.`),
    );
  },
);

it('the endpoint does not start without a secret', async () => {
  const { env } = await startEnvironment();

  expect(() => createTeams({ ...env, TEAMS_SECRET_ID: '' }, silent)).toThrow(ConfigError);
});
