import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { WebClient } from '@slack/web-api';
import { clientOptions } from '../aws/client-options.ts';
import { createReadSlackSecret, type SlackCredentials } from '../aws/slack-secret.ts';
import { type Config, ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import { createWebClient } from '../slack/web-client.ts';

export interface SlackAccess {
  readonly credentials: () => Promise<SlackCredentials>;
  /** One client for a bot token, made when it is first needed. */
  readonly client: () => Promise<WebClient>;
}

export function hasSlackAccess(config: Config): boolean {
  return Boolean(config.SLACK_SECRET_ARN || config.SLACK_BOT_TOKEN);
}

/**
 * Slack's credentials from SLACK_SECRET_ARN, or from SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.
 *
 * @throws {ConfigError} when neither is set
 */
export function createSlackAccess(config: Config, env: Environment, log: Log): SlackAccess {
  const credentials = readCredentials(config, env);
  let current: { botToken: string; client: WebClient } | undefined;
  return {
    credentials,
    async client() {
      const { botToken } = await credentials();
      if (current?.botToken !== botToken) {
        current = { botToken, client: createWebClient(botToken, config.SLACK_API_URL, log) };
      }
      return current.client;
    },
  };
}

function readCredentials(config: Config, env: Environment): () => Promise<SlackCredentials> {
  const {
    SLACK_SECRET_ARN: secretArn,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
  } = config;
  if (secretArn) return createReadSlackSecret(new SecretsManagerClient(clientOptions(env)), secretArn);
  if (botToken && signingSecret) return async () => ({ botToken, signingSecret });
  throw new ConfigError('Set SLACK_SECRET_ARN, or both SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET.');
}
