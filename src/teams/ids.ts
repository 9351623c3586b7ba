import type { ChannelMember } from '../approval/channels.ts';
import { isEmail, type Named } from '../approval/people.ts';
import { TEAMS } from './names.ts';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
/** A person by the object id in Entra ID. The prefix says whose id it is. */
const PERSON = new RegExp(`^aad:(${GUID})$`, 'i');
/** A channel of a team. Its ids are longer the younger it is; Teams documents no length. */
const CHANNEL_ID = /^19:[\w.-]{1,150}@thread\.(?:tacv2|skype)$/i;
/** What "Copy link" of a channel gives. */
const CHANNEL_LINK =
  /^https:\/\/(?:\w+\.)?teams\.(?:microsoft\.(?:com|us)|cloud\.microsoft)\/l\/channel\/([^/?#]+)/i;

/** The id of a person on this surface: `aad:` and the object id. Teams' own ids (`29:…`) differ from bot to bot. */
export function personId(aadObjectId: string): string {
  return `aad:${aadObjectId.toLowerCase()}`;
}

/** The object id in a person's id; undefined for any other text. */
export function objectIdOf(id: string | undefined): string | undefined {
  return PERSON.exec(id ?? '')?.[1]?.toLowerCase();
}

export function isChannelId(text: string): boolean {
  return CHANNEL_ID.test(text);
}

/** Reads `aad:<object id>`, the id or the link of a channel, or an e-mail address. Undefined for any other text. */
export function readTeamsId(text: string): Named | undefined {
  const objectId = objectIdOf(text);
  if (objectId) return { kind: 'person', id: personId(objectId) };
  const channel = channelIn(text);
  if (channel) return { kind: 'channel', id: channel };
  return isEmail(text) ? { kind: 'address', id: text } : undefined;
}

/** How a request names a channel of Teams: by its id, or by the link that people copy. */
export const TEAMS_CHANNEL: ChannelMember = {
  surface: TEAMS,
  member: 'teams_channel',
  key: 'teams_channel',
  read: channelIn,
  example: '19:…@thread.tacv2, or its link',
};

function channelIn(text: string): string | undefined {
  const linked = CHANNEL_LINK.exec(text)?.[1];
  const id = linked === undefined ? text : decoded(linked);
  return isChannelId(id) ? id : undefined;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
