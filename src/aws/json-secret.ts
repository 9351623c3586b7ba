import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createCache } from '../approval/cache.ts';
import { objectIn, parseJson } from '../callback/json.ts';
import { repeatable } from './repeatable.ts';

/** A rotated secret is used after at most this time, in milliseconds. */
const MAX_AGE_MS = 300_000;

/**
 * @returns a function that reads the members of a secret, and caches them for five minutes. A secret that is no JSON object has
 *   none
 */
export function createReadJsonSecret(
  client: SecretsManagerClient,
  secretArn: string,
  now: () => number = Date.now,
) {
  const { answer } = createCache<Readonly<Record<string, unknown>>>(now, MAX_AGE_MS);
  return () =>
    answer(secretArn, async () => {
      const { SecretString: text = '' } = await repeatable('Secrets Manager', () =>
        client.send(new GetSecretValueCommand({ SecretId: secretArn })),
      );
      return objectIn(parseJson(text));
    });
}
