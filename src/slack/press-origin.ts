import type { BlockAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';

/** The parts of a button press (a `block_actions` payload) that the listeners read. */
export type PressBody = Pick<BlockAction, 'user' | 'team' | 'channel' | 'message' | 'trigger_id'> &
  Partial<Pick<BlockAction, 'container' | 'response_url'>>;

/** Where a user pressed: in a message of a channel, or on the home tab. */
export interface PressOrigin {
  readonly userId: string;
  /** Opens a modal. Slack accepts it for 3 seconds. Missing in a follow-up. */
  readonly triggerId?: string;
  readonly message?: PressedMessage | undefined;
  /** Missing on the home tab. */
  readonly channel?: string | undefined;
  /** Takes answers to the press: 5 within 30 minutes. Missing on the home tab. */
  readonly responseUrl?: string | undefined;
}

export interface PressedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Missing if Slack's payload did not contain the message. */
  readonly blocks?: readonly KnownBlock[];
}

/** A press that Slack has just sent. */
export type NewPress = PressOrigin & { readonly triggerId: string };

export function originOf(body: PressBody): NewPress {
  const { user, container, message, trigger_id: triggerId, response_url: responseUrl } = body;
  const channel: string | undefined = body.channel?.id ?? container?.channel_id;
  const ts: string | undefined = container?.message_ts ?? message?.ts;
  return {
    userId: user.id,
    triggerId,
    channel,
    message: channel && ts ? { channel, ts, ...blocksOf(message?.blocks) } : undefined,
    ...(responseUrl && { responseUrl }),
  };
}

/** Each message of this app has blocks. Without any, Slack's payload did not contain the message. */
function blocksOf(blocks: unknown): Pick<PressedMessage, 'blocks'> {
  return Array.isArray(blocks) && blocks.length > 0 ? { blocks } : {};
}
