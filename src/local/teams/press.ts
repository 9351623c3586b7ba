import { type Acting, type Actor, actingPerson, sceneOf, seenMessage } from './acting.ts';
import { executeActivity, submitActivity } from './activities.ts';
import { actionsOf, type Filled, pressedData } from './card-actions.ts';
import { cardsFor } from './cards-for.ts';
import { DeliveryError } from './delivery-error.ts';
import { readInvokeAnswer } from './invoke-answer.ts';

export interface Press extends Actor {
  /** The id of the message with the card. */
  readonly activity: string;
  /** The id, the verb or the title of the button, or its place in the card, such as `#0` for the first one. */
  readonly action: string;
  /** What the person filled in, by the ids of the inputs. All other inputs keep their initial values. */
  readonly values?: Filled | undefined;
}

/** Presses a button of a card, and shows the bot's answer to the person who pressed it. */
export async function press(acting: Acting, { activity: id, action: wanted, values = {}, user }: Press) {
  const { messages, sender } = acting;
  const person = actingPerson({ user });
  const message = seenMessage(acting, id, person);
  const found = cardsFor(message, person.id)
    .flatMap((card) => actionsOf(card))
    .find(({ action }, index) => [`#${index}`, action.id, action.verb, action.title].includes(wanted));
  if (!found) throw new DeliveryError('UnknownAction', 'This button does not exist or is gone.');
  const data = pressedData(found, values);
  const scene = sceneOf(acting, person, message.conversation.id);
  if (found.action.type === 'Action.Submit') {
    await sender(submitActivity(id, data, scene));
    return;
  }
  const { id: actionId, title, verb } = found.action;
  const answer = await sender(executeActivity(id, { id: actionId, title, verb, data }, scene));
  messages.answer(id, person.id, readInvokeAnswer(answer));
}
