import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../json.ts';
import { createNewest } from '../newest.ts';
import { actionsOf } from './card-actions.ts';
import type { Card } from './card-check.ts';

/** A message as people see it in Teams: an activity of the type `message`, and who sees what. */
export interface TeamsMessage {
  readonly id: string;
  readonly type: 'message';
  /** ISO 8601 */
  readonly timestamp: string;
  readonly from: { readonly id: string; readonly name: string };
  readonly conversation: {
    /** The channel with `;messageid=` and the first message of the thread, or a personal conversation. */
    readonly id: string;
    readonly conversationType: 'channel' | 'personal';
  };
  /** The id of the message that started the thread, if this message is an answer. */
  readonly replyToId?: string;
  readonly text?: string;
  /** `xml` may have `<b>` and `<br/>`, and `plain` is shown as it is. Missing: Markdown. */
  readonly textFormat?: string;
  readonly summary?: string;
  readonly attachments?: readonly Attachment[];
  readonly entities?: readonly unknown[];
  /** The only person who sees the message, by id, if the conversation is personal. */
  readonly visible_to?: string;
  /** The cards that the app showed to one person as the answer to a press, by the person's id. */
  readonly own_cards?: Readonly<Record<string, Card>>;
  /** The last answers to presses that only the person who pressed sees, by the person's id. */
  readonly private_answers?: Readonly<Record<string, PrivateAnswer>>;
}

export interface Attachment {
  readonly contentType: string;
  readonly content?: unknown;
}

export interface PrivateAnswer {
  readonly text: string;
  readonly is_error: boolean;
}

/** The members that an update replaces, also if the new content lacks them. */
const REPLACED = new Set(['text', 'textFormat', 'summary', 'attachments', 'entities', 'own_cards']);

type Content = Pick<TeamsMessage, 'text' | 'textFormat' | 'summary' | 'attachments' | 'entities'>;

export interface Messages {
  /** All messages, oldest first. */
  readonly list: () => readonly TeamsMessage[];
  readonly find: (id: string) => TeamsMessage | undefined;
  /** A new id. Teams uses the time in milliseconds. */
  readonly nextId: () => string;
  readonly add: (message: Omit<TeamsMessage, 'type' | 'timestamp'>) => void;
  /** Replaces the content for all people, also for people who were shown a card of their own. */
  readonly replace: (id: string, content: Content) => void;
  /** Shows one person an own card, or an answer that only this person sees. */
  readonly answer: (id: string, personId: string, answer: { card: Card } | PrivateAnswer) => void;
  readonly remove: (id: string) => void;
}

/**
 * @param now milliseconds since 1970
 * @param onChange called after every change of a message
 * @param keep how many messages with buttons for the bot stay, and how many others
 */
export function createMessages(now: () => number, onChange: () => void, keep: number): Messages {
  const messages = createNewest<TeamsMessage>({ limit: keep, waits: hasButtons });
  let lastId = 0;

  function change(id: string, changed: (old: TeamsMessage) => TeamsMessage): void {
    const old = messages.get(id);
    if (old) messages.set(id, changed(old));
    onChange();
  }

  return {
    list: messages.values,
    find: messages.get,

    nextId() {
      lastId = Math.max(now(), lastId + 1);
      return String(lastId);
    },

    add(message) {
      const timestamp = new Date(now()).toISOString();
      messages.set(message.id, { ...message, type: 'message', timestamp });
      onChange();
    },

    replace(id, content) {
      change(id, (old) => {
        const kept = Object.entries(old).filter(([member]) => !REPLACED.has(member));
        return { ...(Object.fromEntries(kept) as unknown as TeamsMessage), ...content };
      });
    },

    answer(id, personId, answer) {
      change(id, (old) => {
        if ('card' in answer) return withOwnCard(old, personId, answer.card);
        return { ...old, private_answers: { ...old.private_answers, [personId]: answer } };
      });
    },

    remove(id) {
      messages.delete(id);
      onChange();
    },
  };
}

function hasButtons({ attachments = [] }: TeamsMessage): boolean {
  return attachments.some(({ content }) => isObject(content) && actionsOf(content).length > 0);
}

/** Shows one person an own card, unless it is the card that all people see. */
function withOwnCard(message: TeamsMessage, personId: string, card: Card): TeamsMessage {
  const { own_cards: { [personId]: _, ...ownCards } = {}, private_answers, ...rest } = message;
  const { [personId]: __, ...answers } = private_answers ?? {};
  const isCommon = isDeepStrictEqual(card, message.attachments?.[0]?.content);
  return {
    ...rest,
    ...(private_answers && { private_answers: answers }),
    own_cards: isCommon ? ownCards : { ...ownCards, [personId]: card },
  };
}

/** The parts of an activity that a message shows. */
export function contentOf(activity: Readonly<Record<string, unknown>>): Content {
  const { text, textFormat, summary, attachments, entities } = activity;
  return {
    ...(typeof text === 'string' && { text }),
    ...(typeof textFormat === 'string' && { textFormat }),
    ...(typeof summary === 'string' && { summary }),
    ...(Array.isArray(attachments) && { attachments }),
    ...(Array.isArray(entities) && { entities }),
  };
}

/** The id of a person's conversation with the bot. */
export function personalConversation(person: { readonly aadObjectId: string }): string {
  return `a:1${person.aadObjectId}`;
}

/** The parts of a conversation's id: the channel, and the first message of the thread if the id names one. */
export function splitConversation(id: string): { channel: string; root: string | undefined } {
  const [channel = '', root] = id.split(';messageid=');
  return { channel, root };
}
