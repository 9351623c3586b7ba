import { isObject, objects } from '../json.ts';
import { actionsOf } from '../teams/card-actions.ts';
import { type Card, partsOf } from '../teams/card-check.ts';
import type { TeamsPerson } from '../teams/tenant.ts';

/**
 * A card as the page renders it: its buttons have their places as ids, such as `#0`, the people picker offers the people of
 * the tenant, and mentions are marked.
 */
export function cardForPage(card: Card, people: readonly TeamsPerson[]): Card {
  const copy = structuredClone(card) as Card;
  const entities = isObject(card.msteams) ? card.msteams.entities : undefined;
  const choices = people.map(({ name, aadObjectId }) => ({ title: name, value: aadObjectId }));
  for (const part of partsOf(copy)) {
    if (picksPeople(part)) Object.assign(part, { choices, 'choices.data': undefined, style: 'compact' });
    Object.assign(part, marked(part, entities));
  }
  for (const [index, { action }] of actionsOf(copy).entries()) Object.assign(action, { id: `#${index}` });
  return copy;
}

function picksPeople({ 'choices.data': query }: Card): boolean {
  return isObject(query) && String(query.dataset).startsWith('graph.microsoft.com/users');
}

/** The texts of a part with their mentions marked. Teams shows mentions in text blocks and facts (which have no type). */
function marked({ type, text, value }: Card, entities: unknown): Card {
  if (type === 'TextBlock' && typeof text === 'string') return { text: markMentions(text, entities) };
  if (type === undefined && typeof value === 'string') return { value: markMentions(value, entities) };
  return {};
}

/**
 * The text with the names of mentioned people between two characters for private use, which the page turns into HTML. An
 * `<at>` tag without its entity is only text.
 */
export function markMentions(text: string, entities: unknown): string {
  const tags = objects(entities).flatMap((entity) =>
    entity.type === 'mention' && typeof entity.text === 'string' ? [entity.text] : [],
  );
  return tags.reduce((marked, tag) => marked.replaceAll(tag, `\ue000${nameIn(tag)}\ue001`), text);
}

function nameIn(tag: string): string {
  return tag.replace(/^<at>(.*)<\/at>$/, '$1');
}
