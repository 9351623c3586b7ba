import type { Approval } from '../approval/approval.ts';
import type { SlackPorts } from './ports.ts';
import { messageOf } from './surface.ts';

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
