import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientOptions } from '../aws/retries-and-timeouts.ts';
import { createReadTeamsSecret } from '../aws/teams-secret.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { cloudOf } from '../teams/cloud.ts';
import { createConnector } from '../teams/connector.ts';
import type { HttpOptions } from '../teams/http.ts';
import { DEFAULT_SERVICE_URL } from '../teams/names.ts';
import { createTeamsPeople } from '../teams/people.ts';
import { createIsServiceUrl } from '../teams/service-url.ts';

/** The variables without which a deployment has no Teams. */
const NEEDED = ['TEAMS_APP_ID', 'TEAMS_TENANT_ID', 'TEAMS_CHANNEL'] as const;
type TeamsConfig = Config<(typeof NEEDED)[number]>;
type BotConfig = Config<'TEAMS_APP_ID' | 'TEAMS_TENANT_ID'>;

/** Whether the bot, its channel and its secret are configured. */
export function hasTeams(config: Config): config is TeamsConfig {
  return NEEDED.every((name) => config[name]) && hasSecret(config);
}

function hasSecret({ TEAMS_SECRET_ID: secretId, TEAMS_CLIENT_SECRET: secret }: Config): boolean {
  return Boolean(secretId || secret);
}

/** @throws {ConfigError} when the client secret is missing */
export function requireClientSecret(config: Config): void {
  if (!hasSecret(config)) throw new ConfigError('Set TEAMS_SECRET_ID or TEAMS_CLIENT_SECRET.');
}

/** What both the surface and the endpoint need of Teams. */
export function createTeamsAccess(
  config: BotConfig,
  env: Environment,
  patience: HttpOptions['patience'],
  log: Log,
) {
  const serviceUrl = config.TEAMS_SERVICE_URL ?? DEFAULT_SERVICE_URL;
  const isServiceUrl = createIsServiceUrl(serviceUrl);
  const cloud = cloudOf(serviceUrl);
  const clientSecret = readClientSecret(config, env, patience);
  const connector = createConnector({
    appId: config.TEAMS_APP_ID,
    tenantId: config.TEAMS_TENANT_ID,
    clientSecret,
    authorityUrl: config.TEAMS_AUTHORITY_URL ?? cloud.authorityUrl,
    scope: cloud.scope,
    serviceUrl,
    isServiceUrl,
    now: Date.now,
    patience,
    log,
  });
  const people = createTeamsPeople(connector, Date.now);
  return { connector, people, serviceUrl, isServiceUrl, cloud, clientSecret, log };
}

function readClientSecret(
  { TEAMS_SECRET_ID: secretId, TEAMS_CLIENT_SECRET: secret = '' }: Config,
  env: Environment,
  patience: HttpOptions['patience'],
): () => Promise<string> {
  if (!secretId) return async () => secret;
  return createReadTeamsSecret(new SecretsManagerClient(clientOptions(env, patience)), secretId);
}
