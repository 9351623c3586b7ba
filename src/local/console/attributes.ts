import { raw } from 'hono/html';
import { escapeHtml, type Html } from './mrkdwn.ts';

/**
 * The attributes of an element, each with a space before it. Those that are undefined or false are left out, those
 * that are true have no value.
 *
 * @param attributes by name: names are written here, only values come from elsewhere
 */
export function renderAttributes(attributes: Readonly<Record<string, string | boolean | undefined>>): Html {
  const written = Object.entries(attributes).map(([name, value]) => {
    if (value === undefined || value === false) return '';
    return value === true ? ` ${name}` : ` ${name}="${escapeHtml(value)}"`;
  });
  return raw(written.join(''));
}
