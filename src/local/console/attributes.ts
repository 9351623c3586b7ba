import { html, raw } from 'hono/html';
import type { Html } from './mrkdwn.ts';

/**
 * The attributes of an element, each with a space before it. An attribute that is undefined or false is left out. An
 * attribute that is true has no value.
 *
 * @param attributes by name. Only the values are escaped, so names must come from our own code.
 */
export function renderAttributes(attributes: Readonly<Record<string, string | boolean | undefined>>): Html {
  const written = Object.entries(attributes).map(([name, value]) => {
    if (value === undefined || value === false) return '';
    return value === true ? raw(` ${name}`) : html` ${raw(name)}="${value}"`;
  });
  return html`${written}`;
}
