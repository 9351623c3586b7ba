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
import type { SlackPeople } from './people.ts';
import type { SlackPorts } from './ports.ts';
import { excludesEveryone, unreachableInSlack } from './reach.ts';
import { explainPostError } from './slack-error.ts';

/** Without these, Slack would open each link in a message for a preview. */
const NO_UNFURL = { unfurl_links: false, unfurl_media: false } as const;

/** After this time, a message is sent without knowing whether Slack knows its approvers. */
const LOOK_UP_WITHIN_MS = 2_000;

/** Identifies a message. The execution history keeps it as JSON. */
export interface MessageReference {
  readonly channel: string;
  readonly ts: string;
}

/**
 * Slack as a surface. Posts a message with a button for each action, updates it when the request ends, and replies in
 * its thread to the requester.
 *
 * @param client called only when it is needed: the bot token may have to be read first
 * @param channel the channel where requests are posted
 * @param appName the name with which people invite the app to a channel
 */
export function createSlackSurface(
  client: () => Promise<WebClient>,
  channel: string,
  people: Pick<SlackPeople, 'userIdOf' | 'findApprover'>,
  { appName, log }: { appName: string; log: Log },
): Surface {
  const update = async (ref: MessageReference, message: Message) => {
    const slack = await client();
    await slack.chat.update({ ...ref, ...message });
    return ref;
  };

  return {
    name: SLACK,
    confirm: true,
    inPlace: true,

    async reach({ policy, locale }) {
      const { slack } = wordingFor(locale);
      const lookup = { deadline: AbortSignal.timeout(LOOK_UP_WITHIN_MS), log };
      if (await excludesEveryone(policy, people, lookup)) {
        return { audiences: [], obstacle: slack.obstacles.unknownRequester };
      }
      const unreachable = await unreachableInSlack(policy, people, slack, lookup);
      if (unreachable.size > 0 && unreachable.size === policy.approvers?.length) {
        return { audiences: [], obstacle: [...new Set(unreachable.values())].join(' '), unreachable };
      }
      // Title and details are not sealed in: the message shows them, and a button has room for 2,000 characters only.
      return { audiences: [{}], unreachable };
    },

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

    /** Replies in the thread of the message; without a message, sends a direct message. */
    async tell({ id }: Person, news: News) {
      const newsText = textOf(news);
      // The id comes from the input of the execution, which may be anything: the id of a channel would post there.
      if (!id || !isUserId(id) || !newsText) return;
      const slack = await client();
      const { title, locale } = news.approval.request;
      const text = `${mentionUser(id)} *${escapeMrkdwn(title)}*${wordingFor(locale).colon}${newsText}`;
      await (isMessage(news.ref)
        ? reply(slack, news.ref, text)
        : slack.chat.postMessage({ channel: id, ...NO_UNFURL, text }));
    },

    explain: (error, { locale }) => explainPostError(error, appName, wordingFor(locale)),
  };
}

/** The news as mrkdwn. */
function textOf({ approval, sentence }: News): string | undefined {
  if (sentence !== undefined) return escapeMrkdwn(sentence);
  const resolution = resolutionOf(approval);
  return resolution && statusText(resolution, wordingFor(approval.request.locale));
}

/**
 * Logs an error and does not throw: the caller must still return the reference of the message. Without the reference,
 * the message could never be updated.
 */
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

/** The message of an approval in Slack; undefined if there is none. */
function messageOf({ rounds }: Approval): MessageReference | undefined {
  const ref = rounds.at(-1)?.shown[SLACK];
  return isMessage(ref) ? ref : undefined;
}

function isMessage(reference: unknown): reference is MessageReference {
  return isObject(reference) && typeof reference.channel === 'string' && typeof reference.ts === 'string';
}

/** A link to the message of a request; undefined if there is no message, or Slack does not return its link. */
export async function permalinkOf(approval: Approval, ports: SlackPorts): Promise<string | undefined> {
  const message = messageOf(approval);
  if (!message) return undefined;
  try {
    const slack = await ports.client();
    const { permalink } = await slack.chat.getPermalink({ channel: message.channel, message_ts: message.ts });
    return permalink;
  } catch (error) {
    // The answer to the user is complete without the link.
    ports.log({ level: 'warn', event: 'permalink_failed', error });
    return undefined;
  }
}
