import type { ApprovalRequest } from '../approval/approval.ts';
import type { Place } from './message-reference.ts';
import type { ChannelSettings } from './ports.ts';

/** The channel where a request is posted. */
export function channelOf(_request: ApprovalRequest, { channel }: ChannelSettings): string {
  return channel;
}

/** The same as a conversation, whose members can be asked for. */
export function placeOf(request: ApprovalRequest, settings: ChannelSettings): Place {
  return { service_url: settings.serviceUrl, conversation: channelOf(request, settings) };
}
