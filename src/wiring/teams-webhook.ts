import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Surface } from '../approval/surface.ts';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createReadWebhookUrl } from '../aws/teams-secret.ts';
import { type Config, ConfigError, type Environment, isWebhookUrl } from '../config.ts';
import type { Log } from '../log.ts';
import { createTeamsWebhookSurface } from '../teams/webhook/surface.ts';

/**
 * @returns undefined if no webhook is configured
 * @throws {ConfigError} when its URL is missing
 */
export function configuredWebhook(config: Config, env: Environment, log: Log): Surface | undefined {
  const { TEAMS_WEBHOOK: isOn, TEAMS_WEBHOOK_URL: url, TEAMS_SECRET_ID: secretId } = config;
  if (!isOn && !url) return undefined;
  const body = config.TEAMS_WEBHOOK_BODY ?? 'message';
  if (url) return createTeamsWebhookSurface({ readUrl: async () => url, body, log });
  if (!secretId) throw new ConfigError('With TEAMS_WEBHOOK, set TEAMS_SECRET_ID or TEAMS_WEBHOOK_URL.');
  const secrets = new SecretsManagerClient(clientOptions(env));
  return createTeamsWebhookSurface({
    readUrl: createReadWebhookUrl(secrets, secretId, isWebhookUrl),
    body,
    log,
  });
}
