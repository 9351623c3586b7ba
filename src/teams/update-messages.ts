import { unlessGone, updateAll } from '../approval/kept-messages.ts';
import type { Log } from '../log.ts';
import type { Activity, Delivered } from './activity.ts';
import type { Connector } from './connector.ts';
import { isGone } from './explain.ts';
import { type DirectCopy, type MessageReference, placeIn, type SentMessages } from './message-reference.ts';
import { TEAMS } from './names.ts';

/**
 * Replaces the card that was pressed, for all who see it. An error is logged: what the press asked for is done.
 */
export async function updatePressed(
  pressed: Delivered,
  message: Activity,
  { connector, log }: { readonly connector: Connector; readonly log: Log },
): Promise<void> {
  if (!pressed.replyToId) return;
  try {
    await connector.update({ ...placeIn(pressed), activity: pressed.replyToId }, message);
  } catch (error) {
    log({ level: 'error', event: 'update_failed', surface: TEAMS, error });
  }
}

/**
 * Shows a state in the message of a request and in its copies.
 *
 * @returns what is still there; a message that is gone is logged
 * @throws the first error about a message that is not gone
 */
export async function updateMessages(
  { direct = [], turn: _, ...message }: SentMessages,
  activity: Activity,
  { connector, log }: { readonly connector: Connector; readonly log: Log },
): Promise<{ readonly isPosted: boolean; readonly direct: readonly DirectCopy[] }> {
  return updateAll<MessageReference, DirectCopy>(message, direct, (where) =>
    unlessGone(connector.update(where, activity), isGone, (error) =>
      log({ level: 'warn', event: 'message_gone', surface: TEAMS, error }),
    ),
  );
}
