import { type Acting, type Actor, actingPerson, sceneOf, seenMessage } from './acting.ts';
import { messageActivity } from './activities.ts';
import { DeliveryError } from './delivery-error.ts';
import { withMentions } from './mentions.ts';
import { personalConversation } from './messages.ts';
import { BOT, CHANNEL, TEAM, type TeamsPerson } from './tenant.ts';

export interface Saying extends Actor {
  /** With `@Countersign` to mention the bot. */
  readonly text: string;
  /** In the person's conversation with the bot, and not in the channel. */
  readonly isPersonal?: boolean | undefined;
  /** A message of the thread that the text answers. */
  readonly replyTo?: string | undefined;
}

/** Writes a message. The bot gets it if it is mentioned, or if the conversation is personal. */
export async function say(acting: Acting, saying: Saying): Promise<void> {
  const { messages, installed, sender } = acting;
  const person = actingPerson(saying);
  const typed = saying.text.trim();
  if (typed === '') throw new DeliveryError('EmptyMessage', 'Write a message first.');
  if (saying.isPersonal && !installed.has(person.id)) {
    throw new DeliveryError('NotInstalled', `${person.name} has not added the app. Add it first.`);
  }
  const id = messages.nextId();
  const { text, mentions } = withMentions(typed);
  const place = saying.isPersonal ? personalPlace(person) : channelPlace(acting, saying, person, id);
  const from = { id: person.id, name: person.name };
  messages.add({ id, from, ...place, text, entities: mentions });
  const isForBot = mentions.some(({ mentioned }) => mentioned.id === BOT.id) && installed.has(TEAM.id);
  if (!saying.isPersonal && !isForBot) return;
  await sender(messageActivity(id, text, mentions, sceneOf(acting, person, place.conversation.id)));
}

function personalPlace(person: TeamsPerson) {
  const id = personalConversation(person);
  return { conversation: { id, conversationType: 'personal' as const }, visible_to: person.id };
}

/** A thread of the channel: the one of the message that is answered, or a new one. */
function channelPlace(acting: Acting, { replyTo }: Saying, person: TeamsPerson, id: string) {
  const answered = replyTo === undefined ? undefined : seenMessage(acting, replyTo, person);
  const root = answered?.replyToId ?? answered?.id;
  const conversation = `${CHANNEL.id};messageid=${root ?? id}`;
  return {
    conversation: { id: conversation, conversationType: 'channel' as const },
    ...(root !== undefined && { replyToId: root }),
  };
}
