import { splitApprovers } from '../../approval/approvers.ts';
import type { Notation } from '../../approval/parse-start.ts';
import { RequestProblem } from '../../approval/request-problem.ts';
import { objectIn } from '../../callback/json.ts';
import { type Delivered, textOf } from '../activity.ts';
import { personId, TEAMS_CHANNEL } from '../ids.ts';
import type { TeamsPeople } from '../people.ts';

/** Stand in a text for a mention. A person cannot type them: they are for private use in Unicode. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const MARK = new RegExp(`${OPEN}(\\d+)${CLOSE}`, 'g');

interface Mentioned {
  /** `29:…` */
  readonly id: string;
  readonly name: string;
}

/** A text that a person wrote to the bot, without the mention of the bot, and with marks for the other mentions. */
export interface TypedText {
  readonly text: string;
  readonly mentioned: readonly Mentioned[];
}

/** Reads the text of a message. Mentions stand in it as `<at>Ann</at>`, in their order (Teams: "Mention tags"). */
export function readTyped({ text, raw, botId }: Pick<Delivered, 'text' | 'raw' | 'botId'>): TypedText {
  const mentioned: Mentioned[] = [];
  let marked = withLinks(text, raw).replaceAll(OPEN, '').replaceAll(CLOSE, '');
  for (const entity of Array.isArray(raw.entities) ? raw.entities : []) {
    const { type, text: written, mentioned: who } = objectIn(entity);
    const tag = textOf(written);
    const { id, name } = objectIn(who);
    if (type !== 'mention' || tag === undefined || typeof id !== 'string') continue;
    if (id !== botId) mentioned.push({ id, name: textOf(name) ?? '' });
    const mark = id === botId ? ' ' : ` ${OPEN}${mentioned.length - 1}${CLOSE} `;
    marked = marked.replace(tag, () => mark);
  }
  return { text: marked.replace(/&nbsp;|\u00a0/g, ' ').trim(), mentioned };
}

/** It ends before the next one begins, so that the time is proportional to the length of the text. */
const ANCHOR = /<a\b([^<>]*)>((?:(?!<a\b).)*?)<\/a>/gis;
const HREF = /\bhref="([^"]+)"/i;

/**
 * The text with the links of channels that it contains. Teams shows a pasted link by the name of the channel: the link is in
 * the HTML of the message only.
 */
function withLinks(text: string, { attachments }: Readonly<Record<string, unknown>>): string {
  let linked = text.replace(ANCHOR, (anchor, attributes: string) => hrefIn(attributes) ?? anchor);
  for (const attachment of Array.isArray(attachments) ? attachments : []) {
    const { contentType, content } = objectIn(attachment);
    if (contentType !== 'text/html' || typeof content !== 'string') continue;
    for (const [, attributes = '', label = ''] of content.matchAll(ANCHOR)) {
      const href = hrefIn(attributes);
      if (!label || href === undefined || !TEAMS_CHANNEL.read(href)) continue;
      if (!linked.includes(href)) linked = linked.replace(label, () => href);
    }
  }
  return linked;
}

function hrefIn(attributes: string): string | undefined {
  return HREF.exec(attributes)?.[1];
}

/** The text with the names of the people that it mentions. */
export function withNames(text: string, mentioned: readonly Mentioned[]): string {
  return text
    .replace(MARK, (_, index) => mentioned[Number(index)]?.name ?? '')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** How Teams writes people: by mentions, `aad:<object id>` and addresses. */
export function notationOf(
  { mentioned }: TypedText,
  people: TeamsPeople,
  channelMembers: Notation['channelMembers'],
): Notation {
  const named = (text: string) => withNames(text, mentioned);
  return {
    read: async (text) => named(text),
    readKey: named,
    channelMember: TEAMS_CHANNEL.member,
    channelMembers,
    readApprovers: (text) =>
      Promise.all(
        splitApprovers(text).map(async (word) => {
          const who = mentioned[Number(new RegExp(MARK.source).exec(word)?.[1])];
          if (!who) return word;
          const objectId = (await people.find(who.id))?.aadObjectId;
          if (objectId) return personId(objectId);
          throw new RequestProblem(
            'unknownApprover',
            'An approver is not a member of the channel.',
            who.name,
          );
        }),
      ),
  };
}
