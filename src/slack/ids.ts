import type { ChannelMember } from '../approval/channels.ts';
import { isEmail, type Named } from '../approval/people.ts';
import { SLACK } from './names.ts';

/**
 * Slack documents no length for its ids. The oldest ids have nine characters, today's have eleven. A shorter word in
 * capitals is a name.
 */
const USER_ID = /^[UW][A-Z0-9]{8,20}$/;
const GROUP_ID = /^S[A-Z0-9]{8,20}$/;
/** A channel. A private one that was created long ago has a G. */
const CHANNEL_ID = /^[CG][A-Z0-9]{8,20}$/;
/**
 * How Slack escapes users, groups, channels and addresses in commands: `<@U123|ann>`, `<!subteam^S123|@leads>`,
 * `<#C123|releases>` (`<#C123|>` if it is private), `<mailto:a@b|a@b>`.
 */
const ESCAPED = /^<(?:@|#|!subteam\^|mailto:)([^|>]+)(?:\|[^>]*)?>$/;

/** Whether a text is the id of a Slack user. */
export function isUserId(text: string): boolean {
  return USER_ID.test(text);
}

/** Whether a text is the id of a Slack user group. */
export function isGroupId(text: string): boolean {
  return GROUP_ID.test(text);
}

/** Whether a text is the id of a Slack channel. */
export function isChannelId(text: string): boolean {
  return CHANNEL_ID.test(text);
}

/**
 * Reads a user id, a user group id, a channel id or an e-mail address, plain or escaped by Slack. Returns undefined for
 * any other text.
 */
export function readSlackId(text: string): Named | undefined {
  const id = ESCAPED.exec(text)?.[1] ?? text;
  if (isUserId(id)) return { kind: 'person', id };
  if (isGroupId(id)) return { kind: 'group', id };
  if (isChannelId(id)) return { kind: 'channel', id };
  return isEmail(id) ? { kind: 'address', id } : undefined;
}

/** How a request names a channel of Slack. */
export const SLACK_CHANNEL: ChannelMember = {
  surface: SLACK,
  member: 'channel',
  key: 'slack_channel',
  read: (text) => channelIn(readSlackId(text)),
  example: 'C0123456789',
};

function channelIn(named: Named | undefined): string | undefined {
  return named?.kind === 'channel' ? named.id : undefined;
}
