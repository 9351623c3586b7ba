import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { configuredSurfaces } from '../../src/wiring/surfaces.ts';

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
  ['a bot too', { TEAMS_WEBHOOK_URL: URL_WITH_SECRET, TEAMS_APP_ID: crypto.randomUUID() }, 'TEAMS_APP_ID'],
  ['no URL', { TEAMS_WEBHOOK: 'true' }, 'TEAMS_SECRET_ID'],
  ['a URL without TLS', { TEAMS_WEBHOOK_URL: 'http://example.com/?sig=secret-signature' }, 'https'],
  ['another body', { TEAMS_WEBHOOK_URL: URL_WITH_SECRET, TEAMS_WEBHOOK_BODY: 'x' }, 'TEAMS_WEBHOOK_BODY'],
])('a webhook with %s is refused by name, without the URL', (_, env, named) => {
  expect(() => surfaces(env)).toThrow(named);
  expect(() => surfaces(env)).not.toThrow('secret-signature');
});
