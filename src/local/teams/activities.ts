/*
 * The members are those of activities that were recorded from Teams (test/fixtures/teams): events, which no person writes,
 * have fewer.
 */

import { randomUUID } from 'node:crypto';
import { personalConversation, splitConversation } from './messages.ts';
import { BOT, TEAM, TENANT_ID, type TeamsPerson } from './tenant.ts';

const LOCALE = 'en-US';

/** What all activities to the bot have. */
export interface Scene {
  readonly serviceUrl: string;
  readonly person: TeamsPerson;
  /** The id of the conversation: a thread or a channel, or the person's conversation with the bot. */
  readonly conversation: string;
  readonly now: Date;
}

export interface Mention {
  readonly type: 'mention';
  /** Such as `<at>Ann</at>`, as it is in the text. */
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

/** A message of a person (Teams: "Channel and group chat conversations with a bot"). */
export function messageActivity(id: string, text: string, mentions: readonly Mention[], scene: Scene) {
  const { channelData, entities, ...activity } = byPerson(scene);
  return {
    ...activity,
    type: 'message',
    id,
    text,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }],
    entities: [...mentions, ...entities],
    channelData: {
      ...('channel' in channelData && { teamsChannelId: channelData.channel.id, teamsTeamId: TEAM.id }),
      ...channelData,
    },
  };
}

/** The press of an Action.Execute (Teams: "Universal Actions for Adaptive Cards"). */
export function executeActivity(replyToId: string, action: object, scene: Scene) {
  const value = { action: { type: 'Action.Execute', ...action }, trigger: 'manual' };
  return { ...pressed(scene), type: 'invoke', name: 'adaptiveCard/action', replyToId, value };
}

/** The press of an Action.Submit: a message without a text. */
export function submitActivity(replyToId: string, value: unknown, scene: Scene) {
  return { ...pressed(scene), type: 'message', replyToId, value };
}

/** The app was added to a conversation or removed from it (Teams: "Installation update event"). */
export function installationActivity(action: 'add' | 'remove', scene: Scene) {
  const { channelData, ...activity } = event(scene);
  const selected = 'channel' in channelData && { settings: { selectedChannel: channelData.channel } };
  return {
    ...activity,
    type: 'installationUpdate',
    action,
    locale: LOCALE,
    entities: [{ type: 'clientInfo', locale: LOCALE }],
    channelData: {
      ...selected,
      ...channelData,
      ...('channel' in channelData && { team: TEAM }),
      source: { name: 'message' },
    },
  };
}

/** The bot became a member of a conversation or left it (Teams: "Conversation update events"). */
export function membersActivity(change: 'membersAdded' | 'membersRemoved', scene: Scene) {
  const { channelData, ...activity } = event(scene);
  const eventType = change === 'membersAdded' ? 'teamMemberAdded' : 'teamMemberRemoved';
  const { tenant } = channelData;
  return {
    ...activity,
    type: 'conversationUpdate',
    [change]: [{ id: BOT.id }],
    channelData: 'channel' in channelData ? { team: TEAM, eventType, tenant } : { tenant },
  };
}

function pressed(scene: Scene) {
  const { channelData, ...activity } = byPerson(scene);
  const legacy = { replyToId: `1:${randomUUID()}` };
  return { ...activity, id: newId(), channelData: { ...channelData, source: { name: 'message' }, legacy } };
}

function byPerson(scene: Scene) {
  const { person, now } = scene;
  return {
    ...common(scene),
    localTimestamp: now.toISOString(),
    localTimezone: 'UTC',
    locale: LOCALE,
    from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
    entities: [{ type: 'clientInfo', locale: LOCALE, country: 'US', platform: 'Web', timezone: 'UTC' }],
  };
}

function event(scene: Scene) {
  const { id, aadObjectId } = scene.person;
  return { ...common(scene), id: newId(), from: { id, aadObjectId } };
}

function common({ serviceUrl, person, conversation, now }: Scene) {
  const isPersonal = conversation === personalConversation(person);
  const tenant = { id: TENANT_ID };
  const { channel } = splitConversation(conversation);
  return {
    channelId: 'msteams',
    serviceUrl,
    timestamp: now.toISOString(),
    recipient: BOT,
    conversation: {
      ...(!isPersonal && { isGroup: true }),
      conversationType: isPersonal ? 'personal' : 'channel',
      tenantId: TENANT_ID,
      id: conversation,
    },
    channelData: isPersonal ? { tenant } : { channel: { id: channel }, team: { id: TEAM.id }, tenant },
  };
}

function newId(): string {
  return `f:${randomUUID()}`;
}
