import type { ButtonAction, ViewResponseAction } from '@slack/bolt';
import { REJECT } from '../../approval/actions.ts';
import type { Payload } from '../../callback/payload.ts';
import { COMMENT, commentModal, noticeModal, type Submission } from '../blocks/modals.ts';
import { personOf } from '../people.ts';
import type { SlackPorts } from '../ports.ts';
import { mayCountLater, pressInSlack } from '../press.ts';
import { goesOn, metadataOf, openPressModal, pressBehind } from '../press-modal.ts';
import { originOf, type PressBody } from '../press-origin.ts';
import { replyText, showOutcome, showResolution, wordingOf } from '../show-outcome.ts';

/** A pressed button of an approval message, or of the home tab. */
export interface ButtonPress {
  readonly action: Pick<ButtonAction, 'value'>;
  readonly body: PressBody;
}

/**
 * Decides with the sealed payload of a button, and replaces the buttons by who decided and when. If the answer may have a
 * comment, opens the modal that asks for it, as long as the user may decide and the request waits. A user who is too late
 * or may not decide gets a private reply. An error while showing the result does not undo the decision.
 *
 * A vote that comes between two rounds goes on after the answer to Slack.
 */
export async function decideByButton({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  // A button with a link has no value, but Slack reports its press too.
  if (!action.value) return;
  const origin = originOf(body);
  const answer = (payload: Payload) => ({ decides: !asksForComment(payload) });
  const press = { sealed: action.value, who: personOf(body), origin };
  const verdict = await pressInSlack({ ...press, answer }, ports);
  const { payload } = verdict;
  const isUndecided = verdict.kind === 'open' || mayCountLater(verdict);
  if (payload && isUndecided && asksForComment(payload)) {
    const wording = wordingOf({ payload }, ports);
    const view = commentModal(payload, metadataOf(action.value, origin), wording);
    return openPressModal(view, origin, wording, ports);
  }
  if (mayCountLater(verdict) && (await goesOn(press, {}, ports))) return;
  await showOutcome(verdict, origin, ports);
}

/** Each rejection is asked for a reason. */
function asksForComment({ action, context }: Payload): boolean {
  return action.name === REJECT || context?.comment !== undefined;
}

/**
 * Decides with the comment from the modal.
 *
 * @returns an error beside the field if a required comment is missing; a modal that tells why the answer did not decide, or
 *   that it counts and others are needed; undefined closes the modal
 */
export async function submitComment(
  submission: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const press = pressBehind(submission);
  const comment = submission.view.state.values[COMMENT]?.[COMMENT]?.value ?? undefined;
  const answer = () => ({ decides: true, comment });
  const verdict = await pressInSlack({ ...press, answer }, ports);
  if (mayCountLater(verdict) && (await goesOn(press, comment ? { comment } : {}, ports))) {
    return undefined;
  }
  const wording = wordingOf(verdict, ports);
  // Slack accepts white space in a required field.
  if (verdict.kind === 'refused' && verdict.refusal.code === 'CommentRequired') {
    return { response_action: 'errors', errors: { [COMMENT]: wording.page.reasons.CommentRequired } };
  }
  await showResolution(verdict, press.origin, ports);
  const reply = replyText(verdict, ports);
  return reply ? { response_action: 'update', view: noticeModal(reply, wording) } : undefined;
}
