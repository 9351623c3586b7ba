import { html, raw } from 'hono/html';

/** Finished HTML: texts in it are escaped. */
export type Html = ReturnType<typeof html>;

/** The names for the ids in mentions. */
export interface Names {
  readonly users: ReadonlyMap<string, string>;
  readonly channels: ReadonlyMap<string, string>;
  /** The handles of user groups. */
  readonly groups: ReadonlyMap<string, string>;
}

const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  x: '❌',
  hourglass: '⌛',
  no_entry_sign: '🚫',
  warning: '⚠️',
  bell: '🔔',
};

/** Slack's date formats (Slack: "Formatting text for app surfaces", date formatting). */
const DATE_FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { dateStyle: 'long' },
  date_short: { dateStyle: 'medium' },
  date_long: { dateStyle: 'full' },
  date_pretty: { dateStyle: 'long' },
  date_short_pretty: { dateStyle: 'medium' },
  date_long_pretty: { dateStyle: 'full' },
  time: { timeStyle: 'short' },
  time_secs: { timeStyle: 'medium' },
};

/** What the formats that end with `_pretty` write in place of a date that is near. */
const NEAR_DAYS: ReadonlyMap<number, string> = new Map([
  [-1, 'yesterday'],
  [0, 'today'],
  [1, 'tomorrow'],
]);

const DAY_MS = 24 * 60 * 60 * 1000;

/** Keeps finished HTML aside and leaves one character in its place, so that no later step changes it. */
interface Shelf {
  readonly keep: (html: Html) => string;
  readonly restore: (text: string) => string;
}

/**
 * Slack's mrkdwn as HTML. All text is escaped, and markup that Slack does not know stays text. So the result contains
 * no other elements than those that this file writes.
 *
 * @param now milliseconds since 1970
 */
export function renderMrkdwn(text: string, names: Names, now: number = Date.now()): Html {
  const shelf = createShelf();
  const marked = text
    .replace(/[\ue000-\uf8ff]/g, '')
    .replace(/<([^<>\n]+)>/g, (whole, inside: string) =>
      shelf.keep(renderReference(inside, names, now) ?? html`${decoded(whole)}`),
    )
    .replace(/`([^`\n]+)`/g, (_, code: string) => shelf.keep(html`<code>${decoded(code)}</code>`));
  const escaped = html`${withEmoji(decoded(marked))}`.toString();
  return raw(shelf.restore(renderStyles(escaped)));
}

/** A plain_text object. */
export function renderPlainText({ text, emoji }: { text: string; emoji?: unknown }): Html {
  return html`${emoji === false ? text : withEmoji(text)}`;
}

/** Slack escapes these three characters and no others ("Escaping text"). */
function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The content of angle brackets: a mention, a date or a link. Undefined for anything else. */
function renderReference(inside: string, { users, channels, groups }: Names, now: number): Html | undefined {
  const [reference = '', label] = inside.split('|').map(decoded);
  const [sign, id] = [reference.slice(0, 1), reference.slice(1)];
  if (sign === '@') return mention(`@${users.get(id) ?? label ?? id}`);
  if (sign === '#') return mention(`#${channels.get(id) ?? label ?? id}`);
  if (reference.startsWith('!subteam^')) {
    const group = reference.slice('!subteam^'.length);
    return mention(`@${groups.get(group) ?? label ?? group}`);
  }
  if (/^!(here|channel|everyone)$/.test(reference)) return mention(`@${id}`);
  if (reference.startsWith('!date^')) return html`${formatDate(reference, label ?? '', now)}`;
  if (!/^(https?:\/\/|mailto:)/i.test(reference)) return undefined;
  return html`<a href="${reference}" target="_blank" rel="noopener noreferrer">${label ?? reference}</a>`;
}

function mention(name: string): Html {
  return html`<span class="mention">${name}</span>`;
}

/** `!date^SECONDS^FORMAT` in this machine's time zone, or the fallback if Slack does not know the format. */
function formatDate(reference: string, fallback: string, now: number): string {
  const [, seconds, format = ''] = reference.split('^');
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, name: string) => {
    const options = Object.hasOwn(DATE_FORMATS, name) ? DATE_FORMATS[name] : undefined;
    known &&= options !== undefined;
    const near =
      name.endsWith('_pretty') && NEAR_DAYS.get(Math.round((dayOf(date) - dayOf(new Date(now))) / DAY_MS));
    return near || new Intl.DateTimeFormat('en-GB', options).format(date);
  });
  return known ? text : fallback;
}

/** The beginning of the day in this machine's time zone. */
function dayOf(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}

function withEmoji(text: string): string {
  return text.replace(/:(\w+):/g, (whole, name: string) =>
    Object.hasOwn(EMOJI, name) ? (EMOJI[name] ?? whole) : whole,
  );
}

/** `*bold*`, `_italic_` and `~struck~` if the marks are at the edges of words, and line breaks. */
function renderStyles(escaped: string): string {
  const styled = (text: string, mark: string, element: string) =>
    text.replace(
      new RegExp(`(?<![\\w${mark}])\\${mark}(?!\\s)([^${mark}\\n]+?)(?<!\\s)\\${mark}(?![\\w${mark}])`, 'g'),
      `<${element}>$1</${element}>`,
    );
  return styled(styled(styled(escaped, '*', 'strong'), '_', 'em'), '~', 's').replaceAll('\n', '<br>');
}

function createShelf(): Shelf {
  const kept: string[] = [];
  // The first private-use area of Unicode. Its characters were removed from the message before.
  const first = 0xe000;
  return {
    keep(html) {
      kept.push(html.toString());
      return String.fromCharCode(first + kept.length - 1);
    },
    restore: (text) => text.replace(/[\ue000-\uf8ff]/g, (mark) => kept[mark.charCodeAt(0) - first] ?? ''),
  };
}
