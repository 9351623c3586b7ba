import { isObject } from '../../callback/json.ts';
import type { Block } from './block-ids.ts';
import type { ApiResult, Workspace } from './workspace.ts';

/** A message of the channel or of a conversation with the app, as conversations.history gives it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  /** Who wrote it: a user id. */
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Block[];
  /** The message that this one answers. */
  readonly thread_ts?: string;
  /** Set where only this user sees it: an ephemeral message. */
  readonly visible_to?: string;
  /** Set where it was sent to this user: a direct message. */
  readonly direct_to?: string;
}

type Arguments = Readonly<Record<string, unknown>>;

export interface Messages {
  /** All messages, ephemeral and direct ones and answers in threads too, oldest first. */
  readonly list: () => Promise<readonly SlackMessage[]>;
  /** Notes an ephemeral message, which no method lists. */
  readonly addEphemeral: (ts: string, parameters: Arguments) => void;
  /** Replaces what an ephemeral message says; without a replacement, it goes. Gives whether it was there. */
  readonly changeEphemeral: (ts: string, replacement?: Arguments) => boolean;
}

/** The most that conversations.history gives at once (Slack: "conversations.history"). */
const MAX_MESSAGES = 999;

/** The messages that people see. */
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
  return { text: String(text ?? ''), ...(Array.isArray(blocks) && { blocks: blocks.filter(isObject) }) };
}

function messageList({ ok, error, messages }: ApiResult): Record<string, unknown>[] {
  if (!ok) throw new TypeError(`the embedded Slack gave no messages: ${error}`);
  return Array.isArray(messages) ? messages.filter(isObject) : [];
}
