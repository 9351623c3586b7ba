import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createReadJsonSecret } from './json-secret.ts';

/**
 * @returns a function that reads the client secret of the bot, and caches it for five minutes
 * @throws {TypeError} when the secret is not `{"clientSecret": "…"}`
 */
export function createReadTeamsSecret(client: SecretsManagerClient, secretArn: string) {
  const read = createReadJsonSecret(client, secretArn);
  return async (): Promise<string> => {
    const { clientSecret } = await read();
    if (typeof clientSecret === 'string' && clientSecret) return clientSecret;
    throw new TypeError('The Teams secret has no clientSecret. Store it as JSON (docs/configuration.md).');
  };
}

/**
 * @returns a function that reads the URL of the webhook, and caches it for five minutes
 * @throws {TypeError} when the secret is not `{"webhookUrl": "https://…"}`. The message does not quote it.
 */
export function createReadWebhookUrl(
  client: SecretsManagerClient,
  secretArn: string,
  isWebhookUrl: (url: string) => boolean,
) {
  const read = createReadJsonSecret(client, secretArn);
  return async (): Promise<string> => {
    const { webhookUrl } = await read();
    if (typeof webhookUrl === 'string' && isWebhookUrl(webhookUrl)) return webhookUrl;
    throw new TypeError(
      'The Teams secret has no https webhookUrl. Store it as JSON (docs/configuration.md).',
    );
  };
}
