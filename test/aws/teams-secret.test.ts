import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { createReadTeamsSecret } from '../../src/aws/teams-secret.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

async function startSecrets(SecretString: string) {
  const { calls, options } = await startAwsJsonServer(() => ({ ARN: 'arn', Name: 'teams', SecretString }));
  return { calls, read: createReadTeamsSecret(new SecretsManagerClient(options), 'teams') };
}

it('the client secret is read once and then cached', async () => {
  const { calls, read } = await startSecrets('{"clientSecret":"a~b"}');

  expect([await read(), await read()]).toEqual(['a~b', 'a~b']);
  expect(calls.map(({ operation }) => operation)).toEqual(['GetSecretValue']);
});

it.each(['{}', '"a~b"', 'a~b-secret', 'null', '{"clientSecret":""}', '{"clientSecret":5}'])(
  'a secret such as %s causes an error that does not quote it',
  async (secret) => {
    const { read } = await startSecrets(secret);

    const error: unknown = await read().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain('The Teams secret has no clientSecret');
    expect(String(error)).not.toContain('a~b');
  },
);
