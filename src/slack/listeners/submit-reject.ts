import type { ViewResponseAction, ViewSubmitAction } from '@slack/bolt';
import { actorOf } from '../actor.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { REASON, readRejectMetadata } from '../blocks/reject-modal.ts';
import { decideInSlack } from '../decide-in-slack.ts';
import type { SlackPorts } from '../ports.ts';
import { showResolution } from '../show-resolution.ts';
import { refreshHome } from './app-home-opened.ts';

export type Submission = Pick<ViewSubmitAction, 'user' | 'view'>;

/**
 * Rejects, with the reason. Who was too late is told so in the modal.
 *
 * @returns what the modal shows next; nothing closes it
 */
export async function submitReject(
  { user, view }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const { sealed, channel, ts } = readRejectMetadata(view.private_metadata);
  const reason = view.state.values[REASON]?.[REASON]?.value ?? undefined;
  const result = await decideInSlack(sealed, actorOf(user), reason, ports);
  if (result.resolution && channel && ts)
    await showResolution(result.resolution, { channel, ts }, result, ports);
  if (!channel) await refreshHome(user, ports);
  if (!result.refusal) return undefined;
  return { response_action: 'update', view: noticeModal(result.refusal, result.wording) };
}
