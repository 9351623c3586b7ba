import { personalConversation, splitConversation } from './messages.ts';
import { Refusal } from './refusal.ts';
import { CHANNEL, FOREIGN_CHANNEL_ID, MEMBERS, TEAM, type TeamsPerson } from './tenant.ts';

/**
 * The channel or the person that a conversation is with.
 *
 * @throws {Refusal} if there is no such conversation, or the app is not installed there
 */
export function findPlace(conversation: string, installed: ReadonlySet<string>) {
  const { channel, root } = splitConversation(conversation);
  const person = MEMBERS.find((one) => personalConversation(one) === conversation);
  if (!person && ![TEAM.id, CHANNEL.id, FOREIGN_CHANNEL_ID].includes(channel)) {
    throw new Refusal('ConversationNotFound', 'Conversation not found.');
  }
  const hasApp = installed.has(person?.id ?? TEAM.id) && channel !== FOREIGN_CHANNEL_ID;
  if (hasApp) return { channel, root, person };
  throw new Refusal('BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
}

/** The person with this id of the bot's, object id in Entra, or user principal name. */
export function findPerson(id: string): TeamsPerson | undefined {
  return MEMBERS.find((one) => [one.id, one.aadObjectId, one.userPrincipalName].includes(id));
}

/** A person as the connector describes members (Teams: "Get member details"). */
export function account({ handle: _, ...person }: TeamsPerson) {
  return { ...person, objectId: person.aadObjectId };
}
