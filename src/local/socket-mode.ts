import { randomBytes } from 'node:crypto';
import { App, SocketModeReceiver } from '@slack/bolt';
import { ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import type { EndpointPorts } from '../slack/ports.ts';
import { registerListeners } from '../slack/register-listeners.ts';
import { boltLogger } from '../slack/request-log.ts';

/** The settings for a real workspace. */
export interface SocketModeSettings {
  readonly botToken: string;
  /** An app-level token with the scope connections:write. */
  readonly appToken: string;
  readonly channel: string;
  /** Replaces the URL of Slack's Web API in tests. */
  readonly apiUrl: string | undefined;
}

/**
 * @returns undefined if neither of the two tokens is set: Slack is then embedded
 * @throws {ConfigError} if only some of the variables are set. The message says in one sentence what to do.
 */
export function readSocketModeSettings(env: Environment): SocketModeSettings | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_CHANNEL: channel } = env;
  if (!botToken && !appToken) return undefined;
  if (!botToken) {
    throw new ConfigError(
      'SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN (xoxb-…) is missing: set both or neither.',
    );
  }
  if (!appToken) {
    throw new ConfigError(
      'SLACK_BOT_TOKEN is set, but SLACK_APP_TOKEN (xapp-…) is missing: set both or neither.',
    );
  }
  if (!channel) {
    throw new ConfigError('Set SLACK_CHANNEL to the channel for the requests, and invite the bot to it.');
  }
  return { botToken, appToken, channel, apiUrl: env.SLACK_API_URL };
}

/**
 * The functions' variables for a real workspace. Socket Mode has no signatures. The signing secret is random, so the
 * HTTP endpoint refuses every request.
 */
export function slackVariables({ botToken, channel, apiUrl }: SocketModeSettings): Environment {
  return {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: randomBytes(16).toString('hex'),
    SLACK_CHANNEL: channel,
    SLACK_API_URL: apiUrl,
  };
}

/**
 * Runs the listeners of the Slack endpoint over Socket Mode: this machine opens the connection to Slack, so it needs no
 * public URL.
 *
 * @param giveUpAfter in milliseconds. Slack's own client never gives up.
 * @returns a function that ends the connection
 * @throws {ConfigError} if Slack cannot be reached
 * @throws Slack's error if it refuses the app-level token
 */
export async function connectSocketMode(
  { appToken, botToken, apiUrl }: SocketModeSettings,
  ports: EndpointPorts,
  log: Log,
  giveUpAfter = 15_000,
): Promise<() => Promise<void>> {
  const logger = boltLogger(log);
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    ...(apiUrl && { installerOptions: { clientOptions: { slackApiUrl: apiUrl } } }),
  });
  const app = new App({ receiver, authorize: async () => ({ botToken }), logger });
  registerListeners(app, ports);
  const disconnect = () => receiver.client.disconnect();
  const { promise: unreachable, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new ConfigError('Slack cannot be reached: check the network and the proxy settings.')),
    giveUpAfter,
  );
  try {
    await Promise.race([app.start(), unreachable]);
    return disconnect;
  } catch (error) {
    await disconnect();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
