import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isObject } from '../callback/json.ts';
import { repeatable } from './repeatable.ts';

/** The cache time. A rotated secret is used after at most this time. */
const MAX_AGE_SECONDS = 300;

/**
 * @returns a function that reads the members of a secret, and caches them for five minutes. A secret that is no JSON object has
 *   none
 */
export function createReadJsonSecret(client: SecretsManagerClient, secretArn: string) {
  const secrets = new SecretsProvider({ awsSdkV3Client: client });
  return async (): Promise<Readonly<Record<string, unknown>>> => {
    const secret = await repeatable('Secrets Manager', () =>
      secrets.get(secretArn, { maxAge: MAX_AGE_SECONDS }),
    );
    return parse(String(secret));
  };
}

/** The provider could parse the JSON itself, but its error message quotes the start of the secret. */
function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const secret: unknown = JSON.parse(text);
    return isObject(secret) ? secret : {};
  } catch {
    return {};
  }
}
