import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import type { Message } from './blocks/request-message.ts';
import type { MessageReference, SentMessages } from './message-reference.ts';
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
 * Shows a state in the message of a request and in its direct copies. If one update fails, the others are still made. Updates
 * may be repeated.
 *
 * @param ended true: a message that is gone is no error. `tell` informs the requester instead
 * @throws the first error
 */
export async function updateMessages(
  { channel, ts, direct = [] }: SentMessages,
  message: Message,
  { slack, ended, log }: { readonly slack: WebClient; readonly ended: boolean; readonly log: Log },
): Promise<void> {
  const update = async (where: MessageReference, mayBeGone: boolean) => {
    try {
      await slack.chat.update({ channel: where.channel, ts: where.ts, ...message });
    } catch (error) {
      if (!mayBeGone || !isGone(error)) throw error;
      log({ level: 'warn', event: 'message_gone', channel: where.channel, error });
    }
  };
  const updates = await Promise.allSettled([
    update({ channel, ts }, ended),
    ...direct.map((copy) => update(copy, true)),
  ]);
  const failed = updates.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
