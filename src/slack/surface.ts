import type { WebClient } from '@slack/web-api';
import { isUserId } from '../approval/ids.ts';
import type { ApprovalRequest } from '../approval/request.ts';
import type { Resolution } from '../approval/resolution.ts';
import type { Announcement, Ask, Surface } from '../approval/surface.ts';
import { wordingFor } from '../approval/wording/index.ts';
import { isObject } from '../callback/json.ts';
import type { Log } from '../log.ts';
import { linkMessages, requestMessage, resolvedMessage } from './blocks/request-message.ts';
import { statusText } from './blocks/status.ts';
import { escapeMrkdwn, mentionUser } from './mrkdwn.ts';
import { obstacleText } from './obstacle.ts';

/** Slackbot would open every link it sees. */
const NO_UNFURL = { unfurl_links: false, unfurl_media: false } as const;

/** Where a message is, as the execution history keeps it. */
export interface MessageReference {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Slack as a surface: a message with a button for each action, which becomes the record of the decision, and an answer
 * in its thread for whoever asked.
 *
 * @param client called when it is first needed: the bot token may have to be read
 * @param channel where requests are posted
 */
export function createSlackSurface(client: () => Promise<WebClient>, channel: string, log: Log): Surface {
  return {
    name: 'slack',
    confirm: true,

    async ask({ request, mint, expiresAt }: Ask) {
      // A button's value has 2,000 characters; the message itself shows title and details.
      const urls = await mint({ locale: request.locale });
      const message = requestMessage(request, urls, expiresAt);
      const slack = await client();
      const posted = await slack.chat.postMessage({ channel, ...NO_UNFURL, ...message });
      const reference = { channel: String(posted.channel), ts: String(posted.ts) };
      await replyWithLinks(linkMessages(request, urls), reference, slack, log);
      return reference;
    },

    async announce({ request, resolution, reference }: Announcement) {
      const message = isMessage(reference) ? reference : undefined;
      if (!message && !isUserId(request.requesterId ?? '')) return;
      const slack = await client();
      const told = await Promise.allSettled([
        message && slack.chat.update({ ...message, ...resolvedMessage(request, resolution) }),
        tellRequester(slack, request, resolution, message),
      ]);
      const [failure, another] = told.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      if (another) log({ level: 'error', event: 'tell_failed', error: another });
      if (failure) throw failure;
    },

    async update({ request, resolution, reference }: Announcement) {
      if (!isMessage(reference)) return;
      const slack = await client();
      await slack.chat.update({ ...reference, ...resolvedMessage(request, resolution) });
    },

    explain: (error, { locale }) => obstacleText(error, wordingFor(locale)),

    async tellRequester({ requesterId, title }, sentence) {
      if (!requesterId || !isUserId(requesterId)) return;
      const slack = await client();
      const text = `${mentionUser(requesterId)} *${escapeMrkdwn(title)}*: ${escapeMrkdwn(sentence)}`;
      await slack.chat.postMessage({ channel: requesterId, ...NO_UNFURL, text });
    },
  };
}

/** A link that is missing must not lose the message: without its reference, nobody would ever bring it up to date. */
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

/** In the thread of the message, or, where nobody knows where that is, directly. */
async function tellRequester(
  slack: WebClient,
  request: ApprovalRequest,
  resolution: Resolution,
  message: MessageReference | undefined,
): Promise<void> {
  const { requesterId, locale } = request;
  // An execution's input may say anything: a channel's name would be written to.
  if (!requesterId || !isUserId(requesterId)) return;
  const outcome = statusText(resolution, wordingFor(locale));
  const text = `${mentionUser(requesterId)} *${escapeMrkdwn(request.title)}*: ${outcome}`;
  await (message
    ? reply(slack, message, text)
    : slack.chat.postMessage({ channel: requesterId, ...NO_UNFURL, text }));
}

function reply(slack: WebClient, { channel, ts }: MessageReference, text: string) {
  return slack.chat.postMessage({ channel, thread_ts: ts, ...NO_UNFURL, text });
}

export function isMessage(reference: unknown): reference is MessageReference {
  return isObject(reference) && typeof reference.channel === 'string' && typeof reference.ts === 'string';
}
