import { plainText } from './rich-text.ts';
import { cut, oneLine } from './text.ts';

/** In characters: a person hardly types more without a mistake. */
const MAX_TO_TYPE = 60;

/**
 * The text that a person types on the page of a link, to show that no program presses its button: the name of the request.
 *
 * @param others what is typed if the name has no visible character
 */
export function textToType(name: string, ...others: readonly string[]): string {
  const texts = [name, ...others].map((text) => cut(oneLine(plainText(text)), MAX_TO_TYPE).replace(/…$/, ''));
  return texts.find((text) => comparable(text) !== '') ?? '';
}

/** Whether a person typed this text. Upper and lower case, white space and invisible characters do not count. */
export function isTyped(expected: string, typed: string | undefined): boolean {
  return typed !== undefined && comparable(expected) !== '' && comparable(typed) === comparable(expected);
}

function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{C}]/gu, '');
}
