import type { MrkdwnElement } from '@slack/types';
import { cut } from '../approval/text.ts';
import type { Wording } from '../wording/index.ts';
import { isGroupId, isUserId } from './ids.ts';

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

/** The longest text that is shown in place of an id. */
const MAX_INVALID_ID = 75;

/** Mentions a user. A text that is not a user id is escaped and shown as it is: it must not become markup. */
export function mentionUser(userId: string): string {
  return isUserId(userId) ? `<@${userId}>` : escapeMrkdwn(cut(userId, MAX_INVALID_ID));
}

/** Links to a channel if it is given by its id; otherwise shows its name. */
export function mentionChannel(channel: string): string {
  return /^[CG][A-Z0-9]+$/.test(channel) ? `<#${channel}>` : `#${channel.replace(/^#/, '')}`;
}

/** Mentions a user group. A text that is not a group id is escaped and shown as it is. */
export function mentionGroup(groupId: string): string {
  return isGroupId(groupId) ? `<!subteam^${groupId}>` : escapeMrkdwn(groupId);
}

/** A date and time, which Slack shows in the time zone of the reader (Slack: "Formatting text", dates). */
export function slackDate(date: Date, { dateTime }: Wording): string {
  const seconds = Math.floor(date.getTime() / 1000);
  return `<!date^${seconds}^{date_long} {time}|${dateTime(date)}>`;
}

/**
 * Restores what a user typed in a command. Slack has replaced users, groups, channels and links by escapes
 * (`should_escape` in the manifest).
 */
export function unescapeCommand(text: string): string {
  return text
    .replace(/<@[^|>]+\|([^>]*)>/g, '@$1')
    .replace(/<#[^|>]+\|([^>]*)>/g, '#$1')
    .replace(/<!subteam\^[^|>]+\|([^>]*)>/g, '$1')
    .replace(/<mailto:([^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replace(/<([a-z][a-z0-9+.-]*:[^|>]+)(?:\|[^>]*)?>/gi, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
