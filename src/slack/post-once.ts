import { RepeatableError } from '../approval/repeatable.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import { mayHaveArrived, repeatableInAnyCase } from './repeatable.ts';

/** Identifies a message in its channel or thread. It is no secret: every app there with a history scope can read it. */
export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string | number>>;
}

interface Posting<Place> {
  readonly post: () => Promise<Place>;
  /** Looks for the message; undefined if it is not there. */
  readonly find: () => Promise<Place | undefined>;
  /** An earlier attempt may have posted it: its function crashed, or Slack's answer to it was lost. */
  readonly mayBePosted: boolean;
}

/**
 * Posts a message. If the answer of Slack is lost, or an earlier attempt crashed, looks for the message before it posts
 * again.
 *
 * @throws {RepeatableError} after an error that passes: a message that is posted twice does no harm
 */
export async function postOnce<Place>({ post, find, mayBePosted }: Posting<Place>): Promise<Place> {
  const posted = mayBePosted ? await find() : undefined;
  if (posted) return posted;
  try {
    return await post();
  } catch (error) {
    if (!mayHaveArrived(error)) throw repeatableInAnyCase(error);
  }
  return (await find()) ?? (await post().catch(throwRepeatable));
}

function throwRepeatable(error: unknown): never {
  throw repeatableInAnyCase(error);
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
 * The `ts` of the message with this metadata; undefined if it is not there, or if the app may not read the channel. This
 * needs an optional scope (`channels:history`, `groups:history`).
 *
 * @throws {RepeatableError} if Slack does not answer: a message that is posted now may be there twice
 */
export async function findPosted(
  reading: Promise<ReadMessages>,
  wanted: MessageMetadata,
  { id, log }: { readonly id: string; readonly log: Log },
): Promise<string | undefined> {
  try {
    const { messages = [] } = await reading;
    return messages.find(({ metadata }) => isThis(metadata, wanted))?.ts;
  } catch (error) {
    const cause = repeatableInAnyCase(error);
    if (cause instanceof RepeatableError) throw cause;
    log({ level: 'warn', event: 'message_not_looked_up', transaction_id: id, error });
    return undefined;
  }
}

function isThis(metadata: unknown, { event_type, event_payload }: MessageMetadata): boolean {
  if (!isObject(metadata) || metadata.event_type !== event_type) return false;
  const { event_payload: payload } = metadata;
  return isObject(payload) && Object.entries(event_payload).every(([key, value]) => payload[key] === value);
}
