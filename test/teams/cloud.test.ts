import { expect, test } from 'vitest';
import { cloudOf, PUBLIC } from '../../src/teams/cloud.ts';

test.each([
  'https://smba.trafficmanager.net/teams/',
  'https://smba.infra.gcc.teams.microsoft.com/teams',
  'https://teams.microsoft.us.example.com/',
  'http://127.0.0.1:3000/',
])('%s is behind the public services', (serviceUrl) => {
  expect(cloudOf(serviceUrl)).toBe(PUBLIC);
});

test.each([
  'https://smba.infra.gov.teams.microsoft.us/gcch',
  'https://smba.infra.dod.teams.microsoft.us/dod',
])('%s is behind those of the US government', (serviceUrl) => {
  const { issuer, openIdUrl, authorityUrl, scope } = cloudOf(serviceUrl);
  for (const url of [issuer, openIdUrl, authorityUrl, scope]) expect(new URL(url).hostname).toMatch(/\.us$/);
});
