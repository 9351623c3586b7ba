import type { WebClient } from '@slack/web-api';
import { RepeatableError } from '../approval/repeatable.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import type { Message } from './blocks/request-message.ts';
import { type MessageReference, NO_UNFURL, referenceOf, type SentMessages } from './message-reference.ts';
import { mayHaveArrived, repeatableInAnyCase } from './repeatable.ts';

/** What is known about the message of a request. */
export interface Posting {
  /** The id of the approval, which is no secret: every app in the channel with a history scope can read it. */
  readonly id: string;
  /** The first time. */
  readonly askedAt: Date | undefined;
  /** An earlier attempt may have posted the message: its function crashed, or Slack's answer to it was lost. */
  readonly mayBePosted: boolean;
  readonly log: Log;
}

const EVENT_TYPE = 'countersign_request';

/**
 * Posts the message of a request. If the answer of Slack is lost, or an earlier attempt crashed, looks for the message by
 * its metadata before it posts again. This needs an optional scope (`channels:history`, `groups:history`). Without it, the
 * message may be there twice: the buttons of both decide the same request.
 *
 * @returns the place of the message
 * @throws {RepeatableError} after an error that passes: a message that is posted twice does no harm
 */
export async function postRequest(
  slack: WebClient,
  channel: string,
  message: Message,
  posting: Posting,
): Promise<MessageReference> {
  const { id, mayBePosted } = posting;
  const post = async () => {
    const metadata = { event_type: EVENT_TYPE, event_payload: { id } };
    return referenceOf(await slack.chat.postMessage({ channel, ...NO_UNFURL, ...message, metadata }));
  };
  const posted = mayBePosted ? await findPosted(slack, channel, posting) : undefined;
  try {
    if (!posted) return await post();
    // Its buttons hold the task token of the earlier attempt.
    await slack.chat.update({ ...posted, ...message });
    return posted;
  } catch (error) {
    if (posted || !mayHaveArrived(error)) throw repeatableInAnyCase(error);
  }
  return (await findPosted(slack, channel, posting)) ?? (await post().catch(throwRepeatable));
}

/** Deletes a message and its copies. */
export async function deleteMessages(
  { channel, ts, direct = [] }: SentMessages,
  slack: WebClient,
): Promise<void> {
  const all: readonly MessageReference[] = [{ channel, ts }, ...direct];
  await Promise.all(all.map((one) => slack.chat.delete({ channel: one.channel, ts: one.ts })));
}

function throwRepeatable(error: unknown): never {
  throw repeatableInAnyCase(error);
}

/** Slack's clock may be a little behind. */
const CLOCK_SKEW_S = 60;

/**
 * The message with this id; undefined if it is not there, or if the app may not read the channel.
 *
 * @throws {RepeatableError} if Slack does not answer: a message that is posted now may be there twice
 */
async function findPosted(
  slack: WebClient,
  channel: string,
  { id, askedAt, log }: Posting,
): Promise<MessageReference | undefined> {
  try {
    const { messages = [] } = await slack.conversations.history({
      channel,
      include_all_metadata: true,
      limit: 200,
      ...(askedAt && { oldest: String(Math.floor(askedAt.getTime() / 1000) - CLOCK_SKEW_S) }),
    });
    const found = messages.find(({ metadata }) => isOf(metadata, id));
    return found?.ts === undefined ? undefined : { channel, ts: found.ts };
  } catch (error) {
    const cause = repeatableInAnyCase(error);
    if (cause instanceof RepeatableError) throw cause;
    log({ level: 'warn', event: 'message_not_looked_up', transaction_id: id, error });
    return undefined;
  }
}

function isOf(metadata: unknown, id: string): boolean {
  if (!isObject(metadata) || metadata.event_type !== EVENT_TYPE) return false;
  return isObject(metadata.event_payload) && metadata.event_payload.id === id;
}
