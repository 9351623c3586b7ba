import type { ViewResponseAction } from '@slack/bolt';
import { actorOf } from '../actor.ts';
import { noticeModal } from '../blocks/notice-modal.ts';
import { REASON, readRejectMetadata } from '../blocks/reject-modal.ts';
import { decideInSlack } from '../decide-in-slack.ts';
import type { SlackPorts } from '../ports.ts';
import { showOutcome } from '../show-outcome.ts';
import type { Submission } from '../submission.ts';

/**
 * Rejects, with the reason. Who was too late is told so in the modal.
 *
 * @returns what the modal shows next; nothing closes it
 */
export async function submitReject(
  { user, view, trigger_id: triggerId }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const { sealed, channel, ts } = readRejectMetadata(view.private_metadata);
  const reason = view.state.values[REASON]?.[REASON]?.value ?? undefined;
  const { refusal, ...shown } = await decideInSlack(sealed, actorOf(user), reason, ports);
  const place = { userId: user.id, triggerId, channel, message: channel && ts ? { channel, ts } : undefined };
  await showOutcome(shown, place, ports);
  return refusal ? { response_action: 'update', view: noticeModal(refusal, shown.wording) } : undefined;
}
