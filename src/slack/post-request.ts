import type { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import type { Message } from './blocks/request-message.ts';
import { type MessageReference, NO_UNFURL, referenceOf, type SentMessages } from './message-reference.ts';
import { findPosted, postOnce, readingSince } from './post-once.ts';
import { repeatableInAnyCase } from './repeatable.ts';

/** What is known about the message of a request. */
export interface Posting {
  /** The id of the approval. */
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
 * its metadata before it posts again. Without the scope for it, the message may be there twice: the buttons of both decide
 * the same request.
 *
 * @returns the place of the message
 * @throws {RepeatableError} after an error that passes: a message that is posted twice does no harm
 */
export async function postRequest(
  slack: WebClient,
  channel: string,
  message: Message,
  { id, askedAt, mayBePosted, log }: Posting,
): Promise<MessageReference> {
  const metadata = { event_type: EVENT_TYPE, event_payload: { id } };
  const find = () => {
    const reading = slack.conversations.history({ channel, ...readingSince(askedAt) });
    return findPosted(channel, reading, metadata, { id, log });
  };
  const posted = mayBePosted ? await find() : undefined;
  if (typeof posted === 'object') {
    // Its buttons hold the task token of the earlier attempt.
    await slack.chat.update({ ...posted, ...message }).catch(throwRepeatable);
    return posted;
  }
  const post = async () =>
    referenceOf(await slack.chat.postMessage({ channel, ...NO_UNFURL, ...message, metadata }));
  return postOnce({ post, find, mayBePosted: false, arrives: 'at least once' });
}

function throwRepeatable(error: unknown): never {
  throw repeatableInAnyCase(error);
}

/** Deletes a message and its copies. */
export async function deleteMessages(
  { channel, ts, direct = [] }: SentMessages,
  slack: WebClient,
): Promise<void> {
  const all: readonly MessageReference[] = [{ channel, ts }, ...direct];
  await Promise.all(all.map((one) => slack.chat.delete({ channel: one.channel, ts: one.ts })));
}
