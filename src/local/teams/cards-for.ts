import { CARD_TYPE, type Card } from './card-check.ts';
import type { TeamsMessage } from './messages.ts';

/** The cards of a message as one person sees them. */
export function cardsFor({ attachments = [], own_cards = {} }: TeamsMessage, personId: string): Card[] {
  const own = own_cards[personId];
  if (own) return [own];
  return attachments.flatMap(({ contentType, content }) =>
    contentType === CARD_TYPE ? [content as Card] : [],
  );
}
