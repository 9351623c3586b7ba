import { LookFirstError, RepeatableError, UncertainError } from '../approval/repeatable.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import type { MessageReference } from './message-reference.ts';
import { mayHaveArrived, repeatableIfUnsent, repeatableInAnyCase } from './repeatable.ts';

/** Identifies a message in its channel or thread. It is no secret: every app there with a history scope can read it. */
export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string | number>>;
}

interface Posting {
  readonly post: () => Promise<MessageReference>;
  /**
   * Looks for the message; undefined if it is not there.
   *
   * @throws {RepeatableError} if Slack does not answer
   */
  readonly find: () => Promise<MessageReference | undefined | 'cannot tell'>;
  /** An earlier attempt may have posted it: its function crashed, or Slack's answer to it was lost. */
  readonly mayBePosted: boolean;
  /**
   * What follows where the app may not look whether Slack took the message. `at least once`: it is posted again, because it must
   * arrive. `at most once`: it is not.
   */
  readonly arrives: 'at least once' | 'at most once';
}

/**
 * Posts a message. If the answer of Slack is lost, or an earlier attempt crashed, looks for the message before it posts
 * again.
 *
 * @throws {RepeatableError} after an error that passes, if Slack did not take it
 * @throws {LookFirstError} after an error that passes, if Slack may have taken it
 * @throws {UncertainError} if a message that arrives at most once may have been taken, and Slack cannot tell
 */
export async function postOnce(posting: Posting): Promise<MessageReference> {
  const { post, mayBePosted } = posting;
  try {
    return (mayBePosted && (await found(posting))) || (await post());
  } catch (error) {
    if (!mayHaveArrived(error)) throw repeatableIfUnsent(error);
  }
  try {
    return (await found(posting)) ?? (await post());
  } catch (error) {
    const passing = repeatableInAnyCase(error);
    if (!(passing instanceof RepeatableError)) throw error;
    const { message, cause, isBusy } = passing;
    throw new LookFirstError(message, { cause, isBusy });
  }
}

/** @returns undefined if the message may be posted: it is not there, or cannot be looked for and must arrive */
async function found({ find, arrives }: Posting): Promise<MessageReference | undefined> {
  const answer = await find();
  if (answer !== 'cannot tell') return answer;
  if (arrives === 'at least once') return undefined;
  throw new UncertainError('Slack may have taken the message, and does not tell.');
}

/** Slack's clock may be a little behind. */
const CLOCK_SKEW_S = 60;

/** The arguments of a call that reads messages, to find one by its metadata. */
export function readingSince(time: Date | undefined) {
  return {
    include_all_metadata: true,
    limit: 200,
    ...(time && { oldest: String(Math.floor(time.getTime() / 1000) - CLOCK_SKEW_S) }),
  };
}

interface ReadMessages {
  readonly messages?: readonly { readonly ts?: string; readonly metadata?: unknown }[] | undefined;
}

/**
 * The message with this metadata in a channel or a thread; undefined if it is not there. To read needs an optional scope
 * (`channels:history`, `groups:history`); without it, the app cannot tell.
 *
 * @throws {RepeatableError} if Slack does not answer
 */
export async function findPosted(
  channel: string,
  reading: Promise<ReadMessages>,
  wanted: MessageMetadata,
  { id, log }: { readonly id: string; readonly log: Log },
): Promise<MessageReference | undefined | 'cannot tell'> {
  try {
    const { messages = [] } = await reading;
    const ts = messages.find(({ metadata }) => isThis(metadata, wanted))?.ts;
    return ts === undefined ? undefined : { channel, ts };
  } catch (error) {
    const cause = repeatableInAnyCase(error);
    if (cause instanceof RepeatableError) throw cause;
    log({ level: 'warn', event: 'message_not_looked_up', transaction_id: id, error });
    return 'cannot tell';
  }
}

function isThis(metadata: unknown, { event_type, event_payload }: MessageMetadata): boolean {
  if (!isObject(metadata) || metadata.event_type !== event_type) return false;
  const { event_payload: payload } = metadata;
  return isObject(payload) && Object.entries(event_payload).every(([key, value]) => payload[key] === value);
}
