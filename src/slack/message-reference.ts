import type { WebClient } from '@slack/web-api';
import type { Approval } from '../approval/approval.ts';
import { withAllCopies } from '../approval/kept-messages.ts';
import { isObject } from '../callback/json.ts';
import { SLACK } from './names.ts';

/** Without these, Slack would open each link in a message for a preview. */
export const NO_UNFURL = { unfurl_links: false, unfurl_media: false } as const;

/** Identifies a message. */
export interface MessageReference {
  readonly channel: string;
  readonly ts: string;
}

/** A direct message with a request. */
export interface DirectCopy extends MessageReference {
  /** The user who has it. Missing in the references of earlier versions. */
  readonly user?: string;
}

/** The message of a request in its channel, and its copies in direct messages. The execution history keeps it as JSON. */
export interface SentMessages extends MessageReference {
  /** Missing if there are no copies. */
  readonly direct?: readonly DirectCopy[];
  /** The last turn of which people were told (src/slack/tell-turn.ts). Missing for a new request. */
  readonly turn?: number;
}

/** Reads what the execution history kept. Leaves out copies of another form. */
export function readSentMessages(reference: unknown): SentMessages | undefined {
  if (!isMessage(reference)) return undefined;
  const { channel, ts, direct, turn } = reference as MessageReference & Record<'direct' | 'turn', unknown>;
  const copies = Array.isArray(direct) ? direct.filter(isMessage) : [];
  return sentMessages({ channel, ts }, copies, typeof turn === 'number' ? turn : undefined);
}

/** The messages of several references of one request; the first one names the message in the channel. */
export function together(references: readonly unknown[]): SentMessages | undefined {
  const sent = references.flatMap((reference) => readSentMessages(reference) ?? []);
  return withAllCopies<DirectCopy, SentMessages>(sent, ({ channel, ts }) => `${channel} ${ts}`);
}

/** The messages of an approval in Slack; undefined if there are none. */
export function messageOf({ rounds }: Approval): SentMessages | undefined {
  return readSentMessages(rounds.at(-1)?.shown[SLACK]);
}

export function sentMessages(
  message: MessageReference,
  direct: readonly DirectCopy[],
  turn: number | undefined,
): SentMessages {
  return { ...message, ...(direct.length > 0 && { direct }), ...(turn !== undefined && { turn }) };
}

/** Where chat.postMessage put a message. For a direct message, the channel is the conversation (`D…`), not the user. */
export function referenceOf(posted: Awaited<ReturnType<WebClient['chat']['postMessage']>>): MessageReference {
  return { channel: String(posted.channel), ts: String(posted.ts) };
}

function isMessage(reference: unknown): reference is MessageReference {
  return isObject(reference) && typeof reference.channel === 'string' && typeof reference.ts === 'string';
}
