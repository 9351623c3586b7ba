import { onTestFinished } from 'vitest';
import { openLoopbackPort, readBody, sendJson } from '../../../src/local/loopback-server.ts';
import { CARD_TYPE } from '../../../src/local/teams/card-check.ts';
import { type EmbeddedTeamsOptions, startEmbeddedTeams } from '../../../src/local/teams/embedded-teams.ts';

type Json = Record<string, unknown>;

/** The answer of the fake bot to an activity: status 200 and no body by default. */
export type BotAnswer = { status?: number; body?: unknown };
export type Bot = BotAnswer | ((activity: Json, connector: Connector) => BotAnswer | Promise<BotAnswer>);
export type Connector = Awaited<ReturnType<typeof connectorOf>>;

export interface Delivered {
  readonly authorization: string;
  // biome-ignore lint/suspicious/noExplicitAny: the tests read activities of many types
  readonly activity: any;
}

/** Starts the embedded Teams, a bot that records its activities, and a client of the connector with the bot's token. */
export async function startTestTeams(bot: Bot = {}, options: Partial<EmbeddedTeamsOptions> = {}) {
  const delivered: Delivered[] = [];
  const endpoint = await openLoopbackPort(0, fail);
  endpoint.serve(async (request, response) => {
    const body = (await readBody(request, 1_000_000)) ?? Buffer.alloc(0);
    const activity = JSON.parse(body.toString('utf8')) as Json;
    delivered.push({ authorization: request.headers.authorization ?? '', activity });
    const { status = 200, body: answer } =
      typeof bot === 'function' ? await bot(activity, await connectorOf(teams.variables)) : bot;
    if (answer === undefined) response.writeHead(status).end();
    else sendJson(response, status, answer);
  });
  const messagesUrl = `${endpoint.url}/teams/messages`;
  const teams = await startEmbeddedTeams({ messagesUrl, onError: fail, ...options });
  onTestFinished(async () => {
    await teams.close();
    await endpoint.close();
  });
  const connector = await connectorOf(teams.variables);
  return { teams, delivered, connector, channel: teams.variables.TEAMS_CHANNEL };
}

/** A client of the connector: plain fetch with an access token. */
export async function connectorOf(variables: Record<string, string>) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: variables.TEAMS_APP_ID ?? '',
    client_secret: variables.TEAMS_CLIENT_SECRET ?? '',
    scope: 'https://api.botframework.com/.default',
  });
  const tokenUrl = `${variables.TEAMS_AUTHORITY_URL}/${variables.TEAMS_TENANT_ID}/oauth2/v2.0/token`;
  const { access_token: token } = (await (
    await fetch(tokenUrl, { method: 'POST', body: form })
  ).json()) as Json;

  async function call(method: string, path: string, body?: unknown, authorization = `Bearer ${token}`) {
    const response = await fetch(`${variables.TEAMS_SERVICE_URL}v3/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? {} : (JSON.parse(text) as Json);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), answer };
  }

  /** Starts a thread in a channel with this activity. */
  function startThread(
    activity: unknown,
    channel = variables.TEAMS_CHANNEL,
    tenantId = variables.TEAMS_TENANT_ID,
  ) {
    const channelData = { channel: { id: channel }, tenant: { id: tenantId } };
    const bot = { id: `28:${variables.TEAMS_APP_ID}` };
    return call('POST', 'conversations', { isGroup: true, tenantId, bot, channelData, activity });
  }

  /** Opens the personal conversation with a person. */
  function openPersonal(id: string) {
    const tenantId = variables.TEAMS_TENANT_ID;
    const channelData = { tenant: { id: tenantId } };
    return call('POST', 'conversations', { isGroup: false, tenantId, members: [{ id }], channelData });
  }

  return { call, startThread, openPersonal };
}

/** An activity with one card. */
export function cardMessage(content: unknown, more: object = {}) {
  return {
    type: 'message',
    summary: 'Please decide',
    attachments: [{ contentType: CARD_TYPE, content }],
    ...more,
  };
}

/** The path of an activity, with encoded ids. */
export function activityPath(conversation: unknown, activity: unknown = '') {
  return `conversations/${encodeURIComponent(String(conversation))}/activities/${activity}`.replace(
    /\/$/,
    '',
  );
}

function fail(error: unknown): never {
  throw error;
}
