import type { ApprovalRequest } from '../approval/approval.ts';
import { Refusal } from '../callback/errors.ts';
import { wordingFor } from '../wording/index.ts';
import { explainPostError, isGone } from './explain.ts';
import type { Place } from './message-reference.ts';
import { TEAMS } from './names.ts';
import type { ChannelSettings, SurfacePorts } from './ports.ts';

/** The channel where a request is posted. */
export function channelOf({ channels }: ApprovalRequest, { channel }: ChannelSettings): string {
  return channels[TEAMS] ?? channel;
}

/** Whether a request may name a channel. The usual one needs no permission. */
export function isAllowed(channel: string, { channel: usual, allowedChannels }: ChannelSettings): boolean {
  return channel === usual || !allowedChannels || allowedChannels.includes(channel);
}

/** @throws {Refusal} InvalidRequest, in the language of the request, if it names a channel that is not allowed */
export function assertAllowed(request: ApprovalRequest, settings: ChannelSettings): void {
  const channel = channelOf(request, settings);
  if (isAllowed(channel, settings)) return;
  throw new Refusal('InvalidRequest', wordingFor(request.locale).teams.channelNotAllowed(channel));
}

/** The same as a conversation, whose members can be asked for. */
export function placeOf(request: ApprovalRequest, settings: ChannelSettings): Place {
  return { service_url: settings.serviceUrl, conversation: channelOf(request, settings) };
}

/**
 * Why a request cannot be posted in the channel that it names, as far as that is known before it is posted.
 *
 * @returns plain text; undefined if nothing speaks against the channel, or Teams does not tell
 */
export async function objectionToChannel(
  request: ApprovalRequest,
  settings: ChannelSettings,
  { connector, log }: Pick<SurfacePorts, 'connector' | 'log'>,
): Promise<string | undefined> {
  if (channelOf(request, settings) === settings.channel) return undefined;
  try {
    assertAllowed(request, settings);
    // Not an earlier answer: the person may have installed the app there since then.
    await connector.assertVisible(placeOf(request, settings));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal || isGone(error)) return explainPostError(error, wordingFor(request.locale));
    // Posting the request tells whether it is possible.
    log({ level: 'warn', event: 'channel_unknown', error });
    return undefined;
  }
}
