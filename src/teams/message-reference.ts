import { withAllCopies } from '../approval/kept-messages.ts';
import { isObject, objectIn } from '../callback/json.ts';
import type { Delivered } from './activity.ts';

/** A conversation: a thread of a channel, or a personal chat. */
export interface Place {
  readonly service_url: string;
  /** For a thread, with `;messageid=` and its first message. */
  readonly conversation: string;
}

/** Where an activity happens. */
export function placeIn({ serviceUrl, conversation }: Delivered): Place {
  return { service_url: serviceUrl, conversation: conversation.id };
}

/** Identifies a message. It is all that an update needs. */
export interface MessageReference extends Place {
  readonly activity: string;
}

/** A copy of the message in a personal chat. */
export interface DirectCopy extends MessageReference {
  /** The object id of the person who has it. */
  readonly person: string;
}

/** The message of a request in its channel, and its copies in personal chats. The execution history keeps it as JSON. */
export interface SentMessages extends MessageReference {
  /** Missing if there are no copies. */
  readonly direct?: readonly DirectCopy[];
  /** How many stages and delegations had begun when people were notified last. Missing: none after the first stage. */
  readonly turn?: number;
}

/** Reads what the execution history kept. Leaves out copies of another form. */
export function readSentMessages(reference: unknown): SentMessages | undefined {
  const message = readMessage(reference);
  if (!message) return undefined;
  const { direct, turn } = reference as { readonly direct?: unknown; readonly turn?: unknown };
  const copies = Array.isArray(direct) ? direct.flatMap((copy) => readCopy(copy) ?? []) : [];
  return sentMessages(message, copies, typeof turn === 'number' ? turn : 0);
}

/** The messages of several references of one request; the first one names the message in the channel. */
export function together(references: readonly unknown[]): SentMessages | undefined {
  const sent = references.flatMap((reference) => readSentMessages(reference) ?? []);
  return withAllCopies<DirectCopy, SentMessages>(
    sent,
    ({ conversation, activity }) => `${conversation} ${activity}`,
  );
}

/** @param turn how many stages and delegations had begun */
export function sentMessages(
  { service_url, conversation, activity }: MessageReference,
  direct: readonly DirectCopy[],
  turn: number,
): SentMessages {
  return {
    service_url,
    conversation,
    activity,
    ...(direct.length > 0 && { direct }),
    ...(turn > 0 && { turn }),
  };
}

function readCopy(reference: unknown): DirectCopy | undefined {
  const message = readMessage(reference);
  const { person } = objectIn(reference);
  return message && typeof person === 'string' ? { ...message, person } : undefined;
}

function readMessage(reference: unknown): MessageReference | undefined {
  if (!isObject(reference)) return undefined;
  const { service_url, conversation, activity } = reference;
  if (typeof service_url !== 'string' || typeof conversation !== 'string') return undefined;
  return typeof activity === 'string' ? { service_url, conversation, activity } : undefined;
}
