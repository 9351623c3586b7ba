import type { Mention } from './activities.ts';
import { BOT, MEMBERS } from './tenant.ts';

/**
 * The text of a message as Teams sends it: `@` and the name of the bot or of a person becomes `<at>Name</at>`, and an
 * entity with the id. A person's handle works too, such as `@ann`.
 */
export function withMentions(typed: string): { text: string; mentions: Mention[] } {
  const mentions: Mention[] = [];
  const text = typed.replace(PATTERN, (_, written: string) => {
    const { id, name } = NAMED.get(written.toLowerCase()) ?? BOT;
    const tag = `<at>${name}</at>`;
    if (!mentions.some(({ mentioned }) => mentioned.id === id)) {
      mentions.push({ type: 'mention', text: tag, mentioned: { id, name } });
    }
    return tag;
  });
  return { text, mentions };
}

/** The bot and the people, by name and handle in lower case. The longer names come first. */
const NAMED = new Map(
  [BOT, ...MEMBERS.map(({ id, name }) => ({ id, name }))]
    .map((account): [string, typeof account] => [account.name.toLowerCase(), account])
    .concat(MEMBERS.map(({ id, name, handle }) => [handle, { id, name }])),
);
const PATTERN = new RegExp(`(?<!\\w)@(${[...NAMED.keys()].join('|')})(?!\\w)`, 'gi');
