import { Ajv } from 'ajv';
import { isObject, objects } from '../json.ts';
import { CARD_SCHEMA } from './card-schema.ts';

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

export type Card = Readonly<Record<string, unknown>>;

const isCard = new Ajv({ allErrors: true, discriminator: true, allowUnionTypes: true }).compile<Card>(
  CARD_SCHEMA,
);

/** Teams shows no more buttons beside each other (microsoft/AdaptiveCards: samples/HostConfig/microsoft-teams-light.json). */
const MAX_ACTIONS = 6;

/**
 * What is wrong with a card, such as `/body/0 must have required property 'text'`. Empty if Teams would show the card as
 * it is meant.
 */
export function cardErrors(card: unknown): string[] {
  if (!isCard(card)) {
    return (isCard.errors ?? []).map(({ instancePath, message, params }) => {
      const name = params.additionalProperty === undefined ? '' : ` (${params.additionalProperty})`;
      return `${instancePath || '/'} ${message}${name}`;
    });
  }
  const shown = objects(card.actions).filter(({ mode }) => mode !== 'secondary');
  if (shown.length > MAX_ACTIONS) return [`/actions has more than ${MAX_ACTIONS} buttons`];
  const ids = partsOf(card).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...twice].map((id) => `the id "${id}" is used twice`);
}

/** All objects in a card: elements, actions and the cards that they show. The data of an action is left out. */
export function partsOf(card: Card): Card[] {
  return [
    card,
    ...Object.entries(card)
      .filter(([member]) => member !== 'data' && member !== 'msteams')
      .flatMap(([, value]) => (isObject(value) ? [value] : objects(value)))
      .flatMap(partsOf),
  ];
}
