import type { Scene } from './activities.ts';
import { DeliveryError } from './delivery-error.ts';
import type { Messages, TeamsMessage } from './messages.ts';
import type { Sender } from './sender.ts';
import { MEMBERS, PEOPLE, type TeamsPerson } from './tenant.ts';

export interface Actor {
  /** The handle, an id or the object id of the person who acts. Without it, Ann acts. */
  readonly user?: string | undefined;
}

/** The parts of the embedded Teams that an action uses. */
export interface Acting {
  readonly messages: Messages;
  /** Where the app is installed, as ids: the team, and people. */
  readonly installed: Set<string>;
  readonly sender: Sender;
  readonly serviceUrl: () => string;
  /** Milliseconds since 1970 */
  readonly now: () => number;
  /** Called after the app was installed or removed. */
  readonly onChange: () => void;
}

/**
 * The person who acts.
 *
 * @throws {DeliveryError} if there is no such person
 */
export function actingPerson({ user = PEOPLE[0]?.id ?? '' }: Actor): TeamsPerson {
  const person = MEMBERS.find((one) => [one.id, one.handle, one.aadObjectId].includes(user));
  if (person) return person;
  throw new DeliveryError('UnknownPerson', `There is no person “${user}” in this tenant.`);
}

/**
 * The message with this id, if the person sees it.
 *
 * @throws {DeliveryError} otherwise
 */
export function seenMessage({ messages }: Acting, id: string, person: TeamsPerson): TeamsMessage {
  const message = messages.find(id);
  if (message && (message.visible_to ?? person.id) === person.id) return message;
  throw new DeliveryError('UnknownMessage', 'This message does not exist.');
}

export function sceneOf({ serviceUrl, now }: Acting, person: TeamsPerson, conversation: string): Scene {
  return { serviceUrl: serviceUrl(), person, conversation, now: new Date(now()) };
}
