import { actorOf } from '../actor.ts';
import { rejectModal } from '../blocks/reject-modal.ts';
import { checkInSlack } from '../decide-in-slack.ts';
import { openModal } from '../open-modal.ts';
import { tellPrivately } from '../place.ts';
import type { SlackPorts } from '../ports.ts';
import { placeOf } from '../press.ts';
import { showOutcome } from '../show-outcome.ts';
import type { Press } from './decide.ts';

/** Asks whoever presses Reject for a reason, if they may decide and nobody has yet. */
export async function askForReason({ action, body }: Press, ports: SlackPorts): Promise<void> {
  if (!action.value) return;
  const place = placeOf(body);
  const check = await checkInSlack(action.value, actorOf(body.user), ports);
  if (check.refusal) return showOutcome(check, place, ports);
  const { channel, ts } = place.message ?? {};
  const metadata = { sealed: action.value, ...(channel && { channel }), ...(ts && { ts }) };
  try {
    await openModal(place.triggerId, rejectModal(metadata, check.wording), ports);
  } catch (error) {
    ports.log({ level: 'error', event: 'modal_failed', error });
    await tellPrivately(check.wording.slack.failed, place, check.wording, ports);
  }
}
