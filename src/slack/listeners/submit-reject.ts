import type { ViewResponseAction } from '@slack/bolt';
import { noticeModal } from '../blocks/notice-modal.ts';
import { REASON, readRejectMetadata } from '../blocks/reject-modal.ts';
import { personOf } from '../person.ts';
import type { SlackPorts } from '../ports.ts';
import { pressInSlack } from '../press.ts';
import { refusalText, showEnding, wordingOf } from '../show-outcome.ts';
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
  const comment = view.state.values[REASON]?.[REASON]?.value ?? undefined;
  const verdict = await pressInSlack(sealed, personOf(user), { decides: true, comment }, ports);
  const place = { userId: user.id, triggerId, channel, message: channel && ts ? { channel, ts } : undefined };
  await showEnding(verdict, place, ports);
  const refusal = refusalText(verdict, ports);
  return refusal
    ? { response_action: 'update', view: noticeModal(refusal, wordingOf(verdict, ports)) }
    : undefined;
}
