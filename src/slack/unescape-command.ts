import { mention, piecesOf } from '../approval/rich-text.ts';

/**
 * Restores what a user typed in a command. Slack has replaced users, groups, channels and links by escapes
 * (`should_escape` in the manifest; Slack: "Implementing slash commands", "Formatting message text"). Users, groups and
 * channels stay mentions, with the name that Slack gives, if any (src/approval/rich-text.ts). `<!here>` and its like
 * become plain words: they notify a whole channel.
 */
export function unescapeCommand(text: string): string {
  return text
    .split(/(<[^<>]+>)/)
    .map((part, index) => (index % 2 === 1 ? unescapeEntity(part) : unescapeText(part)))
    .join('');
}

/** @param entity such as `<!date^1764000000^{date}|24 November>` */
function unescapeEntity(entity: string): string {
  const [piece] = piecesOf(entity);
  if (piece?.kind === 'mention') return mention(piece.of, piece.id, unescapeText(piece.name));
  const [reference = '', label = ''] = unescapeText(entity.slice(1, -1)).split('|', 2);
  if (/^!(?:here|channel|everyone)$/.test(reference)) return reference.replace('!', '@');
  if (reference.startsWith('!')) return label || dateIn(reference) || unescapeText(entity);
  if (reference.startsWith('mailto:')) return reference.slice('mailto:'.length);
  return /^[a-z][a-z0-9+.-]*:./i.test(reference) ? reference : unescapeText(entity);
}

/** The time in `!date^SECONDS^…`, which Slack sends with a label. */
function dateIn(reference: string): string | undefined {
  const seconds = /^!date\^(\d{1,11})\^/.exec(reference)?.[1];
  return seconds && new Date(Number(seconds) * 1000).toISOString();
}

/** Slack escapes these three characters and no others. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
