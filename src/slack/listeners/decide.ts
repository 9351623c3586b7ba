import type { ButtonAction, ViewResponseAction } from '@slack/bolt';
import { noticeModal, REASON, readRejectMetadata, rejectModal } from '../blocks/modals.ts';
import { personOf, type Submission } from '../payloads.ts';
import type { SlackPorts } from '../ports.ts';
import { type PressBody, placeOf, pressInSlack } from '../press.ts';
import { openModal, tellPrivately } from '../private-reply.ts';
import { refusalText, showEnding, showOutcome, wordingOf } from '../show-outcome.ts';

/** A pressed button of an approval message, or of the home tab. */
export interface ButtonPress {
  readonly action: Pick<ButtonAction, 'value'>;
  readonly body: PressBody;
}

/**
 * Completes the task behind a button and replaces the buttons by who decided and when. Who comes too late, or may
 * not, is told so privately. Whatever happens to the messages, a decision that was made stays made.
 */
export async function decideByButton({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  // A button that only links to the page has no value; Slack reports its press all the same.
  if (!action.value) return;
  const verdict = await pressInSlack(action.value, personOf(body.user), { decides: true }, ports);
  await showOutcome(verdict, placeOf(body), ports);
}

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
