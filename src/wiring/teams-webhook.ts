import type { Surface } from '../approval/surface.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { createTeamsWebhookSurface } from '../teams/webhook/surface.ts';
import { loadOnce } from './load-once.ts';

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
  const reader = loadOnce(async () => {
    const { readWebhookUrl } = await import('./secrets.ts');
    return readWebhookUrl(env, secretId);
  });
  return createTeamsWebhookSurface({ readUrl: async () => (await reader())(), body, log });
}
