import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { namesOfSurfaces } from '../../src/wiring/notation.ts';

it('knows the surfaces of the deployment; a request calls the webhook of Teams like its bot', () => {
  expect(namesOfSurfaces(loadConfig({ SURFACES: 'slack, teams_webhook,email' }, []))).toEqual([
    { name: 'slack' },
    { name: 'teams_webhook', kind: 'teams' },
    { name: 'email' },
  ]);
});

it('cannot tell them without SURFACES', () => {
  expect(namesOfSurfaces(loadConfig({}, []))).toBeUndefined();
});
