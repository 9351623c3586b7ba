import type { BlockAction } from '@slack/bolt';
import type { Place, PlacedMessage } from './place.ts';

/** What is looked at of a pressed button. */
export type PressBody = Pick<BlockAction, 'user' | 'channel' | 'message' | 'trigger_id'>;

export function placeOf({ user, channel, message, trigger_id: triggerId }: PressBody): Place {
  return {
    userId: user.id,
    triggerId,
    channel: channel?.id,
    message: channel && message && { channel: channel.id, ts: message.ts, ...blocksOf(message.blocks) },
  };
}

/** A message of ours has blocks: without any, Slack did not hand it back. */
function blocksOf(blocks: unknown): Pick<PlacedMessage, 'blocks'> {
  return Array.isArray(blocks) && blocks.length > 0 ? { blocks } : {};
}
