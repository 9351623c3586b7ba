import type { BlockAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { press } from '../approval/press.ts';
import type { Press, Verdict } from '../approval/verdict.ts';
import type { Payload } from '../callback/payload.ts';
import { inTime } from './deadline/deadline.ts';
import { SLACK } from './names.ts';
import type { SlackPerson } from './people.ts';
import { withName } from './person-names.ts';
import type { SlackPorts } from './ports.ts';

/**
 * How long a press waits for the execution history: the user must have an answer within 3 seconds. The history only
 * adds how the request ended, so a slow one is not logged as an error.
 */
const HISTORY_WITHIN_MS = 700;

/**
 * Gives a press in Slack to the use case that all surfaces share.
 *
 * @param answer what the user does with the opened payload
 */
export function pressInSlack(
  sealed: string,
  who: SlackPerson,
  answer: (payload: Payload) => Pick<Press, 'decides' | 'comment'>,
  ports: SlackPorts,
): Promise<Verdict> {
  // While the payload is opened, so that the name costs no time of its own.
  const named = withName(who, ports);
  const toPress = async (payload: Payload) => {
    const pressed = answer(payload);
    return { who: pressed.decides ? await named : who, via: SLACK, ...pressed };
  };
  return press(sealed, toPress, {
    ...ports,
    getHistory: (execution) => inTime(ports.timeout(HISTORY_WITHIN_MS), ports.getHistory(execution)),
  });
}

/** The parts of a button press (a `block_actions` payload) that the listeners read. */
export type PressBody = Pick<BlockAction, 'user' | 'team' | 'channel' | 'message' | 'trigger_id'>;

/** Where a user pressed: in a message of a channel, or on the home tab. */
export interface PressOrigin {
  readonly userId: string;
  /** Opens a modal. Slack accepts it for 3 seconds. */
  readonly triggerId: string;
  readonly message?: PressedMessage | undefined;
  /** Missing on the home tab. */
  readonly channel?: string | undefined;
}

export interface PressedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Missing if Slack's payload did not contain the message. */
  readonly blocks?: readonly KnownBlock[];
}

export function originOf({ user, channel, message, trigger_id: triggerId }: PressBody): PressOrigin {
  return {
    userId: user.id,
    triggerId,
    channel: channel?.id,
    message: channel && message && { channel: channel.id, ts: message.ts, ...blocksOf(message.blocks) },
  };
}

/** Each message of this app has blocks. Without any, Slack's payload did not contain the message. */
function blocksOf(blocks: unknown): Pick<PressedMessage, 'blocks'> {
  return Array.isArray(blocks) && blocks.length > 0 ? { blocks } : {};
}
