import { wordingFor } from '../wording/index.ts';
import type { Activity } from './activity.ts';
import { type Mentionable, mentionOf } from './card/mention.ts';
import { escapeXml } from './xml.ts';

/** A message of the format `xml`. */
export type TextMessage = Activity & { readonly text: string };

/** A text about a request. Without a title, the text alone. */
export function textMessage(
  title: string | undefined,
  text: string,
  locale: string | undefined,
): TextMessage {
  const { colon } = wordingFor(locale);
  return {
    type: 'message',
    textFormat: 'xml',
    text: title === undefined ? escapeXml(text) : `<b>${escapeXml(title)}</b>${colon}${escapeXml(text)}`,
    summary: title === undefined ? text : `${title}${colon}${text}`,
  };
}

/** The same message, which mentions people first. */
export function mentioning(people: readonly Mentionable[], message: TextMessage): TextMessage {
  if (people.length === 0) return message;
  const mentions = people.map(mentionOf);
  return {
    ...message,
    text: `${mentions.map(({ text }) => text).join(' ')} ${message.text}`,
    entities: mentions,
  };
}
