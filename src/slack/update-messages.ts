import type { WebClient } from '@slack/web-api';
import { unlessGone, updateAll } from '../approval/kept-messages.ts';
import type { Log } from '../log.ts';
import type { Message } from './blocks/request-message.ts';
import type { DirectCopy, MessageReference, SentMessages } from './message-reference.ts';
import { errorCodeOf } from './slack-error.ts';

/**
 * Slack's error codes for a message that the app can no longer change or reply to: it was deleted, its channel was
 * archived, or the app was removed from there. Each other error may be temporary.
 */
const GONE = new Set([
  'message_not_found',
  'thread_not_found',
  'cant_update_message',
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'is_inactive',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
]);

/** Whether an error says that the app can no longer change a message, or reply to it. */
export function isGone(error: unknown): boolean {
  return GONE.has(errorCodeOf(error) ?? '');
}

/**
 * Shows a state in the message of a request and in its direct copies.
 *
 * @returns what is still there; a message that is gone is logged
 * @throws the first error about a message that is not gone
 */
export async function updateMessages(
  { channel, ts, direct = [] }: SentMessages,
  message: Message,
  { slack, log }: { readonly slack: WebClient; readonly log: Log },
): Promise<{ readonly isPosted: boolean; readonly direct: readonly DirectCopy[] }> {
  return updateAll({ channel, ts }, direct, (where: MessageReference) =>
    unlessGone(slack.chat.update({ channel: where.channel, ts: where.ts, ...message }), isGone, (error) =>
      log({ level: 'warn', event: 'message_gone', channel: where.channel, error }),
    ),
  );
}
