import { objectIn } from '../callback/json.ts';

/** A message that the bot sends (Bot Framework: "Activity schema"). */
export interface Activity {
  readonly type: 'message';
  /** What notifications show in place of a card. */
  readonly summary?: string;
  readonly text?: string;
  /** `xml` for text with mentions. */
  readonly textFormat?: 'plain' | 'markdown' | 'xml';
  readonly attachments?: readonly Attachment[];
  readonly entities?: readonly MentionEntity[];
}

export interface Attachment {
  readonly contentType: string;
  readonly content: object;
}

/** Makes `text`, as it stands in a message or a card, a mention of a person. */
export interface MentionEntity {
  readonly type: 'mention';
  /** `<at>Ann</at>` */
  readonly text: string;
  readonly mentioned: { readonly id: string; readonly name: string };
}

/** A delivery to the bot: the members that all kinds have, and those that are read of some kinds. */
export interface Delivered {
  /** `message`, `invoke`, `conversationUpdate`, … */
  readonly type: string;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly serviceUrl: string;
  readonly conversation: {
    readonly id: string;
    /** `channel`, `groupChat` or `personal`. */
    readonly kind: string | undefined;
  };
  readonly from: Sender | undefined;
  /** The bot itself, as Teams names it. */
  readonly botId: string | undefined;
  /** The message whose button was pressed. */
  readonly replyToId: string | undefined;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly raw: Readonly<Record<string, unknown>>;
}

export interface Sender {
  /** `29:…` */
  readonly id: string;
  readonly name: string | undefined;
  readonly aadObjectId: string | undefined;
}

/** Activities in which a person acts. Others, such as installations, are answered without knowing the person. */
const SENT_BY_PEOPLE: ReadonlySet<string> = new Set(['invoke', 'message']);

/**
 * Reads an activity that was verified.
 *
 * @returns undefined for JSON that is no activity, and for an act of no person
 */
export function readActivity(activity: Readonly<Record<string, unknown>>): Delivered | undefined {
  const { type, serviceUrl } = activity;
  const conversation = objectIn(activity.conversation);
  const from = readSender(activity.from);
  if (typeof type !== 'string' || typeof serviceUrl !== 'string' || typeof conversation.id !== 'string') {
    return undefined;
  }
  if (!from && SENT_BY_PEOPLE.has(type)) return undefined;
  return {
    type,
    name: textOf(activity.name),
    id: textOf(activity.id),
    serviceUrl,
    conversation: { id: conversation.id, kind: textOf(conversation.conversationType) },
    from,
    botId: textOf(objectIn(activity.recipient).id),
    replyToId: textOf(activity.replyToId),
    text: textOf(activity.text) ?? '',
    value: objectIn(activity.value),
    raw: activity,
  };
}

function readSender(from: unknown): Sender | undefined {
  const { id, name, aadObjectId } = objectIn(from);
  if (typeof id !== 'string' || !id) return undefined;
  return { id, name: textOf(name), aadObjectId: textOf(aadObjectId) };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}
