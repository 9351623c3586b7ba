import { inTime, LateError } from '../approval/in-time.ts';
import { sentInTime } from '../approval/kept-messages.ts';
import { UncertainError } from '../approval/repeatable.ts';
import type { NotAsked } from '../approval/surface.ts';
import type { Log } from '../log.ts';
import type { Wording } from '../wording/index.ts';
import type { Activity } from './activity.ts';
import { chatWith } from './chat-with.ts';
import type { Connector } from './connector.ts';
import type { DirectCopy, MessageReference, SentMessages } from './message-reference.ts';
import { TEAMS } from './names.ts';

/** An approver who gets a copy of the message in the personal chat. */
export interface Recipient {
  readonly approver: string;
  readonly objectId: string;
  /** false: Teams does not tell whether this person is in the channel, where the message is too. */
  readonly isOutside: boolean;
}

interface SendPorts {
  readonly connector: Connector;
  readonly deadline: AbortSignal;
  readonly log: Log;
}

/**
 * Sends a request to people in personal chats. One that fails, or is not answered before the deadline, stops no other: the request is
 * posted in its channel already. One that Teams takes after the deadline is deleted: its place is not kept, so it could never be
 * updated.
 *
 * @returns where the copies are, who got none, and the errors of those that failed: the caller logs them, or tries again
 */
export async function sendDirect(
  recipients: readonly Recipient[],
  message: Activity,
  words: Wording['teams'],
  ports: SendPorts,
): Promise<{
  readonly direct: readonly DirectCopy[];
  readonly notAsked: readonly NotAsked[];
  readonly failed: readonly { readonly user_id: string; readonly error: unknown }[];
}> {
  const direct: DirectCopy[] = [];
  const notAsked: NotAsked[] = [];
  const failed: { user_id: string; error: unknown }[] = [];
  const send = async ({ approver, objectId, isOutside }: Recipient) => {
    const fail = (cause: unknown, reason: string) => {
      const error = isOutside && !(cause instanceof LateError) ? cause : maybeAsked(cause);
      notAsked.push({ approver, reason, error });
      return error;
    };
    try {
      const sent = await sendTo(objectId, message, ports);
      if (sent) direct.push({ ...sent, person: objectId });
      else fail(new Error('The app is not installed for this person.'), words.unreachable.notInstalled);
    } catch (error) {
      failed.push({ user_id: objectId, error: fail(error, words.notAsked) });
    }
  };
  await Promise.all(recipients.map(send));
  return { direct, notAsked, failed };
}

async function sendTo(
  objectId: string,
  message: Activity,
  { connector, deadline, log }: SendPorts,
): Promise<MessageReference | undefined> {
  const chat = await inTime(deadline, chatWith(objectId, { connector }));
  if (!chat) return undefined;
  return sentInTime(deadline, connector.send(chat, message), (late) => deleteLate(late, connector, log));
}

function maybeAsked(cause: unknown): UncertainError {
  return new UncertainError('The approver may have the message.', { cause });
}

async function deleteLate(late: MessageReference, connector: Connector, log: Log): Promise<void> {
  try {
    await connector.remove(late);
  } catch (error) {
    log({ level: 'error', event: 'direct_failed', surface: TEAMS, error });
  }
}

/** Deletes a message and its copies. */
export async function deleteMessages(
  { direct = [], turn: _, ...message }: SentMessages,
  connector: Connector,
): Promise<void> {
  await Promise.all([message, ...direct].map((one) => connector.remove(one)));
}
