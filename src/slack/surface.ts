import type { WebClient } from '@slack/web-api';
import { type Approval, type Person, resolutionOf } from '../approval/approval.ts';
import type { News, Surface } from '../approval/surface.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import { wordingFor } from '../wording/index.ts';
import { linkMessages, type Message, requestMessage, resolvedMessage } from './blocks/request-message.ts';
import { statusText } from './blocks/status.ts';
import { isUserId } from './ids.ts';
import { escapeMrkdwn, mentionUser } from './mrkdwn.ts';
import { SLACK } from './names.ts';
import type { SlackPorts } from './ports.ts';
import { obstacleText } from './slack-error.ts';

/** Slackbot would open every link it sees. */
const NO_UNFURL = { unfurl_links: false, unfurl_media: false } as const;

/** Where a message is, as the execution history keeps it. */
export interface MessageReference {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Slack as a surface: a message with a button for each action, which becomes the record of the decision, and an answer
 * in its thread for the requester.
 *
 * @param client called when it is first needed: the bot token may have to be read
 * @param channel where requests are posted
 */
export function createSlackSurface(client: () => Promise<WebClient>, channel: string, log: Log): Surface {
  const update = async (ref: MessageReference, message: Message) => {
    const slack = await client();
    await slack.chat.update({ ...ref, ...message });
    return ref;
  };

  return {
    name: SLACK,
    confirm: true,
    inPlace: true,

    // A button's value has 2,000 characters; the message itself shows title and details.
    reach: async () => ({ audiences: [{}] }),

    async show(approval, buttons = [], ref) {
      const message = isMessage(ref) ? ref : undefined;
      const resolution = resolutionOf(approval);
      if (resolution) return message && update(message, resolvedMessage(approval.request, resolution));
      const shown = requestMessage(approval, buttons);
      if (message) return update(message, shown);
      const slack = await client();
      const posted = await slack.chat.postMessage({ channel, ...NO_UNFURL, ...shown });
      const reference = { channel: String(posted.channel), ts: String(posted.ts) };
      await replyWithLinks(linkMessages(approval.request, buttons), reference, slack, log);
      return reference;
    },

    /** In the thread of the message, or directly where it is not known. */
    async tell({ id }: Person, news: News) {
      const words = wordsOf(news);
      // An execution's input may say anything: a channel's name would be written to.
      if (!id || !isUserId(id) || !words) return;
      const slack = await client();
      const text = `${mentionUser(id)} *${escapeMrkdwn(news.approval.request.title)}*: ${words}`;
      await (isMessage(news.ref)
        ? reply(slack, news.ref, text)
        : slack.chat.postMessage({ channel: id, ...NO_UNFURL, text }));
    },

    explain: (error, { locale }) => obstacleText(error, wordingFor(locale)),
  };
}

/** What a person is told, as mrkdwn. */
function wordsOf({ approval, sentence }: News): string | undefined {
  if (sentence !== undefined) return escapeMrkdwn(sentence);
  const resolution = resolutionOf(approval);
  return resolution && statusText(resolution, wordingFor(approval.request.locale));
}

/** A link that is missing must not lose the message: without its reference, it could not be brought up to date. */
async function replyWithLinks(
  links: readonly string[],
  reference: MessageReference,
  slack: WebClient,
  log: Log,
): Promise<void> {
  for (const text of links) {
    try {
      await reply(slack, reference, text);
    } catch (error) {
      log({ level: 'error', event: 'reply_failed', error });
    }
  }
}

function reply(slack: WebClient, { channel, ts }: MessageReference, text: string) {
  return slack.chat.postMessage({ channel, thread_ts: ts, ...NO_UNFURL, text });
}

/** The message of an approval in Slack; undefined where there is none. */
export function messageOf({ rounds }: Approval): MessageReference | undefined {
  const ref = rounds.at(-1)?.shown[SLACK];
  return isMessage(ref) ? ref : undefined;
}

function isMessage(reference: unknown): reference is MessageReference {
  return isObject(reference) && typeof reference.channel === 'string' && typeof reference.ts === 'string';
}

/** A link to the message of a request; undefined where there is none, or Slack does not tell. */
export async function permalinkOf(approval: Approval, ports: SlackPorts): Promise<string | undefined> {
  const message = messageOf(approval);
  if (!message) return undefined;
  try {
    const slack = await ports.client();
    const { permalink } = await slack.chat.getPermalink({ channel: message.channel, message_ts: message.ts });
    return permalink;
  } catch (error) {
    // Nobody misses anything but a link.
    ports.log({ level: 'warn', event: 'permalink_failed', error });
    return undefined;
  }
}
