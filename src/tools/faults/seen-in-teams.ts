import { DeliveryError } from '../../local/teams/delivery-error.ts';
import type { EmbeddedTeams } from '../../local/teams/embedded-teams.ts';
import { isDone, plain, quoted, type Seen, textsIn } from './seen.ts';
import { cardsIn, isOpen, type Stage } from './stage.ts';

/**
 * Does something in Teams, and reads what this person sees then: an answer to a press, which only this person sees, and
 * messages of the bot.
 *
 * @param expectsWords the bot answers with a message, and not with the card
 */
export async function seenInTeams(
  { stack: { teams } }: Pick<Stage, 'stack'>,
  user: string,
  act: (teams: EmbeddedTeams) => Promise<unknown>,
  expectsWords = false,
): Promise<Seen> {
  const before = new Set(answersTo(user, teams).map(({ key }) => key));
  try {
    await act(teams);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.code !== 'EndpointFailed') throw error;
    return { text: `an error of Teams itself: ${error.message}`, isDone: 'cannot tell' };
  }
  const texts = answersTo(user, teams).filter(({ key }) => !before.has(key));
  const text = texts.map((one) => quoted(one.text)).join('; ');
  // A press is also answered by the card; a message that nothing answers says nothing.
  return { text, isDone: text || !expectsWords ? isDone(text) : 'cannot tell' };
}

function answersTo(user: string, { messages, people, bot }: EmbeddedTeams) {
  const id = people.find(({ handle }) => handle === user)?.id ?? '';
  return messages().flatMap((message) => {
    const answer = message.private_answers?.[id]?.text;
    const texts = [message.text, ...textsIn(message.attachments ?? [])];
    return [
      ...(answer === undefined ? [] : [{ key: `${message.id} ${answer}`, text: answer }]),
      // The requests appear in messages that nothing else answers.
      ...(message.from.id === bot.id && message.replyToId
        ? [{ key: message.id, text: texts.join(' ') }]
        : []),
    ];
  });
}

/** What the channel shows of the request. */
export function cardSeen(teams: EmbeddedTeams): string {
  const [card] = cardsIn(teams);
  if (!card) return 'no card';
  return isOpen(card) ? 'the card keeps its buttons' : `the card says “${plain(card.summary ?? '')}”`;
}
