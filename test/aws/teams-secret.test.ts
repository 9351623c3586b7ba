import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { createReadTeamsSecret, createReadWebhookUrl } from '../../src/aws/teams-secret.ts';
import { isWebhookUrl } from '../../src/config.ts';
import { startAwsJsonServer } from '../support/aws-json-server.ts';

async function startSecrets(SecretString: string) {
  const { calls, options } = await startAwsJsonServer(() => ({ ARN: 'arn', Name: 'teams', SecretString }));
  const client = new SecretsManagerClient(options);
  return {
    calls,
    read: createReadTeamsSecret(client, 'teams'),
    readUrl: createReadWebhookUrl(client, 'teams', isWebhookUrl),
  };
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

it('the URL of the webhook is read once and then cached', async () => {
  const { calls, readUrl } = await startSecrets('{"webhookUrl":"https://example.com/invoke?sig=a~b"}');

  expect([await readUrl(), await readUrl()]).toEqual(Array(2).fill('https://example.com/invoke?sig=a~b'));
  expect(calls.map(({ operation }) => operation)).toEqual(['GetSecretValue']);
});

it.each([
  '{}',
  '"https://example.com/?sig=a~b"',
  'https://example.com/?sig=a~b',
  '{"webhookUrl":"http://example.com/?sig=a~b"}',
  '{"webhookUrl":"a~b"}',
  '{"webhookUrl":["https://example.com/?sig=a~b"]}',
  '{"clientSecret":"a~b"}',
])(
  'a secret without the URL of a webhook, such as %s, causes an error that does not quote it',
  async (secret) => {
    const { readUrl } = await startSecrets(secret);

    const error: unknown = await readUrl().catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain('The Teams secret has no https webhookUrl');
    expect(String(error)).not.toContain('a~b');
  },
);
