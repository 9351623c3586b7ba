import type { Approval } from '../approval/approval.ts';
import { inTime } from '../approval/in-time.ts';
import { canReadMessage, type Viewer } from './access.ts';
import { type MessageReference, messageOf } from './message-reference.ts';
import type { SlackPorts } from './ports.ts';

/** An answer is complete without links, so a slow one is left out. */
const PERMALINK_WITHIN_MS = 700;

/**
 * A link to the message of a request. Undefined if there is no message, the viewer cannot read its channel, or Slack does
 * not return the link in time.
 */
export async function permalinkOf(
  approval: Approval,
  viewer: Viewer,
  ports: SlackPorts,
): Promise<string | undefined> {
  const message = messageOf(approval);
  if (!message) return undefined;
  const find = async () =>
    (await canReadMessage(approval, viewer, ports)) === 'no' ? undefined : linkTo(message, ports);
  try {
    return await inTime(ports.timeout(PERMALINK_WITHIN_MS), find());
  } catch (error) {
    ports.log({ level: 'warn', event: 'permalink_failed', error });
    return undefined;
  }
}

async function linkTo(
  { channel, ts }: MessageReference,
  { client }: SlackPorts,
): Promise<string | undefined> {
  const slack = await client();
  return (await slack.chat.getPermalink({ channel, message_ts: ts })).permalink;
}
