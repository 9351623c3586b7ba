import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { isObject } from '../callback/json.ts';
import { repeatable } from './repeatable.ts';

interface SlackSecret {
  /** `xoxb-…` */
  readonly botToken: string;
  readonly signingSecret: string;
}

/** The cache time. A rotated secret is used after at most this time. */
const MAX_AGE_SECONDS = 300;

/**
 * @returns a function that reads the secret, and caches it for five minutes
 * @throws {TypeError} when the secret is not `{"botToken": "xoxb-…", "signingSecret": "…"}`
 */
export function createReadSlackSecret(client: SecretsManagerClient, secretArn: string) {
  const secrets = new SecretsProvider({ awsSdkV3Client: client });
  return async (): Promise<SlackSecret> => {
    const secret = await repeatable('Secrets Manager', () =>
      secrets.get(secretArn, { maxAge: MAX_AGE_SECONDS }),
    );
    const { botToken, signingSecret } = parse(String(secret));
    if (!botToken || !signingSecret) {
      throw new TypeError(
        'The Slack secret has no botToken or no signingSecret. Store both as JSON (docs/slack.md).',
      );
    }
    return { botToken, signingSecret };
  };
}

/** The provider could parse the JSON itself, but its error message quotes the start of the secret. */
function parse(text: string): Partial<SlackSecret> {
  try {
    const secret: unknown = JSON.parse(text);
    return isObject(secret) ? secret : {};
  } catch {
    return {};
  }
}
