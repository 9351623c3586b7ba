import type { MrkdwnElement } from '@slack/types';
import { type Mentioned, type Piece, piecesOf } from '../approval/rich-text.ts';
import { cut, fitDetails } from '../approval/text.ts';
import type { Wording } from '../wording/index.ts';
import { isChannelId, isGroupId, isUserId } from './ids.ts';

/** Escapes a text for mrkdwn. The result contains no mention, link or `<!channel>` (Slack: "Escaping text"). */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A text object. `verbatim` stops Slack from turning plain URLs and channel names into links (Block Kit reference: text
 * objects).
 */
export function mrkdwnText(mrkdwn: string): MrkdwnElement {
  return { type: 'mrkdwn', text: mrkdwn, verbatim: true };
}

/**
 * Cuts an escaped text. The cut is never inside a character or an escape such as `&amp;`.
 *
 * @param max UTF-16 code units
 */
export function cutEscaped(mrkdwn: string, max: number): string {
  return cut(mrkdwn, max).replace(/&[a-z]*…$/, '…');
}

/**
 * A text with its web addresses as links and its mentions, as mrkdwn. All other text is escaped: only users, user groups
 * and channels can be mentioned, never all members of a channel, and no link has a label of its own.
 *
 * @param max UTF-16 code units. The cut is never inside a link or a mention.
 */
export function richMrkdwn(text: string, max = Number.POSITIVE_INFINITY): string {
  const pieces = piecesOf(text).map((piece) => ({ ...piece, mrkdwn: pieceMrkdwn(piece) }));
  const whole = pieces.map(({ mrkdwn }) => mrkdwn).join('');
  if (whole.length <= max) return whole;
  // Room for the ellipsis.
  const { shown } = fitDetails(pieces, max - 1, ({ mrkdwn }) => mrkdwn.length);
  const start = shown.map(({ mrkdwn }) => mrkdwn).join('');
  const next = pieces[shown.length];
  return start + (next?.kind === 'text' ? cutEscaped(next.mrkdwn, max - start.length) : '…');
}

function pieceMrkdwn(piece: Piece): string {
  if (piece.kind === 'mention') return MENTION[piece.of](piece.id);
  const escaped = escapeMrkdwn(piece.text);
  return piece.kind === 'url' ? `<${escaped}>` : escaped;
}

const MENTION: Readonly<Record<Mentioned, (id: string) => string>> = {
  person: mentionUser,
  group: mentionGroup,
  channel: mentionChannel,
};

/** The longest text that is shown in place of an id. */
const MAX_INVALID_ID = 75;

/** Mentions a user. A text that is not a user id is escaped and shown as it is: it must not become markup. */
export function mentionUser(userId: string): string {
  return isUserId(userId) ? `<@${userId}>` : escapeMrkdwn(cut(userId, MAX_INVALID_ID));
}

/** Links to a channel if it is given by its id; otherwise shows its name. */
export function mentionChannel(channel: string): string {
  return isChannelId(channel) ? `<#${channel}>` : `#${escapeMrkdwn(channel.replace(/^#/, ''))}`;
}

/** Mentions a user group. A text that is not a group id is escaped and shown as it is. */
export function mentionGroup(groupId: string): string {
  return isGroupId(groupId) ? `<!subteam^${groupId}>` : escapeMrkdwn(groupId);
}

/**
 * A date and time, which Slack shows in the time zone of the reader (Slack: "Formatting text", dates).
 *
 * @param format in Slack's words
 */
export function slackDate(date: Date, { dateTime }: Wording, format = '{date_long} {time}'): string {
  const seconds = Math.floor(date.getTime() / 1000);
  return `<!date^${seconds}^${format}|${dateTime(date)}>`;
}
