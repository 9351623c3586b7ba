import { isObject } from '../json.ts';
import { actionsOf } from '../teams/card-actions.ts';
import { type Card, partsOf } from '../teams/card-check.ts';
import type { TeamsPerson } from '../teams/tenant.ts';

/**
 * A card as the page renders it: its buttons have their places as ids, such as `#0`, and the people picker offers the
 * people of the tenant.
 */
export function cardForPage(card: Card, people: readonly TeamsPerson[]): Card {
  const copy = structuredClone(card) as Record<string, unknown>;
  const choices = people.map(({ name, aadObjectId }) => ({ title: name, value: aadObjectId }));
  for (const part of partsOf(copy) as Record<string, unknown>[]) {
    const query = part['choices.data'];
    if (!isObject(query) || !String(query.dataset).startsWith('graph.microsoft.com/users')) continue;
    delete part['choices.data'];
    Object.assign(part, { choices, style: 'compact' });
  }
  for (const [index, { action }] of actionsOf(copy).entries()) Object.assign(action, { id: `#${index}` });
  return copy;
}
