import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { createReadJsonSecret } from '../../src/aws/json-secret.ts';

/** A client whose secret has these values, one after the other. An error is thrown. */
function startClient(...values: (string | Error)[]) {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  let reads = 0;
  const send = async () => {
    const value = values[Math.min(reads, values.length - 1)];
    reads += 1;
    if (value instanceof Error) throw value;
    return { SecretString: value };
  };
  const clock = { now: 0 };
  const read = createReadJsonSecret(Object.assign(client, { send }), 'slack', () => clock.now);
  return { read, clock, reads: () => reads };
}

test('a rotated secret is used after five minutes', async () => {
  const { read, clock } = startClient('{"a":"old"}', '{"a":"new"}');
  expect(await read()).toEqual({ a: 'old' });
  clock.now = 299_999;
  expect(await read()).toEqual({ a: 'old' });
  clock.now = 300_000;
  expect(await read()).toEqual({ a: 'new' });
});

test('a secret that could not be read is read again at once', async () => {
  const { read, reads } = startClient(new Error('away'), '{"a":"b"}');
  await expect(read()).rejects.toThrow('away');
  expect(await read()).toEqual({ a: 'b' });
  expect(reads()).toBe(2);
});

test('readers at the same time share one call', async () => {
  const { read, reads } = startClient('{"a":"b"}');
  await Promise.all([read(), read(), read()]);
  expect(reads()).toBe(1);
});
