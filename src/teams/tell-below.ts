import { inTime, LateError } from '../approval/in-time.ts';
import { UncertainError } from '../approval/repeatable.ts';
import type { Mentions } from './card/request-card.ts';
import type { Connector } from './connector.ts';
import type { DirectCopy, Place } from './message-reference.ts';
import { mentioning, type TextMessage } from './text-message.ts';

/** Who is told. */
export interface Told {
  readonly card: Place;
  /** Those who are in the channel. */
  readonly mentions: Mentions;
  /** The copies of those who have one. */
  readonly copies: readonly DirectCopy[];
  /** true: all members of the channel, also if there is no person to mention. */
  readonly isForAll: boolean;
}

/**
 * Tells people about a card: by a reply, which mentions those who are in the channel, and by a message below each copy.
 *
 * @returns how many messages were sent, and the errors of the others: the caller logs them, or tries again
 */
export async function tellBelow(
  message: TextMessage,
  { card, mentions, copies, isForAll }: Told,
  { connector, deadline }: { readonly connector: Connector; readonly deadline: AbortSignal },
): Promise<{ readonly sent: number; readonly errors: readonly unknown[] }> {
  const errors: unknown[] = [];
  const send = async (place: Place, text: TextMessage) => {
    try {
      await inTime(deadline, connector.send(place, text));
    } catch (error) {
      errors.push(
        error instanceof LateError ? new UncertainError('The answer is late.', { cause: error }) : error,
      );
    }
  };
  // An address and an id may name the same person.
  const people = [...new Map([...mentions.values()].map((person) => [person.id, person])).values()];
  const messages = [
    ...(people.length > 0 || isForAll ? [send(card, mentioning(people, message))] : []),
    ...copies.map((copy) => send(copy, message)),
  ];
  await Promise.all(messages);
  return { sent: messages.length - errors.length, errors };
}
