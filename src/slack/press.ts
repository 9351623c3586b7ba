import type { BlockAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import type { Place } from './place.ts';

/** What is looked at of a pressed button. */
export type PressBody = Pick<BlockAction, 'user' | 'channel' | 'message' | 'trigger_id'>;

export function placeOf({ user, channel, message, trigger_id: triggerId }: PressBody): Place {
  const blocks = message?.blocks as readonly KnownBlock[] | undefined;
  return {
    userId: user.id,
    triggerId,
    channel: channel?.id,
    message: channel && message && { channel: channel.id, ts: message.ts, blocks: blocks ?? [] },
  };
}
