import type { ButtonAction, ViewResponseAction } from '@slack/bolt';
import { noticeModal, REASON, readRejectMetadata, rejectModal, type Submission } from '../blocks/modals.ts';
import { personOf } from '../people.ts';
import type { SlackPorts } from '../ports.ts';
import { originOf, type PressBody, pressInSlack } from '../press.ts';
import { openModal, replyPrivately } from '../private-reply.ts';
import { refusalText, showOutcome, showResolution, wordingOf } from '../show-outcome.ts';

/** A pressed button of an approval message, or of the home tab. */
export interface ButtonPress {
  readonly action: Pick<ButtonAction, 'value'>;
  readonly body: PressBody;
}

/**
 * Decides with the sealed payload of a button, and replaces the buttons by who decided and when. A user who is too late
 * or may not decide gets a private reply. An error while showing the result does not undo the decision.
 */
export async function decideByButton({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  // A button with a link has no value, but Slack reports its press too.
  if (!action.value) return;
  const origin = originOf(body);
  const verdict = await pressInSlack(action.value, personOf(body), origin, { decides: true }, ports);
  await showOutcome(verdict, origin, ports);
}

/** Opens the modal that asks for a reason, if the user may reject and the request still waits. */
export async function askForReason({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  if (!action.value) return;
  const origin = originOf(body);
  const verdict = await pressInSlack(action.value, personOf(body), origin, { decides: false }, ports);
  if (verdict.kind !== 'open') return showOutcome(verdict, origin, ports);
  const wording = wordingOf(verdict, ports);
  const { channel, ts } = origin.message ?? {};
  const { responseUrl } = origin;
  const metadata = {
    sealed: action.value,
    ...(channel && { channel }),
    ...(ts && { ts }),
    ...(responseUrl && { responseUrl }),
  };
  try {
    await openModal(origin.triggerId, rejectModal(metadata, wording), ports);
  } catch (error) {
    ports.log({ level: 'error', event: 'modal_failed', error });
    await replyPrivately(wording.slack.failed, origin, wording, ports);
  }
}

/**
 * Rejects with the reason from the modal.
 *
 * @returns a modal that tells why the rejection did not decide; undefined closes the modal
 */
export async function submitReject(
  { user, team, view, trigger_id: triggerId }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const { sealed, channel, ts, responseUrl } = readRejectMetadata(view.private_metadata);
  const comment = view.state.values[REASON]?.[REASON]?.value ?? undefined;
  const origin = {
    userId: user.id,
    triggerId,
    channel,
    responseUrl,
    message: channel && ts ? { channel, ts } : undefined,
  };
  const person = personOf({ user, team });
  const verdict = await pressInSlack(sealed, person, origin, { decides: true, comment }, ports);
  await showResolution(verdict, origin, ports);
  const refusal = refusalText(verdict, ports);
  return refusal
    ? { response_action: 'update', view: noticeModal(refusal, wordingOf(verdict, ports)) }
    : undefined;
}
