import type { WebClient } from '@slack/web-api';
import { LateError } from '../approval/in-time.ts';
import { sentInTime } from '../approval/kept-messages.ts';
import { UncertainError } from '../approval/repeatable.ts';
import { assertInTime } from '../approval/until-deadline.ts';
import type { Log } from '../log.ts';
import type { Wording } from '../wording/index.ts';
import type { Message } from './blocks/request-message.ts';
import { type DirectCopy, type MessageReference, NO_UNFURL, referenceOf } from './message-reference.ts';
import { mayHaveArrived, repeatableIfUnsent } from './repeatable.ts';

/** Slack takes about this many messages of an app at once. */
const MAX_DIRECT = 25;

/** Why a user got no direct message. */
export interface DirectFailure {
  readonly why: keyof Wording['slack']['notAsked'];
  /** An UncertainError if the message may have arrived; a RepeatableError if it may be sent later. */
  readonly error: unknown;
}

/**
 * Sends a request to users as direct messages. One that fails, or is not answered before the deadline, is logged: the
 * request is posted in its channel already. One that Slack takes after the deadline is deleted: its place is not kept, so
 * it could never be updated.
 *
 * @returns where the messages are, and who got none
 */
export async function sendDirect(
  users: readonly string[],
  message: Message,
  slack: WebClient,
  { deadline, log }: { readonly deadline: AbortSignal; readonly log: Log },
): Promise<{
  readonly direct: readonly DirectCopy[];
  readonly failures: ReadonlyMap<string, DirectFailure>;
}> {
  const failures = new Map<string, DirectFailure>();
  const left = users.slice(MAX_DIRECT);
  if (left.length > 0) log({ level: 'warn', event: 'direct_left_out', left_out: left.length });
  for (const user of left) failures.set(user, { why: 'tooMany', error: new Error('Too many users.') });
  const sent = users.slice(0, MAX_DIRECT).map(async (user) => {
    try {
      assertInTime(deadline);
      const posted = slack.chat.postMessage({ channel: user, ...NO_UNFURL, ...message }).then(referenceOf);
      const reference = await sentInTime(deadline, posted, (late) => deleteLate(late, slack, log));
      return [{ ...reference, user }];
    } catch (error) {
      log({ level: 'error', event: 'direct_failed', user_id: user, error });
      failures.set(user, { why: 'failed', error: knownOrUncertain(error) });
      return [];
    }
  });
  return { direct: (await Promise.all(sent)).flat(), failures };
}

function knownOrUncertain(error: unknown): unknown {
  const mayBeThere = error instanceof LateError || mayHaveArrived(error);
  return mayBeThere
    ? new UncertainError('The message may have arrived.', { cause: error })
    : repeatableIfUnsent(error);
}

async function deleteLate(late: MessageReference, slack: WebClient, log: Log): Promise<void> {
  try {
    await slack.chat.delete({ ...late });
  } catch (error) {
    log({ level: 'error', event: 'direct_failed', channel: late.channel, error });
  }
}
