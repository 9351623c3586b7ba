import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createReadJsonSecret } from './json-secret.ts';

interface SlackSecret {
  /** `xoxb-…` */
  readonly botToken: string;
  readonly signingSecret: string;
}

/**
 * @returns a function that reads the secret, and caches it for five minutes
 * @throws {TypeError} when the secret is not `{"botToken": "xoxb-…", "signingSecret": "…"}`
 */
export function createReadSlackSecret(client: SecretsManagerClient, secretArn: string) {
  const read = createReadJsonSecret(client, secretArn);
  return async (): Promise<SlackSecret> => {
    const { botToken, signingSecret } = await read();
    if (typeof botToken === 'string' && typeof signingSecret === 'string' && botToken && signingSecret) {
      return { botToken, signingSecret };
    }
    throw new TypeError(
      'The Slack secret has no botToken or no signingSecret. Store both as JSON (docs/slack.md).',
    );
  };
}
