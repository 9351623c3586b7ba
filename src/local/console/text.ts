import { isObject } from '../../callback/json.ts';
import { type Html, type Names, renderMrkdwn, renderPlainText } from './mrkdwn.ts';

/** A text object of Block Kit; nothing where it is none. */
export function renderText(object: unknown, names: Names): Html | '' {
  if (!isObject(object) || typeof object.text !== 'string') return '';
  return object.type === 'mrkdwn'
    ? renderMrkdwn(object.text, names)
    : renderPlainText({ text: object.text, emoji: object.emoji });
}

/** The same for an attribute, or an element that may hold nothing but text. */
export function plainText(object: unknown): string | undefined {
  return isObject(object) && typeof object.text === 'string' ? object.text : undefined;
}
