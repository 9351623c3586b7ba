import { randomBytes } from 'node:crypto';
import { App, SocketModeReceiver } from '@slack/bolt';
import { ConfigError, type Environment } from '../../config.ts';
import type { Log } from '../../log.ts';
import { registerListeners } from '../../slack/app.ts';
import type { EndpointPorts } from '../../slack/ports.ts';
import { boltLogger } from '../../slack/request-log.ts';

/** What it takes to use a real workspace. */
export interface SocketModeSettings {
  readonly botToken: string;
  /** App-level token with connections:write. */
  readonly appToken: string;
  readonly channel: string;
  /** Another Web API than Slack's, for tests. */
  readonly apiUrl: string | undefined;
}

/**
 * @returns undefined where the environment names no real workspace: neither of the two tokens is set
 * @throws {ConfigError} when a part is missing, in one sentence that says what to do
 */
export function readSocketModeSettings(env: Environment): SocketModeSettings | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_CHANNEL: channel } = env;
  if (!botToken && !appToken) return undefined;
  if (!botToken) {
    throw new ConfigError(
      'SLACK_APP_TOKEN is set, but SLACK_BOT_TOKEN (xoxb-…) is missing: set both, or neither.',
    );
  }
  if (!appToken) {
    throw new ConfigError(
      'SLACK_BOT_TOKEN is set, but SLACK_APP_TOKEN (xapp-…) is missing: set both, or neither.',
    );
  }
  if (!channel) {
    throw new ConfigError(
      'Set SLACK_CHANNEL to the channel that requests are posted to, and invite the bot there.',
    );
  }
  return { botToken, appToken, channel, apiUrl: env.SLACK_API_URL };
}

/** What the functions need to reach it. Socket Mode signs nothing: the HTTP endpoint then refuses everybody. */
export function slackVariables({ botToken, channel, apiUrl }: SocketModeSettings): Environment {
  return {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: randomBytes(16).toString('hex'),
    SLACK_CHANNEL: channel,
    SLACK_API_URL: apiUrl,
  };
}

/**
 * Runs the listeners of the Slack endpoint on a connection that we open to Slack, so that Slack need not reach us.
 *
 * @returns the way to end the connection
 * @param giveUpAfter milliseconds; Slack's client would try for ever
 * @throws {ConfigError} when Slack cannot be reached; Slack's own error when it refuses the app-level token
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
    () =>
      reject(new ConfigError('Slack cannot be reached: check the network, and the proxy if you have one.')),
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
