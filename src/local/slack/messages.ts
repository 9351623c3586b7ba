import { objects } from '../json.ts';
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

export interface Messages {
  /** All messages, oldest first: also ephemeral and direct messages, and answers in threads. */
  readonly list: () => Promise<readonly SlackMessage[]>;
  /** Stores an ephemeral message, because no method of the Web API lists those. */
  readonly addEphemeral: (ts: string, parameters: Arguments) => void;
  /**
   * Replaces the content of an ephemeral message. Without `replacement`, deletes the message. Returns false if there is
   * no such message.
   */
  readonly changeEphemeral: (ts: string, replacement?: Arguments) => boolean;
}

/** The largest `limit` (Slack: "conversations.history"). */
const MAX_MESSAGES = 999;

export function createMessages(workspace: Workspace): Messages {
  const ephemeral: SlackMessage[] = [];

  async function posted(channel: string, directTo?: string): Promise<SlackMessage[]> {
    const history = await workspace.call('conversations.history', { channel, limit: MAX_MESSAGES });
    const threads = await Promise.all(
      messageList(history).map(async (message) => {
        if (!message.reply_count) return [message];
        return messageList(await workspace.call('conversations.replies', { channel, ts: message.ts }));
      }),
    );
    const where = { channel, ...(directTo && { direct_to: directTo }) };
    return threads.flat().map((message) => ({ ...message, ...where }) as unknown as SlackMessage);
  }

  return {
    async list() {
      const { channel, users } = workspace;
      const conversations = [posted(channel.id), ...users.map((user) => posted(user.directChannel, user.id))];
      const all = [...(await Promise.all(conversations)).flat(), ...ephemeral];
      return all.sort((a, b) => Number(a.ts) - Number(b.ts));
    },

    addEphemeral(ts, parameters) {
      const { channel, user, thread_ts } = parameters;
      ephemeral.push({
        channel: String(channel),
        ts,
        user: workspace.bot.id,
        ...contentOf(parameters),
        ...(typeof thread_ts === 'string' && { thread_ts }),
        visible_to: String(user),
      });
    },

    changeEphemeral(ts, replacement) {
      const index = ephemeral.findIndex((message) => message.ts === ts);
      const [old] = ephemeral.splice(index, index < 0 ? 0 : 1);
      if (!old) return false;
      const { blocks: _, ...rest } = old;
      if (replacement) ephemeral.splice(index, 0, { ...rest, ...contentOf(replacement) });
      return true;
    },
  };
}

function contentOf({ text, blocks }: Arguments): Pick<SlackMessage, 'text' | 'blocks'> {
  return { text: String(text ?? ''), ...(Array.isArray(blocks) && { blocks: objects(blocks) }) };
}

function messageList({ ok, error, messages }: ApiResult): Record<string, unknown>[] {
  if (!ok) throw new TypeError(`the embedded Slack did not list its messages: ${error}`);
  return objects(messages);
}
