import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { createListeners } from '../listeners.ts';
import { openLoopbackPort } from '../loopback-server.ts';
import { KEPT } from '../newest.ts';
import { type Authority, createAuthority } from './authority.ts';
import { createConnector } from './connector.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { createMessages, type TeamsMessage } from './messages.ts';
import { createSender } from './sender.ts';
import { serveHono } from './serve-hono.ts';
import { APP_ID, BOT, CHANNEL, PEOPLE, TEAM, TENANT_ID } from './tenant.ts';
import { createThrottle } from './throttle.ts';
import { createWebhook } from './webhook.ts';

/** A Microsoft Teams in this process: a tenant, its authority and connector over HTTP, and the actions of its people. */
export interface EmbeddedTeams extends Delivery, Pick<Authority, 'signDelivery'> {
  readonly people: typeof PEOPLE;
  readonly bot: typeof BOT;
  readonly team: typeof TEAM;
  readonly channel: typeof CHANNEL;
  /** All messages, oldest first: also personal messages, and answers in threads. */
  readonly messages: () => readonly TeamsMessage[];
  /** The environment variables that a bot needs to use this Teams. */
  readonly variables: {
    readonly TEAMS_APP_ID: string;
    readonly TEAMS_CLIENT_SECRET: string;
    readonly TEAMS_TENANT_ID: string;
    /** The id of the channel. */
    readonly TEAMS_CHANNEL: string;
    /** With a slash at its end. */
    readonly TEAMS_SERVICE_URL: string;
    /** What `/:tenant/oauth2/v2.0/token` follows. */
    readonly TEAMS_AUTHORITY_URL: string;
    /** The OpenID metadata of the keys that sign deliveries. */
    readonly TEAMS_OPENID_URL: string;
  };
  /** false: the app is installed nowhere, and only the webhook posts. */
  readonly hasBot: boolean;
  /** The value for TEAMS_WEBHOOK_URL, for an app without a bot. The URL is a secret. */
  readonly webhookUrl: string;
  /** Calls `listener` after every change of a message. The returned function removes the listener. */
  readonly onChange: (listener: () => void) => () => void;
  readonly close: () => Promise<void>;
}

export interface EmbeddedTeamsOptions {
  /** The bot's messaging endpoint: Teams sends activities to it. */
  readonly messagesUrl: string;
  /** false: the app is installed nowhere. By default, it is in the team, and two people have it. */
  readonly hasBot?: boolean;
  readonly onError: (error: unknown) => void;
  /** Milliseconds since 1970 */
  readonly now?: () => number;
  /** A signal that aborts when the bot takes too long to answer. By default after 5 seconds. */
  readonly answerLimit?: () => AbortSignal;
  /** Where the bot is told to call the connector, if something is in between. Read for each delivery. */
  readonly serviceUrl?: () => string | undefined;
  /** How many sends a second Teams allows in a conversation. By default 7. */
  readonly sendsPerSecond?: number;
  /** How many messages with buttons for the bot stay, and how many others. By default KEPT. */
  readonly keep?: number;
}

const ANSWER_WITHIN_MS = 5_000;
const SENDS_PER_SECOND = 7;

export async function startEmbeddedTeams(options: EmbeddedTeamsOptions): Promise<EmbeddedTeams> {
  const {
    messagesUrl,
    hasBot = true,
    onError,
    now = Date.now,
    answerLimit = () => AbortSignal.timeout(ANSWER_WITHIN_MS),
    sendsPerSecond = SENDS_PER_SECOND,
    keep = KEPT,
  } = options;
  const { notify: onChange, add: addListener } = createListeners();
  const messages = createMessages(now, onChange, keep);
  const server = await openLoopbackPort(0, onError);
  const { url } = server;
  const ownServiceUrl = `${url}/teams/`;
  const serviceUrl = () => options.serviceUrl?.() ?? ownServiceUrl;
  const appSecret = randomBytes(24).toString('base64url');
  const authority = await createAuthority({ tenantId: TENANT_ID, appId: APP_ID, appSecret, url, now });
  // Cleo has not installed the app: the bot cannot write to her.
  const installed = new Set(hasBot ? [TEAM.id, ...PEOPLE.slice(0, 2).map(({ id }) => id)] : []);
  const throttle = createThrottle(sendsPerSecond, now);
  const routes = new Hono();
  routes.route('/teams', createConnector({ messages, installed, accepts: authority.accepts, throttle }));
  const signature = randomBytes(24).toString('base64url');
  routes.route('/', createWebhook({ messages, signature }));
  routes.route('/', authority.routes);
  server.serve(serveHono(routes));
  const sender = createSender({ messagesUrl, serviceUrl, sign: authority.signDelivery, answerLimit });

  return {
    ...createDelivery({ messages, installed, sender, serviceUrl, now, onChange }),
    signDelivery: authority.signDelivery,
    people: PEOPLE,
    bot: BOT,
    team: TEAM,
    channel: CHANNEL,
    messages: messages.list,
    variables: {
      TEAMS_APP_ID: APP_ID,
      TEAMS_CLIENT_SECRET: appSecret,
      TEAMS_TENANT_ID: TENANT_ID,
      TEAMS_CHANNEL: CHANNEL.id,
      TEAMS_SERVICE_URL: ownServiceUrl,
      TEAMS_AUTHORITY_URL: url,
      TEAMS_OPENID_URL: `${url}/v1/.well-known/openidconfiguration`,
    },
    hasBot,
    webhookUrl: `${url}/workflows/approvals/triggers/manual/paths/invoke?sig=${signature}`,
    onChange: addListener,
    close: server.close,
  };
}
