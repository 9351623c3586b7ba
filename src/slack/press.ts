import type { BlockAction } from '@slack/bolt';
import type { KnownBlock } from '@slack/types';
import { inTime } from '../approval/in-time.ts';
import { press } from '../approval/press.ts';
import type { Press, Verdict } from '../approval/verdict.ts';
import type { Payload } from '../callback/payload.ts';
import { refuseOutsider } from './access.ts';
import { SLACK } from './names.ts';
import type { SlackPerson } from './people.ts';
import { withName } from './person-names.ts';
import type { SlackPorts } from './ports.ts';

/**
 * How long a press waits for the execution history: the user must have an answer within 3 seconds. The history only
 * adds how the request ended, so a slow one is not logged as an error.
 */
const HISTORY_WITHIN_MS = 700;

/** A press of a button, or the submission of the modal that a button opened. */
interface SlackPress {
  readonly sealed: string;
  readonly who: SlackPerson;
  readonly origin: PressOrigin;
  /** What the user does with the opened payload. */
  readonly answer: (payload: Payload) => Pick<Press, 'decides' | 'comment'>;
}

/** Gives a press in Slack to the use case that all surfaces share. */
export function pressInSlack(
  { sealed, who, origin, answer }: SlackPress,
  ports: SlackPorts,
): Promise<Verdict> {
  // While the payload is opened, so that the name costs no time of its own.
  const named = withName(who, ports);
  const toPress = async (payload: Payload): Promise<Press> => {
    const answered = answer(payload);
    return {
      who: answered.decides ? await named : who,
      via: SLACK,
      ...answered,
      ...(!isInChannel(origin) && { objection: () => refuseOutsider(payload, who.id, ports) }),
    };
  };
  return press(sealed, toPress, {
    ...ports,
    getHistory: (execution, options) =>
      inTime(ports.timeout(HISTORY_WITHIN_MS), ports.getHistory(execution, options)),
    // A vote that comes between two rounds goes on in a follow-up.
    nextRoundWithinMs: 0,
  });
}

/**
 * Whether a person pressed in the message of the request in its channel. Slack sends the presses only of our own messages,
 * and only people who see the channel can press there. The only other places of our buttons are the home tab and direct
 * messages (`D…`).
 */
function isInChannel({ message }: PressOrigin): boolean {
  return message !== undefined && !message.channel.startsWith('D');
}

/** The parts of a button press (a `block_actions` payload) that the listeners read. */
export type PressBody = Pick<BlockAction, 'user' | 'team' | 'channel' | 'message' | 'trigger_id'> &
  Partial<Pick<BlockAction, 'container' | 'response_url'>>;

/** Where a user pressed: in a message of a channel, or on the home tab. */
export interface PressOrigin {
  readonly userId: string;
  /** Opens a modal. Slack accepts it for 3 seconds. */
  readonly triggerId: string;
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

export function originOf(body: PressBody): PressOrigin {
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
