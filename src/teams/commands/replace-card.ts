import type { Delivered } from '../activity.ts';
import { type AdaptiveCard, adaptiveCard, attachmentOf, textBlock } from '../card/elements.ts';
import { escapeMarkdown } from '../card/markdown.ts';
import { TEAMS } from '../names.ts';
import type { TeamsPorts } from '../ports.ts';

/**
 * Replaces the card that was pressed by a text, for all who see it: it has done what it asked for.
 *
 * @returns the new card, as the answer to the presser
 */
export async function replaceCard(
  { serviceUrl, conversation, replyToId }: Delivered,
  text: string,
  { connector, log }: TeamsPorts,
): Promise<AdaptiveCard> {
  const card = adaptiveCard([textBlock(escapeMarkdown(text))], { fallbackText: text });
  if (!replyToId) return card;
  const where = { service_url: serviceUrl, conversation: conversation.id, activity: replyToId };
  try {
    await connector.update(where, { type: 'message', summary: text, attachments: [attachmentOf(card)] });
  } catch (error) {
    log({ level: 'error', event: 'update_failed', surface: TEAMS, error });
  }
  return card;
}
