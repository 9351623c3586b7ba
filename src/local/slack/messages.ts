import { isObject, objects } from '../json.ts';
import { createNewest } from '../newest.ts';
import type { Block } from './block-ids.ts';
import type { ApiResult, Workspace } from './workspace.ts';

/** A message of the channel or of a conversation with the app, in the format of conversations.history. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** The author's user id. */
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
  /** The timestamp of the message that started the thread, if this message is in a thread. */
  readonly thread_ts?: string;
  /** The id of the only user who sees the message, if it is ephemeral. */
  readonly visible_to?: string;
  /** The id of the user who gets the message, if it is a direct message. */
  readonly direct_to?: string;
}

type Arguments = Readonly<Record<string, unknown>>;

/** The messages of the workspace, kept beside it: to list them needs no call for each channel and thread. */
export interface Messages {
  /** All messages, oldest first: also ephemeral and direct messages, and answers in threads. */
  readonly list: () => readonly SlackMessage[];
  /** The message with this timestamp: no two messages of the workspace have the same. */
  readonly find: (ts: string) => SlackMessage | undefined;
  /** Keeps the message that a method posted or changed, and forgets the message that it deleted. */
  readonly record: (method: string, result: ApiResult) => void;
  /** Stores an ephemeral message, because no method of the Web API lists those. */
  readonly addEphemeral: (ts: string, parameters: Arguments) => void;
  /**
   * Replaces the content of an ephemeral message. Without `replacement`, deletes the message. Returns false if there is
   * no such message.
   */
  readonly changeEphemeral: (ts: string, replacement?: Arguments) => boolean;
}

/**
 * @param keep how many messages with buttons stay, and how many others
 * @param onDrop gets each message that is dropped for a newer one
 */
export function createMessages(
  { users, bot }: Pick<Workspace, 'users' | 'bot'>,
  keep: number,
  onDrop: (message: SlackMessage) => void,
): Messages {
  const messages = createNewest<SlackMessage>({ limit: keep, waits: hasButtons, onDrop });

  return {
    list: () => messages.values().sort((a, b) => Number(a.ts) - Number(b.ts)),
    find: messages.get,

    record(method, { channel, ts, message }) {
      if (method === 'chat.delete') messages.delete(String(ts));
      if (!/^chat\.(?:postMessage|update)$/.test(method) || !isObject(message)) return;
      const directTo = users.find(({ directChannel }) => directChannel === channel)?.id;
      const where = { channel, ...(directTo !== undefined && { direct_to: directTo }) };
      messages.set(String(ts), { ...message, ...where } as unknown as SlackMessage);
    },

    addEphemeral(ts, parameters) {
      const { channel, user, thread_ts } = parameters;
      messages.set(ts, {
        channel: String(channel),
        ts,
        user: bot.id,
        ...contentOf(parameters),
        ...(typeof thread_ts === 'string' && { thread_ts }),
        visible_to: String(user),
      });
    },

    changeEphemeral(ts, replacement) {
      const old = messages.get(ts);
      if (old?.visible_to === undefined) return false;
      const { blocks: _, ...rest } = old;
      if (replacement) messages.set(ts, { ...rest, ...contentOf(replacement) });
      else messages.delete(ts);
      return true;
    },
  };
}

/** Whether the message still asks for something. */
export function hasButtons({ blocks = [] }: Pick<SlackMessage, 'blocks'>): boolean {
  return blocks.some(({ type }) => type === 'actions');
}

function contentOf({ text, blocks }: Arguments): Pick<SlackMessage, 'text' | 'blocks'> {
  return { text: String(text ?? ''), ...(Array.isArray(blocks) && { blocks: objects(blocks) }) };
}
