import { objects } from '../json.ts';
import { CARD_TYPE, cardErrors } from './card-check.ts';
import { Refusal } from './refusal.ts';

/**
 * In bytes of UTF-16. Teams documents about 100 KB for a message with everything in it, and advises to stay below 80 KB.
 */
const MAX_MESSAGE = 80 * 1024;

/**
 * Refuses an activity that Teams would not show.
 *
 * @throws {Refusal}
 */
export function checkActivity(activity: Readonly<Record<string, unknown>>): void {
  if (activity.type !== 'message')
    throw new Refusal('BadSyntax', 'The activity must be of the type message.');
  if (JSON.stringify(activity).length * 2 > MAX_MESSAGE) {
    throw new Refusal('MessageSizeTooBig', 'Message size too large.');
  }
  const cards = objects(activity.attachments);
  if (!activity.text && cards.length === 0) throw new Refusal('BadSyntax', 'Activity has no content.');
  for (const { contentType, content } of cards) {
    const errors = contentType === CARD_TYPE ? cardErrors(content) : ['only adaptive cards are shown here'];
    if (errors.length > 0) throw new Refusal('BadSyntax', `Invalid card: ${errors.join('; ')}`);
  }
}
