import type { Log } from '../log.ts';
import type { Activity } from './activity.ts';
import type { Connector } from './connector.ts';
import { isGone } from './explain.ts';
import type { DirectCopy, MessageReference, SentMessages } from './message-reference.ts';
import { TEAMS } from './names.ts';

/**
 * Shows a state in the message of a request and in its copies. If one update fails, the others are still made. Updates may be
 * repeated.
 *
 * @returns what is still there; a message that is gone is logged
 * @throws the first error about a message that is not gone
 */
export async function updateMessages(
  { direct = [], ...message }: SentMessages,
  activity: Activity,
  { connector, log }: { readonly connector: Connector; readonly log: Log },
): Promise<{ readonly isPosted: boolean; readonly direct: readonly DirectCopy[] }> {
  const update = async (where: MessageReference): Promise<boolean> => {
    try {
      await connector.update(where, activity);
      return true;
    } catch (error) {
      if (!isGone(error)) throw error;
      log({ level: 'warn', event: 'message_gone', surface: TEAMS, error });
      return false;
    }
  };
  const updates = await Promise.allSettled([message, ...direct].map(update));
  const failed = updates.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const [isPosted = false, ...isThere] = updates.map(
    (result) => result.status === 'fulfilled' && result.value,
  );
  return { isPosted, direct: direct.filter((_, index) => isThere[index]) };
}
