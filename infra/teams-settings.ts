import { SETTINGS, type SettingName } from './settings-table.ts';

/** What a deployment does in Microsoft Teams, from its settings. */
export interface TeamsSettings {
  /** The bot. If it is missing, the endpoint for Teams is not deployed. */
  readonly teamsBot: TeamsBot | undefined;
  /** Posts requests through a webhook, without a bot. */
  readonly teamsWebhook: { readonly body: 'message' | 'card' } | undefined;
}

export interface TeamsBot {
  /** The application (client) id of the bot, a GUID. */
  readonly appId: string;
  /** The id of the tenant in Microsoft Entra, a GUID. */
  readonly tenantId: string;
  /**
   * The id or the link of the channel where requests are posted. Missing at first: the bot must run before it is added to a
   * team, and tells the id there.
   */
  readonly channel: string | undefined;
  /** The ids of the other channels that requests may name. Empty: each channel of a team where the app is installed. */
  readonly channels: readonly string[];
  /** The name of the app, with which people mention it. */
  readonly appName: string;
}

/**
 * Reads and checks the settings of Teams. A deployment has the bot, or the webhook, or neither.
 *
 * @throws {TypeError} with the name of the wrong setting
 */
export function readTeams(text: (name: SettingName) => string): TeamsSettings {
  const teamsBot = readBot(text);
  const teamsWebhook = readWebhook(text);
  if (teamsBot && teamsWebhook) {
    throw new TypeError(
      'teamsAppId=… cannot be combined with teamsWebhook=true: use the bot, or the webhook if you may register no bot.',
    );
  }
  return { teamsBot, teamsWebhook };
}

function readBot(text: (name: SettingName) => string): TeamsBot | undefined {
  const [appId, tenantId, channel] = [text('teamsAppId'), text('teamsTenantId'), text('teamsChannel')];
  const channels = readChannels(text('teamsChannels'));
  const appName = readAppName(text('teamsAppName'));
  if (Boolean(appId) !== Boolean(tenantId)) {
    throw new TypeError(
      'teamsAppId=… and teamsTenantId=… need each other. Both are on the overview page of the app registration in Microsoft Entra.',
    );
  }
  if (!channel && channels.length > 0) {
    throw new TypeError('teamsChannels=… needs teamsChannel=… with the channel of the other requests.');
  }
  if (appId) {
    return {
      appId: readGuid('teamsAppId', appId),
      tenantId: readGuid('teamsTenantId', tenantId),
      channel: channel ? readChannel('teamsChannel', channel) : undefined,
      channels,
      appName,
    };
  }
  if (channel) {
    throw new TypeError('teamsChannel=… needs teamsAppId=… and teamsTenantId=… with the ids of the bot.');
  }
  if (appName !== SETTINGS.teamsAppName.fallback) {
    throw new TypeError('teamsAppName=… needs teamsAppId=… and teamsTenantId=… with the ids of the bot.');
  }
  return undefined;
}

function readWebhook(text: (name: SettingName) => string): TeamsSettings['teamsWebhook'] {
  const [wanted, body] = [text('teamsWebhook'), text('teamsWebhookBody')];
  if (wanted !== 'true' && wanted !== 'false') {
    const address = URL.canParse(wanted)
      ? ' The URL itself is a secret: store it in the secret that the deployment creates.'
      : '';
    // Not with the value: it may be the URL, and the log of a pipeline keeps the message.
    throw new TypeError(`teamsWebhook=… must be "true" or "false".${address}`);
  }
  if (body !== 'message' && body !== 'card') {
    throw new TypeError(`teamsWebhookBody=${body} must be "message" or "card".`);
  }
  if (wanted === 'true') return { body };
  if (body === 'card') throw new TypeError('teamsWebhookBody=… needs teamsWebhook=true.');
  return undefined;
}

function readGuid(name: SettingName, value: string): string {
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value.toLowerCase();
  throw new TypeError(
    `${name}=${value} must be an id of Microsoft Entra, such as 11111111-2222-3333-4444-555555555555.`,
  );
}

const CHANNEL_ID = /^19:[\w.-]{1,150}@thread\.(?:tacv2|skype)$/i;
/** What "Copy link" of a channel gives. */
const CHANNEL_LINK =
  /^https:\/\/(?:\w+\.)?teams\.(?:microsoft\.(?:com|us)|cloud\.microsoft)\/l\/channel\/([^/?#]+)/i;

function readChannels(value: string): readonly string[] {
  if (value === '') return [];
  return value.split(',').map((one) => readChannel('teamsChannels', one.trim()));
}

/** Returns the id. */
function readChannel(name: SettingName, value: string): string {
  const id = decoded(CHANNEL_LINK.exec(value)?.[1]) ?? value;
  if (CHANNEL_ID.test(id)) return id;
  throw new TypeError(
    `${name}=${value} must be the id of a channel, such as 19:…@thread.tacv2, or its link. The bot tells the id when it is added to the team.`,
  );
}

function decoded(part: string | undefined): string | undefined {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** The limit of Teams for the name of an app (app manifest, `name.short`). */
function readAppName(value: string): string {
  if (value.length <= 30) return value;
  throw new TypeError(`teamsAppName=${value} must have at most 30 characters.`);
}
