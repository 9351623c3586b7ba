import type { WebClient } from '@slack/web-api';
import type { Surface } from '../approval/surface.ts';
import { isObject } from '../callback/json.ts';
import { requestMessage, resolvedMessage } from './blocks/request-message.ts';

/** Slackbot would open every link it sees. */
const NO_UNFURL = { unfurl_links: false, unfurl_media: false } as const;

/**
 * Slack as a surface: a message with a button for each action, which becomes the record of the decision.
 *
 * @param client called when it is first needed: the bot token may have to be read
 * @param channel where requests are posted
 */
export function createSlackSurface(client: () => Promise<WebClient>, channel: string): Surface {
  return {
    name: 'slack',
    confirm: true,
    // A button's value has 2,000 characters; the message itself shows title and details.
    pageContext: ({ locale }) => ({ locale }),
    async ask({ request, urls, expiresAt }) {
      const slack = await client();
      const posted = await slack.chat.postMessage({
        channel,
        ...NO_UNFURL,
        ...requestMessage(request, urls, expiresAt),
      });
      return { channel: posted.channel, ts: posted.ts };
    },
    async announce({ request, resolution, reference }) {
      // Nobody was asked here, or the history does not tell where.
      if (!isMessage(reference)) return;
      const slack = await client();
      await slack.chat.update({ ...reference, ...resolvedMessage(request, resolution) });
    },
  };
}

function isMessage(reference: unknown): reference is { channel: string; ts: string } {
  return isObject(reference) && typeof reference.channel === 'string' && typeof reference.ts === 'string';
}
