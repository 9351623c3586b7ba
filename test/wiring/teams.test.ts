import { expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import type { HttpResponse } from '../../src/http.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { configuredSurfaces } from '../../src/wiring/surfaces.ts';
import { createTeams } from '../../src/wiring/teams.ts';
import { waiting } from '../support/requests.ts';
import { recordedActivity } from '../support/teams-activities.ts';
import { sealedButtons, startTeamsEnvironment } from '../support/teams-environment.ts';
import { httpEvent } from '../support/web-event.ts';

const silent = () => undefined;

it('the function decides by a signed press, with the secret from Secrets Manager', async () => {
  const { fake, authority, aws, env } = await startTeamsEnvironment();
  const [approve] = await sealedButtons(env);
  const handler = createTeams(env, silent);
  const activity = recordedActivity('card-action', fake.serviceUrl, approve?.sealed);
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
  const { fake, env } = await startTeamsEnvironment();
  const [teams] = configuredSurfaces(loadConfig(env, []), env, silent);

  const shown = await teams?.show(waiting(), await sealedButtons(env), undefined);

  expect(teams?.name).toBe('teams');
  expect(shown).toMatchObject({ reference: { service_url: fake.serviceUrl } });
});

it('the payload of a button of Teams is refused as a link, because the link does not identify the person', async () => {
  const { env } = await startTeamsEnvironment();
  const [approve] = await sealedButtons(env);
  const respond = createRespond(env, silent);
  const link = `https://example.com/respond?data=${encodeURIComponent(approve?.sealed ?? '')}`;

  const response = (await respond(httpEvent(link, { method: 'POST' }))) as HttpResponse;

  expect(response).toMatchObject({ statusCode: 400, body: expect.stringContaining('InvalidPayload') });
});

it.each(['STATE_MACHINE_ARN', 'TEAMS_APP_ID', 'TEAMS_TENANT_ID'])(
  'the endpoint does not start without %s',
  async (variable) => {
    const { env } = await startTeamsEnvironment();

    expect(() => createTeams({ ...env, [variable]: '' }, silent)).toThrow(
      new ConfigError(`The environment variable ${variable} is not set.`),
    );
  },
);

it('the endpoint does not start without a secret', async () => {
  const { env } = await startTeamsEnvironment();

  expect(() => createTeams({ ...env, TEAMS_SECRET_ID: '' }, silent)).toThrow(ConfigError);
});
