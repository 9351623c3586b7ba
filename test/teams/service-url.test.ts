import { expect, it } from 'vitest';
import { createIsServiceUrl } from '../../src/teams/service-url.ts';

const isServiceUrl = createIsServiceUrl('https://smba.trafficmanager.net/teams/');

it.each([
  'https://smba.trafficmanager.net/teams/',
  'https://smba.trafficmanager.net/emea/99999999-8888-4777-8666-555555555555/',
  'https://smba.infra.gcc.teams.microsoft.com/teams/',
  'https://smba.infra.gov.teams.microsoft.us/teams/',
  'https://smba.infra.dod.teams.microsoft.us/teams',
])('%s is a service URL of Teams', (url) => {
  expect(isServiceUrl(url)).toBe(true);
});

it.each([
  'http://smba.trafficmanager.net/teams/',
  'https://smba.trafficmanager.net.evil.example/teams/',
  'https://evil.example/smba.trafficmanager.net/',
  'https://smba.trafficmanager.net@evil.example/',
  'https://ann:secret@smba.trafficmanager.net/teams/',
  'https://smba.trafficmanager.net:8443/teams/',
  'https://smba.trafficmanager.net/teams/?to=x',
  'https://xsmba.trafficmanager.net/',
  'http://127.0.0.1:8080/',
  'smba.trafficmanager.net',
  '',
  undefined,
  { toString: () => 'https://smba.trafficmanager.net/' },
])('%s is none', (url) => {
  expect(isServiceUrl(url)).toBe(false);
});

it('the configured place is trusted, such as the embedded Teams, but no other port', () => {
  const isLocal = createIsServiceUrl('http://127.0.0.1:8080/teams/');

  expect(isLocal('http://127.0.0.1:8080/teams/emea/')).toBe(true);
  expect(isLocal('http://127.0.0.1:8081/teams/')).toBe(false);
});
