import type { BlockAction } from '@slack/bolt';
import { press } from '../approval/press.ts';
import type { Press, Verdict } from '../approval/verdict.ts';
import { inTime } from './deadline/deadline.ts';
import { SLACK } from './names.ts';
import type { SlackPerson } from './payloads.ts';
import type { SlackPorts } from './ports.ts';
import type { Place, PlacedMessage } from './private-reply.ts';

/** What is looked at of a pressed button. */
export type PressBody = Pick<BlockAction, 'user' | 'channel' | 'message' | 'trigger_id'>;

/** A history has this long to be read: the person has to be answered within 3 seconds. One that takes longer is not logged. */
const HISTORY_WITHIN_MS = 700;

/** A press of a sealed button in Slack. */
export function pressInSlack(
  sealed: string,
  who: SlackPerson,
  answer: Pick<Press, 'decides' | 'comment'>,
  ports: SlackPorts,
): Promise<Verdict> {
  return press(sealed, () => ({ who, via: SLACK, ...answer }), {
    ...ports,
    getHistory: (execution) => inTime(ports.timeout(HISTORY_WITHIN_MS), ports.getHistory(execution)),
  });
}

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
