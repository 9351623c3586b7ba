import type { RecordedTask } from '../approval/history.ts';
import { messageOn } from '../approval/messages.ts';
import type { SlackPorts } from './ports.ts';
import { isMessage } from './surface.ts';

/** A link to the message of a request; undefined where there is none, or Slack does not tell. */
export async function permalinkOf(task: RecordedTask, ports: SlackPorts): Promise<string | undefined> {
  const message = messageOn('slack', task);
  if (!isMessage(message)) return undefined;
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
