import type { WebClient } from '@slack/web-api';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import type { SlackCredentials } from '../slack/endpoint.ts';
import type { WebClientOptions } from '../slack/web-client.ts';
import { loadOnce } from './load-once.ts';

/** How long calls to Slack may take. Secrets Manager has the limits of the same function. */
export type SlackPatience = WebClientOptions['patience'];

export interface SlackAccess {
  /** Returns the client for the current bot token. A new token gets a new client. */
  readonly client: () => Promise<WebClient>;
  /** Returns the credentials that verify and answer Slack's requests. Posting and Socket Mode do not need them. */
  readonly credentials: () => Promise<SlackCredentials>;
  /**
   * Begins to read the secret, and to load the client, so that the first request does not wait for them. A request that comes
   * meanwhile waits for the same read; after a failure, the next request reads again.
   */
  readonly readAhead: () => void;
}

/** Whether a bot token is configured. */
export function hasSlackAccess(config: Config): boolean {
  return Boolean(config.SLACK_SECRET_ARN || config.SLACK_BOT_TOKEN);
}

/**
 * Reads Slack's credentials from SLACK_SECRET_ARN, or from SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.
 *
 * @throws {ConfigError} when the bot token is missing
 */
export function createSlackAccess(
  config: Config,
  env: Environment,
  patience: SlackPatience,
  log: Log,
): SlackAccess {
  const { botToken, credentials } = readCredentials(config, env, patience);
  let current: { botToken: string; client: WebClient } | undefined;
  const client = async () => {
    // Loaded when it is needed: most steps of a state machine are for one surface, and Slack may be another one.
    const [token, { createWebClient }] = await Promise.all([botToken(), import('../slack/web-client.ts')]);
    if (current?.botToken !== token) {
      current = {
        botToken: token,
        client: createWebClient(token, { apiUrl: config.SLACK_API_URL, patience, log }),
      };
    }
    return current.client;
  };
  // Its error is that of the request that needs it.
  return { client, credentials, readAhead: () => void client().catch(() => undefined) };
}

/**
 * Checks that Slack's requests can be verified.
 *
 * @throws {ConfigError} when the signing secret is missing
 */
export function requireSigningSecret(config: Config): void {
  if (config.SLACK_SECRET_ARN || config.SLACK_SIGNING_SECRET) return;
  throw incomplete();
}

function readCredentials(config: Config, env: Environment, patience: SlackPatience) {
  const { SLACK_SECRET_ARN: secretArn, SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret } = config;
  if (secretArn) {
    const reader = loadOnce(async () => {
      const { readSlackSecret } = await import('./secrets.ts');
      return readSlackSecret(env, patience === 'telling' ? 'background' : patience, secretArn);
    });
    const credentials = async () => (await reader())();
    return { credentials, botToken: async () => (await credentials()).botToken };
  }
  if (!token) throw incomplete();
  return {
    botToken: async () => token,
    credentials: async () => {
      if (!signingSecret) throw incomplete();
      return { botToken: token, signingSecret };
    },
  };
}

function incomplete(): ConfigError {
  return new ConfigError('Set SLACK_SECRET_ARN, or both SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.');
}
