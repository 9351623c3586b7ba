import { type Approval, type Person, resolutionOf } from '../approval/approval.ts';
import { unlessGone } from '../approval/kept-messages.ts';
import { answerTo, startLookup } from '../approval/lookup.ts';
import type { News } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { statusText } from './card/status.ts';
import { chatWith } from './chat-with.ts';
import { isGone } from './explain.ts';
import { objectIdOf, personId } from './ids.ts';
import { readSentMessages, type SentMessages } from './message-reference.ts';
import type { SurfacePorts } from './ports.ts';
import { mentioning, type TextMessage, textMessage } from './text-message.ts';

/**
 * Tells a person the news of a request: in the thread of its message, if the person is in that channel; otherwise in the
 * personal chat, if the app is installed for the person. Does not tell people about their own decision.
 *
 * @throws an error of the connector: only a RepeatableError says that nothing was sent
 */
export async function tellPerson(person: Person, news: News, ports: SurfacePorts): Promise<void> {
  const objectId = objectIdOf(person.id);
  const text = textOf(news);
  if (!objectId || !text) return;
  if (news.sentence === undefined && hasDecided(objectId, news.approval)) return;
  const { title, locale } = news.approval.request;
  const message = textMessage(title, text, locale);
  if (await isToldInThread(objectId, readSentMessages(news.ref), message, ports)) return;
  const chat = await chatWith(objectId, ports);
  if (chat) await ports.connector.send(chat, message);
}

/** @returns false if the person is not in the channel of the message, or there is no such message */
async function isToldInThread(
  objectId: string,
  sent: SentMessages | undefined,
  message: TextMessage,
  { connector, people, log }: SurfacePorts,
): Promise<boolean> {
  if (!sent) return false;
  const { service_url, conversation } = sent;
  const thread = { service_url, conversation };
  const member = await answerTo(people.in(thread).find(personId(objectId)), startLookup(log));
  if (typeof member !== 'object') return false;
  const reply = mentioning([{ id: member.id, name: member.name ?? '' }], message);
  return unlessGone(connector.send(thread, reply), isGone);
}

/** The news as plain text. */
function textOf({ approval, sentence }: News): string | undefined {
  if (sentence !== undefined) return sentence;
  const resolution = resolutionOf(approval);
  return resolution && statusText(resolution, wordingFor(approval.request.locale));
}

function hasDecided(objectId: string, approval: Approval): boolean {
  return objectIdOf(resolutionOf(approval)?.vote?.who.id) === objectId;
}
