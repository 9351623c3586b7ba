import type { MrkdwnElement } from '@slack/types';
import { cut } from '../approval/text.ts';
import { isGroupId, isUserId } from './ids.ts';

/** Escapes a text for mrkdwn, so that it can hold no mention, link or `<!channel>` (Slack: "Escaping text"). */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A text object. Verbatim: Slack then makes no links and mentions of what only looks like one (reference of text objects). */
export function mrkdwnText(mrkdwn: string): MrkdwnElement {
  return { type: 'mrkdwn', text: mrkdwn, verbatim: true };
}

/** Cuts an escaped text to a limit, in UTF-16 code units, through no character and no escape. */
export function cutEscaped(mrkdwn: string, max: number): string {
  return cut(mrkdwn, max).replace(/&[a-z]*…$/, '…');
}

/** As much is shown of what should be an id. */
const MAX_NO_ID = 75;

/** A mention, which is markup: what is no user id is only shown, so that it can smuggle nothing in. */
export function mentionUser(userId: string): string {
  return isUserId(userId) ? `<@${userId}>` : escapeMrkdwn(cut(userId, MAX_NO_ID));
}

/** A channel as a link where it is given by its id, otherwise by its name. */
export function mentionChannel(channel: string): string {
  return /^[CG][A-Z0-9]+$/.test(channel) ? `<#${channel}>` : `#${channel.replace(/^#/, '')}`;
}

/** A mention of a user group. */
export function mentionGroup(groupId: string): string {
  return isGroupId(groupId) ? `<!subteam^${groupId}>` : escapeMrkdwn(groupId);
}

/**
 * What a person typed, from a command's text in which Slack has escaped people, groups, channels and links
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
