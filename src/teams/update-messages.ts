import type { Log } from '../log.ts';
import type { Activity } from './activity.ts';
import type { Connector } from './connector.ts';
import { isGone } from './explain.ts';
import type { MessageReference, SentMessages } from './message-reference.ts';

/**
 * Shows a state in the message of a request and in its copies. If one update fails, the others are still made. Updates may be
 * repeated.
 *
 * @param ended true: a message that is gone is no error. `tell` informs the requester instead
 * @throws the first error
 */
export async function updateMessages(
  { direct = [], ...message }: SentMessages,
  activity: Activity,
  { connector, ended, log }: { readonly connector: Connector; readonly ended: boolean; readonly log: Log },
): Promise<void> {
  const update = async (where: MessageReference, mayBeGone: boolean) => {
    try {
      await connector.update(where, activity);
    } catch (error) {
      if (!mayBeGone || !isGone(error)) throw error;
      log({ level: 'warn', event: 'message_gone', surface: 'teams', error });
    }
  };
  const updates = await Promise.allSettled([
    update(message, ended),
    ...direct.map((copy) => update(copy, true)),
  ]);
  const failed = updates.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
