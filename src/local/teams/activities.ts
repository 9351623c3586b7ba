import { randomUUID } from 'node:crypto';
import { personalConversation, splitConversation } from './messages.ts';
import { BOT, CHANNEL, TEAM, TENANT_ID, type TeamsPerson } from './tenant.ts';

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
  const { channel } = splitConversation(scene.conversation);
  const activity = common(scene);
  return {
    ...activity,
    type: 'message',
    id,
    text,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>${text}</p>` }],
    entities: [...mentions, ...activity.entities],
    channelData: {
      ...activity.channelData,
      ...(activity.conversation.isGroup && { teamsChannelId: channel, teamsTeamId: TEAM.id }),
    },
  };
}

/** The press of an Action.Execute (Teams: "Universal Actions for Adaptive Cards"). */
export function executeActivity(replyToId: string, action: object, scene: Scene) {
  const value = { action: { type: 'Action.Execute', ...action }, trigger: 'manual' };
  return { ...event(scene), type: 'invoke', name: 'adaptiveCard/action', replyToId, value };
}

/** The press of an Action.Submit: a message without a text. */
export function submitActivity(replyToId: string, value: unknown, scene: Scene) {
  return { ...event(scene), type: 'message', replyToId, value };
}

/** The app was added to a conversation or removed from it (Teams: "Installation update event"). */
export function installationActivity(action: 'add' | 'remove', scene: Scene) {
  const { channelData, ...activity } = event(scene);
  const settings = { selectedChannel: { id: splitConversation(scene.conversation).channel } };
  return {
    ...activity,
    type: 'installationUpdate',
    action,
    channelData: activity.conversation.isGroup ? { settings, ...channelData } : channelData,
  };
}

/** The bot became a member of a conversation or left it (Teams: "Conversation update events"). */
export function membersActivity(change: 'membersAdded' | 'membersRemoved', scene: Scene) {
  const { channelData, ...activity } = event(scene);
  const eventType = change === 'membersAdded' ? 'teamMemberAdded' : 'teamMemberRemoved';
  return {
    ...activity,
    type: 'conversationUpdate',
    [change]: [{ id: BOT.id }],
    channelData: activity.conversation.isGroup ? { ...channelData, eventType } : channelData,
  };
}

function event(scene: Scene) {
  const { channelData, ...activity } = common(scene);
  return {
    ...activity,
    id: `f:${randomUUID()}`,
    channelData: { ...channelData, source: { name: 'message' } },
  };
}

function common({ serviceUrl, person, conversation, now }: Scene) {
  const isPersonal = conversation === personalConversation(person);
  const tenant = { id: TENANT_ID };
  return {
    channelId: 'msteams',
    serviceUrl,
    timestamp: now.toISOString(),
    localTimestamp: now.toISOString(),
    localTimezone: 'UTC',
    locale: 'en-US',
    from: { id: person.id, name: person.name, aadObjectId: person.aadObjectId },
    recipient: BOT,
    conversation: {
      id: conversation,
      conversationType: isPersonal ? 'personal' : 'channel',
      tenantId: TENANT_ID,
      ...(!isPersonal && { isGroup: true, name: CHANNEL.name }),
    },
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' }],
    channelData: {
      ...(!isPersonal && {
        channel: { id: splitConversation(conversation).channel },
        team: { id: TEAM.id, name: TEAM.name, aadGroupId: TEAM.aadGroupId },
      }),
      tenant,
    },
  };
}
