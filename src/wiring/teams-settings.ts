import { type Config, ConfigError } from '../config.ts';

/** The variables without which a deployment has no Teams. */
const NEEDED = ['TEAMS_APP_ID', 'TEAMS_TENANT_ID', 'TEAMS_CHANNEL'] as const;
export type TeamsConfig = Config<(typeof NEEDED)[number]>;

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
