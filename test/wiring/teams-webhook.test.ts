import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../src/config.ts';
import { createCreateUrls } from '../../src/wiring/create-urls.ts';
import { createRequestApproval } from '../../src/wiring/request-approval.ts';
import { createRespond } from '../../src/wiring/respond.ts';
import { createSlack } from '../../src/wiring/slack.ts';
import { configuredSurfaces } from '../../src/wiring/surfaces.ts';
import { createTeams } from '../../src/wiring/teams.ts';
import { createTellOutcome } from '../../src/wiring/tell-outcome.ts';
import { FUNCTION_ENVIRONMENT } from '../support/function-environment.ts';

const URL_WITH_SECRET = 'https://example.com/invoke?sig=secret-signature';

function surfaces(env: Record<string, string>) {
  const all = { AWS_REGION: 'us-east-1', ...env };
  return configuredSurfaces(loadConfig(all, []), all, () => undefined).map(({ name }) => name);
}

test.each([
  ['the URL', { TEAMS_WEBHOOK_URL: URL_WITH_SECRET }],
  ['a secret', { TEAMS_WEBHOOK: 'true', TEAMS_SECRET_ID: 'teams', TEAMS_WEBHOOK_BODY: 'card' }],
])('a webhook is configured by %s', (_, env) => {
  expect(surfaces(env)).toEqual(['teams_webhook']);
});

test.each([
  ['no URL', { TEAMS_WEBHOOK: 'true' }, 'TEAMS_SECRET_ID'],
  ['a URL without TLS', { TEAMS_WEBHOOK_URL: 'http://example.com/?sig=secret-signature' }, 'https'],
  ['another body', { TEAMS_WEBHOOK_URL: URL_WITH_SECRET, TEAMS_WEBHOOK_BODY: 'x' }, 'TEAMS_WEBHOOK_BODY'],
])('a webhook with %s is refused by name, without the URL', (_, env, named) => {
  expect(() => surfaces(env)).toThrow(named);
  expect(() => surfaces(env)).not.toThrow('secret-signature');
});

const OF_THE_BOT = {
  TEAMS_APP_ID: crypto.randomUUID(),
  TEAMS_TENANT_ID: crypto.randomUUID(),
  TEAMS_CHANNEL: '19:abc@thread.tacv2',
  TEAMS_CHANNELS: '19:abc@thread.tacv2',
  TEAMS_CLIENT_SECRET: 'secret-signature',
};

test.each(Object.entries(OF_THE_BOT))('a webhook together with %s is refused by name', (name, value) => {
  for (const [webhook, setting] of [
    ['TEAMS_WEBHOOK_URL', URL_WITH_SECRET],
    ['TEAMS_WEBHOOK', 'true'],
  ] as const) {
    const attempt = () => surfaces({ [webhook]: setting, [name]: value, TEAMS_SECRET_ID: 'teams' });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(new RegExp(`${name} is for a bot of Teams, and ${webhook} for a webhook`));
    expect(attempt).not.toThrow('secret-signature');
  }
});

test.each([
  createCreateUrls,
  createRequestApproval,
  createRespond,
  createSlack,
  createTeams,
  createTellOutcome,
])('%o refuses to start with a bot and a webhook', (create) => {
  const env = { ...FUNCTION_ENVIRONMENT, TEAMS_WEBHOOK_URL: URL_WITH_SECRET };
  expect(() => create(FUNCTION_ENVIRONMENT, () => {})).not.toThrow();
  expect(() => create(env, () => {})).toThrow(ConfigError);
});
