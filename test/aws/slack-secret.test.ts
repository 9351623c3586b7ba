import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { createReadSlackSecret } from '../../src/aws/slack-secret.ts';
import { formatLine } from '../../src/log.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:slack';

/** A Secrets Manager that has one secret and records the requests. */
async function startSecrets(secret: string) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(String(request.headers['x-amz-target']));
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ ARN, Name: 'slack', SecretString: secret }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  return { requests, read: createReadSlackSecret(client, ARN) };
}

test('the secret is read once and then cached', async () => {
  const { requests, read } = await startSecrets('{"botToken": "xoxb-1", "signingSecret": "s"}');

  expect(await read()).toEqual({ botToken: 'xoxb-1', signingSecret: 's' });
  expect(await read()).toEqual({ botToken: 'xoxb-1', signingSecret: 's' });
  expect(requests).toEqual(['secretsmanager.GetSecretValue']);
});

test.each([
  '{}',
  '"xoxb-1"',
  '5',
  '[]',
  'null',
  '{"botToken": "", "signingSecret": "s"}',
  '{"botToken": "xoxb-1"}',
])('a secret such as %s causes an error that names the missing values', async (secret) => {
  const { read } = await startSecrets(secret);

  await expect(read()).rejects.toThrow('The Slack secret has no botToken or no signingSecret');
});

test('a secret that is not JSON causes a TypeError that does not quote the secret', async () => {
  for (const secret of ['xoxb-1234-secret', '{"botToken": xoxb-1234-secret}']) {
    const { read } = await startSecrets(secret);

    const error = await read().catch((reason) => reason);

    expect(error).toBeInstanceOf(TypeError);
    expect(formatLine({ event: 'x', error }, new Date(0))).not.toMatch(/xoxb|1234/);
  }
});
