import { rejectModal } from '../blocks/reject-modal.ts';
import { openModal } from '../open-modal.ts';
import { personOf } from '../person.ts';
import { tellPrivately } from '../place.ts';
import type { SlackPorts } from '../ports.ts';
import { placeOf, pressInSlack } from '../press.ts';
import { showOutcome, wordingOf } from '../show-outcome.ts';
import type { ButtonPress } from './decide.ts';

/** Asks the person who presses Reject for a reason, if they may decide and it has not been decided yet. */
export async function askForReason({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  if (!action.value) return;
  const place = placeOf(body);
  const verdict = await pressInSlack(action.value, personOf(body.user), { decides: false }, ports);
  if (verdict.kind !== 'open') return showOutcome(verdict, place, ports);
  const wording = wordingOf(verdict, ports);
  const { channel, ts } = place.message ?? {};
  const metadata = { sealed: action.value, ...(channel && { channel }), ...(ts && { ts }) };
  try {
    await openModal(place.triggerId, rejectModal(metadata, wording), ports);
  } catch (error) {
    ports.log({ level: 'error', event: 'modal_failed', error });
    await tellPrivately(wording.slack.failed, place, wording, ports);
  }
}
