import type { WebClient } from '@slack/web-api';
import { type Approval, type Person, resolutionOf } from '../approval/approval.ts';
import { unlessGone } from '../approval/kept-messages.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import type { News } from '../approval/surface.ts';
import { wordingFor } from '../wording/index.ts';
import { statusText } from './blocks/status.ts';
import { isUserId } from './ids.ts';
import { type MessageReference, NO_UNFURL, readSentMessages } from './message-reference.ts';
import { escapeMrkdwn, mentionUser } from './mrkdwn.ts';
import type { SlackPeople } from './people.ts';
import type { SurfacePorts } from './ports.ts';
import { repeatableIfUnsent } from './repeatable.ts';
import { isGone } from './update-messages.ts';

/**
 * Tells a person the news of a request: in the thread of its message, if the person is in that channel; otherwise in a
 * direct message. Does not tell people about their own decision.
 *
 * @throws {RepeatableError} if Slack did not take the message, and may take it later
 */
export async function tellPerson(
  person: Person,
  news: News,
  { client, people, log }: SurfacePorts,
): Promise<void> {
  const { id } = person;
  const sentence = textOf(news);
  // The id comes from the input of the execution, which may be anything: the id of a channel would post there.
  if (!id || !isUserId(id) || !sentence) return;
  const lookup = startLookup(log);
  if (news.sentence === undefined && (await hasDecided(person, news.approval, people, lookup))) return;
  const slack = await client();
  const { title, locale } = news.approval.request;
  const text = `${mentionUser(id)} *${escapeMrkdwn(title)}*${wordingFor(locale).colon}${sentence}`;
  const message = readSentMessages(news.ref);
  const readers = message && (await answerTo(people.usersIn(message.channel), lookup));
  const isReader = typeof readers === 'object' && readers.has(id);
  try {
    if (message && isReader && (await replied(message, text, slack, lookup))) return;
    await slack.chat.postMessage({ channel: id, ...NO_UNFURL, text });
  } catch (error) {
    throw repeatableIfUnsent(error);
  }
}

/** Replies in the thread of a message. */
export function reply(slack: WebClient, { channel, ts }: MessageReference, text: string) {
  return slack.chat.postMessage({ channel, thread_ts: ts, ...NO_UNFURL, text });
}

/** @returns false if there is no such message any more, or the app cannot reply to it */
async function replied(
  message: MessageReference,
  text: string,
  slack: WebClient,
  lookup: Lookup,
): Promise<boolean> {
  // Slack may accept a reply to a deleted message, but no person would see it.
  if ((await answerTo(exists(message, slack), lookup)) === false) return false;
  return unlessGone(reply(slack, message, text), isGone);
}

function exists({ channel, ts }: MessageReference, slack: WebClient): Promise<boolean> {
  return unlessGone(slack.chat.getPermalink({ channel, message_ts: ts }), isGone);
}

/** The news as mrkdwn. */
function textOf({ approval, sentence }: News): string | undefined {
  if (sentence !== undefined) return escapeMrkdwn(sentence);
  const resolution = resolutionOf(approval);
  return resolution && statusText(resolution, wordingFor(approval.request.locale));
}

/** Whether this person decided the approval. */
async function hasDecided(
  person: Person,
  approval: Approval,
  people: SlackPeople,
  lookup: Lookup,
): Promise<boolean> {
  const vote = resolutionOf(approval)?.vote;
  return vote !== undefined && (await answerTo(people.isSame(vote.who, person), lookup)) === 'yes';
}
