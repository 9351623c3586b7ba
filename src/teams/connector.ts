import { objectIn } from '../callback/json.ts';
import { type Activity, textOf } from './activity.ts';
import { type CallOptions, createConnectorCall, requiredText } from './connector-call.ts';
import type { MessageReference, Place } from './message-reference.ts';
import { createRoster, type Roster } from './roster.ts';

/** A channel of a team. The first channel, General, has no name: each reader sees it in the own language. */
export interface TeamChannel {
  readonly id: string;
  readonly name?: string;
}

/** The Bot Connector of Teams, over HTTP. Each function rejects with an error of http.ts. */
export interface Connector extends Roster {
  /** Starts a thread in a channel. Twice does no harm: the buttons of both messages decide the same. */
  readonly post: (channel: string, activity: Activity) => Promise<MessageReference>;
  /**
   * The personal chat with a person, for whom the app is installed. Sends nothing.
   *
   * @param userId the Entra object id, or `29:…`
   */
  readonly chatWith: (userId: string) => Promise<Place>;
  /** Sends a message that must not be there twice. */
  readonly send: (place: Place, activity: Activity) => Promise<MessageReference>;
  /** Replaces a message for all its readers. */
  readonly update: (message: MessageReference, activity: Activity) => Promise<void>;
  /** Deletes a message for all its readers. */
  readonly remove: (message: MessageReference) => Promise<void>;
  /**
   * The channels of a team that has the app.
   *
   * @param team the id of the team, which is that of its first channel
   */
  readonly channels: (serviceUrl: string, team: string) => Promise<readonly TeamChannel[]>;
}

export interface ConnectorOptions extends CallOptions {
  /** Where the bot begins conversations. */
  readonly serviceUrl: string;
}

export function createConnector(options: ConnectorOptions): Connector {
  const { appId, tenantId, serviceUrl } = options;
  const call = createConnectorCall(options);
  const begin = (what: object) => {
    const body = { bot: { id: `28:${appId}` }, tenantId, ...what };
    return call({ method: 'POST', serviceUrl, path: ['conversations'], body, harmlessTwice: true });
  };

  return {
    ...createRoster(call),
    async post(channel, activity) {
      const channelData = { channel: { id: channel }, tenant: { id: tenantId } };
      const begun = await begin({ isGroup: true, channelData, activity });
      return {
        service_url: serviceUrl,
        conversation: requiredText(begun, 'id'),
        activity: requiredText(begun, 'activityId'),
      };
    },
    async chatWith(userId) {
      const channelData = { tenant: { id: tenantId } };
      const begun = await begin({ isGroup: false, members: [{ id: userId }], channelData });
      return { service_url: serviceUrl, conversation: requiredText(begun, 'id') };
    },
    async send({ service_url, conversation }, activity) {
      const path = ['conversations', conversation, 'activities'];
      const sent = await call({ method: 'POST', serviceUrl: service_url, path, body: activity });
      return { service_url, conversation, activity: requiredText(sent, 'id') };
    },
    async update({ service_url, conversation, activity: id }, activity) {
      const path = ['conversations', conversation, 'activities', id];
      const body = { ...activity, id };
      await call({ method: 'PUT', serviceUrl: service_url, path, body, harmlessTwice: true });
    },
    async remove({ service_url, conversation, activity }) {
      const path = ['conversations', conversation, 'activities', activity];
      await call({ method: 'DELETE', serviceUrl: service_url, path, harmlessTwice: true });
    },
    async channels(at, team) {
      const path = ['teams', team, 'conversations'];
      const { conversations } = await call({ method: 'GET', serviceUrl: at, path, harmlessTwice: true });
      return Array.isArray(conversations) ? conversations.map(readChannel) : [];
    },
  };
}

function readChannel(answer: unknown): TeamChannel {
  const channel = objectIn(answer);
  const name = textOf(channel.name);
  return { id: requiredText(channel, 'id'), ...(name && { name }) };
}
