import { randomBytes } from 'node:crypto';
import { App, SocketModeReceiver } from '@slack/bolt';
import { ConfigError, type Environment } from '../config.ts';
import type { Log } from '../log.ts';
import type { EndpointPorts } from '../slack/ports.ts';
import { registerListeners } from '../slack/register-listeners.ts';
import { boltLogger } from '../slack/request-log.ts';
import { isObject, parseJson } from './json.ts';
import { explainRefusal } from './socket-mode-refusals.ts';

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

/** A connection of Socket Mode. Slack renews it every few hours; its client then connects again by itself. */
export interface SocketModeConnection {
  readonly disconnect: () => Promise<void>;
  /** Rejects with a ConfigError when Slack gives no connection any more, such as after the token was revoked. */
  readonly lost: Promise<never>;
}

/** Both in milliseconds; tests make them shorter. */
interface Patience {
  /** Slack's own client never gives up. */
  readonly giveUpAfter?: number;
  /** How long Slack's client waits for a ping, and before it connects again. */
  readonly clientPingTimeout?: number;
}

/**
 * Runs the listeners of the Slack endpoint over Socket Mode: this machine opens the connection to Slack, so it needs no
 * public URL.
 *
 * @throws {ConfigError} if Slack cannot be reached, or refuses the connection. The message says what to do.
 */
export async function connectSocketMode(
  { appToken, botToken, apiUrl }: SocketModeSettings,
  ports: EndpointPorts,
  log: Log,
  { giveUpAfter = 15_000, clientPingTimeout = 5_000 }: Patience = {},
): Promise<SocketModeConnection> {
  const logger = boltLogger(log);
  const { promise: lost, reject } = Promise.withResolvers<never>();
  // While it connects, and if no caller waits for it, the rejection is handled here.
  lost.catch(() => undefined);
  const refuse = (code: string): boolean => {
    const sentence = explainRefusal(code);
    if (sentence) reject(new ConfigError(sentence));
    return sentence !== undefined;
  };
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    clientPingTimeout,
    installerOptions: {
      clientOptions: { fetch: watchedFetch(refuse), ...(apiUrl && { slackApiUrl: apiUrl }) },
    },
  });
  receiver.client.on('ws_message', (message) => {
    const envelope = parseJson(String(message));
    const isEnd = isObject(envelope) && envelope.type === 'disconnect';
    if (isEnd && envelope.reason === 'link_disabled') refuse('link_disabled');
  });
  const app = new App({ receiver, authorize: async () => ({ botToken }), logger });
  registerListeners(app, ports);
  const disconnect = () => receiver.client.disconnect();
  const timer = setTimeout(
    () => reject(new ConfigError('Slack cannot be reached: check the network and the proxy settings.')),
    giveUpAfter,
  );
  try {
    await Promise.race([app.start(), lost]);
    return { disconnect, lost };
  } catch (error) {
    await disconnect();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The fetch of Slack's client. Where Slack refuses the connection for good, it tells so, and the client gets no answer
 * any more: while it connects again, its own error would be an unhandled rejection, which ends the process with a stack
 * trace, and for most codes it would try again for ever.
 *
 * @param refuse whether this error of Slack is for good
 */
function watchedFetch(refuse: (code: string) => boolean): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => undefined);
    const isRefused = isObject(body) && body.ok === false && refuse(String(body.error));
    return isRefused ? new Promise<never>(() => undefined) : response;
  };
}
