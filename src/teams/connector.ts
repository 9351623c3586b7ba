import { isObject } from '../callback/json.ts';
import { type AccessToken, createAccessToken, type TokenOptions } from './access-token.ts';
import type { Activity } from './activity.ts';
import { ConnectorError } from './connector-error.ts';
import { type Call, callTeams } from './http.ts';
import type { MessageReference, Place } from './message-reference.ts';
import type { IsServiceUrl } from './service-url.ts';

/** A member of a conversation (Teams: "Get Teams specific context for your bot"). */
export interface Member {
  /** `29:…`: the id of the person for this bot only. */
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly userPrincipalName?: string;
  readonly aadObjectId?: string;
  readonly tenantId?: string;
  /** `user`, `guest` or `anonymous`. */
  readonly userRole?: string;
}

/** The Bot Connector of Teams, over HTTP. Each function rejects with an error of http.ts. */
export interface Connector {
  /** Starts a thread in a channel. Twice does no harm: the buttons of both messages decide the same. */
  readonly post: (channel: string, activity: Activity) => Promise<MessageReference>;
  /**
   * The personal chat with a person, for whom the app is installed. Sends nothing, so that nobody notices it.
   *
   * @param userId the Entra object id, or `29:…`
   */
  readonly chatWith: (userId: string) => Promise<Place>;
  /** Sends a message that must not be there twice. */
  readonly send: (place: Place, activity: Activity) => Promise<MessageReference>;
  /** Replaces a message for all its readers. */
  readonly update: (message: MessageReference, activity: Activity) => Promise<void>;
  /**
   * @param userId the Entra object id, the user principal name, or `29:…`
   * @returns undefined if there is no such member
   */
  readonly member: (place: Place, userId: string) => Promise<Member | undefined>;
}

export interface ConnectorOptions extends TokenOptions {
  /** Where the bot begins conversations. */
  readonly serviceUrl: string;
  readonly isServiceUrl: IsServiceUrl;
}

/** Creates a client that gets its tokens when they are needed. */
export function createConnector(options: ConnectorOptions): Connector {
  const { appId, tenantId, serviceUrl } = options;
  const token = createAccessToken(options);
  const call = (request: Request) => callWithToken(request, token, options);
  const begin = (what: object, harmlessTwice: boolean) =>
    call({
      method: 'POST',
      serviceUrl,
      path: ['conversations'],
      body: { bot: { id: `28:${appId}` }, tenantId, ...what },
      harmlessTwice,
    });

  return {
    async post(channel, activity) {
      const channelData = { channel: { id: channel }, tenant: { id: tenantId } };
      const begun = await begin({ isGroup: true, channelData, activity }, true);
      return {
        service_url: serviceUrl,
        conversation: textIn(begun, 'id'),
        activity: textIn(begun, 'activityId'),
      };
    },
    async chatWith(userId) {
      const channelData = { tenant: { id: tenantId } };
      const begun = await begin({ isGroup: false, members: [{ id: userId }], channelData }, true);
      return { service_url: serviceUrl, conversation: textIn(begun, 'id') };
    },
    async send({ service_url, conversation }, activity) {
      const path = ['conversations', conversation, 'activities'];
      const sent = await call({ method: 'POST', serviceUrl: service_url, path, body: activity });
      return { service_url, conversation, activity: textIn(sent, 'id') };
    },
    async update({ service_url, conversation, activity: id }, activity) {
      const path = ['conversations', conversation, 'activities', id];
      const body = { ...activity, id };
      await call({ method: 'PUT', serviceUrl: service_url, path, body, harmlessTwice: true });
    },
    async member({ service_url, conversation }, userId) {
      // The members of a thread are those of its channel.
      const [channel = ''] = conversation.split(';', 1);
      const path = ['conversations', channel, 'members', userId];
      try {
        const found = await call({ method: 'GET', serviceUrl: service_url, path, harmlessTwice: true });
        return readMember(found);
      } catch (error) {
        // An address that no member has may be no valid id for Teams.
        if (error instanceof ConnectorError && (error.status === 404 || error.status === 400))
          return undefined;
        throw error;
      }
    },
  };
}

interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly serviceUrl: string;
  /** Not encoded. */
  readonly path: readonly string[];
  readonly body?: object;
  readonly harmlessTwice?: boolean;
}

async function callWithToken(
  { method, serviceUrl, path, body, harmlessTwice = false }: Request,
  token: AccessToken,
  options: ConnectorOptions,
): Promise<unknown> {
  // References come from execution histories, which others can write.
  if (!options.isServiceUrl(serviceUrl)) throw new TypeError('the service URL is not of Teams');
  const [collection = '', , part = ''] = path;
  const call: Call = {
    what: `Teams, ${method} ${part || collection}`,
    url: `${serviceUrl.replace(/\/+$/, '')}/v3/${path.map(encodeURIComponent).join('/')}`,
    init: {
      method,
      headers: {
        authorization: `Bearer ${await token.get()}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    },
    harmlessTwice,
  };
  try {
    return await callTeams(call, options);
  } catch (error) {
    if (error instanceof ConnectorError && error.status === 401) token.forget();
    throw error;
  }
}

function textIn(body: unknown, member: string): string {
  const value = isObject(body) ? body[member] : undefined;
  if (typeof value === 'string' && value) return value;
  throw new Error(`Teams answered without ${member}.`);
}

function readMember(body: unknown): Member {
  const { id, name, email, userPrincipalName, aadObjectId, objectId, tenantId, userRole } = isObject(body)
    ? body
    : {};
  const text = <Name extends string>(key: Name, value: unknown) =>
    typeof value === 'string' && value ? ({ [key]: value } as Record<Name, string>) : {};
  return {
    id: textIn({ id }, 'id'),
    ...text('name', name),
    ...text('email', email),
    ...text('userPrincipalName', userPrincipalName),
    // Teams names it in one way or the other.
    ...text('aadObjectId', aadObjectId ?? objectId),
    ...text('tenantId', tenantId),
    ...text('userRole', userRole),
  };
}
