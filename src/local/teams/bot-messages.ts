import { isObject, objects } from '../json.ts';
import { checkActivity } from './activity-check.ts';
import { contentOf, type Messages, personalConversation, splitConversation } from './messages.ts';
import { findPerson, findPlace } from './places.ts';
import { Refusal } from './refusal.ts';
import { BOT } from './tenant.ts';

type Json = Readonly<Record<string, unknown>>;

export interface BotMessagesOptions {
  readonly messages: Messages;
  /** Where the app is installed, as ids: the team, and people. */
  readonly installed: ReadonlySet<string>;
  /** Refuses a call that comes too soon after others of the same conversation. */
  readonly throttle: (conversation: string) => void;
}

/** What the bot may do with messages. Each function throws a {@link Refusal} if Teams would refuse it. */
export interface BotMessages {
  /** Posts a message. Returns its id. */
  readonly post: (conversation: string, activity: Json, replyTo?: string) => string;
  /** Starts a thread in a channel. */
  readonly startThread: (channel: string, activity: unknown) => { id: string; activityId: string };
  /** The conversation with a person: each call gives the same one. */
  readonly openPersonal: (members: unknown, activity: unknown) => { id: string; activityId?: string };
  readonly replace: (conversation: string, id: string, activity: Json) => void;
  readonly remove: (conversation: string, id: string) => void;
}

export function createBotMessages({ messages, installed, throttle }: BotMessagesOptions): BotMessages {
  function post(conversation: string, activity: Json, replyTo?: string): string {
    const { channel, person, root: thread } = findPlace(conversation, installed);
    checkActivity(activity);
    throttle(conversation);
    const id = messages.nextId();
    const message = { id, from: BOT, ...contentOf(activity) };
    if (person) {
      const place = { id: conversation, conversationType: 'personal' as const };
      messages.add({ ...message, conversation: place, visible_to: person.id });
      return id;
    }
    const root = thread ?? rootOf(replyTo);
    const place = { id: `${channel};messageid=${root ?? id}`, conversationType: 'channel' as const };
    messages.add({ ...message, conversation: place, ...(root !== undefined && { replyToId: root }) });
    return id;
  }

  /** The id of the message that started the thread of this message. */
  function rootOf(id: string | undefined): string | undefined {
    if (id === undefined) return undefined;
    const message = messages.find(id);
    if (message) return message.replyToId ?? message.id;
    throw new Refusal('ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
  }

  function assertOwn(conversation: string, id: string): void {
    const { channel } = findPlace(conversation, installed);
    const message = messages.find(id);
    const isHere = message && splitConversation(message.conversation.id).channel === channel;
    if (isHere && message.from.id === BOT.id) return;
    throw new Refusal('ActivityNotFoundInConversation', 'The activity was not found in the conversation.');
  }

  return {
    post,

    startThread(conversation, activity) {
      const { channel } = splitConversation(conversation);
      if (!isObject(activity))
        throw new Refusal('BadSyntax', 'A conversation in a channel needs an activity.');
      const activityId = post(channel, activity);
      return { id: `${channel};messageid=${activityId}`, activityId };
    },

    openPersonal(members, activity) {
      const [member, ...others] = objects(members);
      const person = findPerson(String(member?.id));
      if (!person || others.length > 0) throw new Refusal('BadSyntax', 'Name one member of the tenant.');
      const id = personalConversation(person);
      findPlace(id, installed);
      return isObject(activity) ? { id, activityId: post(id, activity) } : { id };
    },

    replace(conversation, id, activity) {
      assertOwn(conversation, id);
      checkActivity(activity);
      throttle(conversation);
      messages.replace(id, contentOf(activity));
    },

    remove(conversation, id) {
      assertOwn(conversation, id);
      messages.remove(id);
    },
  };
}
