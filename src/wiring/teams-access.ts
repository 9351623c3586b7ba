import type { Config, Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { cloudOf } from '../teams/cloud.ts';
import { createConnector } from '../teams/connector.ts';
import type { HttpOptions } from '../teams/http.ts';
import { DEFAULT_SERVICE_URL } from '../teams/names.ts';
import { createTeamsPeople } from '../teams/people.ts';
import { createIsServiceUrl } from '../teams/service-url.ts';
import { loadOnce } from './load-once.ts';

type BotConfig = Config<'TEAMS_APP_ID' | 'TEAMS_TENANT_ID'>;

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
  const reader = loadOnce(async () => {
    const { readTeamsSecret } = await import('./secrets.ts');
    return readTeamsSecret(env, patience, secretId);
  });
  return async () => (await reader())();
}
