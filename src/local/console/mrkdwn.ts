import { raw } from 'hono/html';

export type Html = ReturnType<typeof raw>;

/** The names behind the ids that a message mentions. */
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

/** Slack's formats of a date (Slack: "Formatting text for app surfaces", date formatting). */
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

/** Finished HTML, put aside as one character each, so that no later step looks into it. */
interface Shelf {
  readonly keep: (html: string) => string;
  readonly restore: (text: string) => string;
}

/**
 * Slack's mrkdwn as HTML. Everything is escaped first; what is not understood stays text, and nothing but the
 * elements that are written here can come out.
 */
export function renderMrkdwn(text: string, names: Names): Html {
  const shelf = createShelf();
  // Slack escapes these three, and only these three ("Escaping text").
  const decoded = (part: string) =>
    part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const marked = text
    .replace(/[\ue000-\uf8ff]/g, '')
    .replace(/<([^<>\n]+)>/g, (whole, inside: string) => {
      const html = renderReference(inside, names, decoded);
      return shelf.keep(html ?? escapeHtml(decoded(whole)));
    })
    .replace(/`([^`\n]+)`/g, (_, code: string) => shelf.keep(`<code>${escapeHtml(decoded(code))}</code>`));
  return raw(shelf.restore(renderStyles(renderEmoji(escapeHtml(decoded(marked))))));
}

/** A plain_text object. */
export function renderPlainText({ text, emoji }: { text: string; emoji?: unknown }): Html {
  const escaped = escapeHtml(text);
  return raw(emoji === false ? escaped : renderEmoji(escaped));
}

/** What stands between angle brackets: a mention, a date or a link. */
function renderReference(
  inside: string,
  { users, channels, groups }: Names,
  decoded: (part: string) => string,
): string | undefined {
  const [reference = '', label] = inside.split('|').map(decoded);
  const [sign, id] = [reference.slice(0, 1), reference.slice(1)];
  if (sign === '@') return mention(`@${users.get(id) ?? label ?? id}`);
  if (sign === '#') return mention(`#${channels.get(id) ?? label ?? id}`);
  if (reference.startsWith('!subteam^')) {
    const group = reference.slice('!subteam^'.length);
    return mention(`@${groups.get(group) ?? label ?? group}`);
  }
  if (/^!(here|channel|everyone)$/.test(reference)) return mention(`@${id}`);
  if (reference.startsWith('!date^')) return escapeHtml(renderDate(reference, label ?? ''));
  if (!/^(https?:\/\/|mailto:)/i.test(reference)) return undefined;
  return `<a href="${escapeHtml(reference)}" target="_blank" rel="noopener noreferrer">${escapeHtml(label ?? reference)}</a>`;
}

function mention(name: string): string {
  return `<span class="mention">${escapeHtml(name)}</span>`;
}

/** `!date^SECONDS^FORMAT`, in this machine's time zone; the fallback for a format that Slack does not know. */
function renderDate(reference: string, fallback: string): string {
  const [, seconds, format = ''] = reference.split('^');
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return fallback;
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, name: string) => {
    const options = Object.hasOwn(DATE_FORMATS, name) ? DATE_FORMATS[name] : undefined;
    known &&= options !== undefined;
    return new Intl.DateTimeFormat('en-GB', options).format(date);
  });
  return known ? text : fallback;
}

function renderEmoji(escaped: string): string {
  return escaped.replace(/:(\w+):/g, (whole, name: string) =>
    Object.hasOwn(EMOJI, name) ? (EMOJI[name] ?? whole) : whole,
  );
}

/** `*bold*`, `_italic_` and `~struck~`, where the marks stand at the edges of words; and line breaks. */
function renderStyles(escaped: string): string {
  const styled = (text: string, mark: string, element: string) =>
    text.replace(
      new RegExp(`(?<![\\w${mark}])\\${mark}(?!\\s)([^${mark}\\n]+?)(?<!\\s)\\${mark}(?![\\w${mark}])`, 'g'),
      `<${element}>$1</${element}>`,
    );
  return styled(styled(styled(escaped, '*', 'strong'), '_', 'em'), '~', 's').replaceAll('\n', '<br>');
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function createShelf(): Shelf {
  const kept: string[] = [];
  // The first private-use area of Unicode; messages are cleared of it before.
  const first = 0xe000;
  return {
    keep(html) {
      kept.push(html);
      return String.fromCharCode(first + kept.length - 1);
    },
    restore: (text) => text.replace(/[\ue000-\uf8ff]/g, (mark) => kept[mark.charCodeAt(0) - first] ?? ''),
  };
}
