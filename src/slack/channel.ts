import type { ApprovalRequest } from '../approval/approval.ts';
import { Refusal } from '../callback/errors.ts';
import { wordingFor } from '../wording/index.ts';
import { SLACK } from './names.ts';
import type { ChannelSettings, SlackPorts } from './ports.ts';
import { errorCodeOf } from './slack-error.ts';

/** The channel where a request is posted. */
export function channelOf({ channels }: ApprovalRequest, settings: ChannelSettings): string {
  return channels[SLACK] ?? settings.channel;
}

/** @throws {Refusal} InvalidRequest, in the language of the request, if it names a channel that is not allowed */
export function assertAllowed(request: ApprovalRequest, settings: ChannelSettings): void {
  const { channel: usual, allowedChannels } = settings;
  const channel = channelOf(request, settings);
  if (channel === usual || !allowedChannels || allowedChannels.includes(channel)) return;
  const { slack } = wordingFor(request.locale);
  throw new Refusal('InvalidRequest', slack.channelObstacles.notAllowed(channel));
}

/** An app with this scope posts in public channels that it is not in. */
const POSTS_EVERYWHERE = 'chat:write.public';

/**
 * Why a request cannot be posted in the channel that it names, as far as that is known before it is posted.
 *
 * @returns plain text; undefined if nothing speaks against the channel, or the app may not look it up
 */
export async function objectionToChannel(
  request: ApprovalRequest,
  ports: SlackPorts,
): Promise<string | undefined> {
  const { channels, locale } = request;
  const id = channels[SLACK];
  if (id === undefined) return undefined;
  const wording = wordingFor(locale);
  const { noChannel, notInvited } = wording.slack.channelObstacles;
  try {
    assertAllowed(request, ports);
    const slack = await ports.client();
    // Not an earlier answer: the person may have invited the app since then.
    const { channel, response_metadata: metadata } = await slack.conversations.info({ channel: id });
    const name = channel?.name ? `#${channel.name}` : id;
    if (channel?.is_archived) return noChannel(name);
    const mayPost = channel?.is_member !== false || metadata?.scopes?.includes(POSTS_EVERYWHERE);
    return mayPost ? undefined : notInvited(name, ports.appName);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    if (errorCodeOf(error) === 'channel_not_found') return noChannel(id);
    // Without the scope or an answer, posting the request tells whether it is possible.
    ports.log({ level: 'warn', event: 'channel_unknown', error });
    return undefined;
  }
}
