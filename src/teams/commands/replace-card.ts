import type { Delivered } from '../activity.ts';
import { type AdaptiveCard, adaptiveCard, attachmentOf, textBlock } from '../card/elements.ts';
import { escapeMarkdown } from '../card/markdown.ts';
import type { TeamsPorts } from '../ports.ts';
import { updatePressed } from '../update-messages.ts';

/**
 * Replaces the card that was pressed by a text, for all who see it: it has done what it asked for.
 *
 * @returns the new card, as the answer to the presser
 */
export async function replaceCard(
  pressed: Delivered,
  text: string,
  ports: TeamsPorts,
): Promise<AdaptiveCard> {
  const card = adaptiveCard([textBlock(escapeMarkdown(text))], { fallbackText: text });
  await updatePressed(pressed, { type: 'message', summary: text, attachments: [attachmentOf(card)] }, ports);
  return card;
}
