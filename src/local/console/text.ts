import { isObject } from '../json.ts';
import { type Html, type Names, renderMrkdwn, renderPlainText } from './mrkdwn.ts';

/** A text object of Block Kit as HTML. Empty for any other value. */
export function renderText(object: unknown, names: Names): Html | '' {
  if (!isObject(object) || typeof object.text !== 'string') return '';
  return object.type === 'mrkdwn'
    ? renderMrkdwn(object.text, names)
    : renderPlainText({ text: object.text, emoji: object.emoji });
}

/** The plain text of a text object, for attributes. Undefined for any other value. */
export function plainText(object: unknown): string | undefined {
  return isObject(object) && typeof object.text === 'string' ? object.text : undefined;
}
