import type { ButtonAction, ViewResponseAction } from '@slack/bolt';
import { inputsOf } from '../../approval/actions.ts';
import type { Approval } from '../../approval/approval.ts';
import { InvalidInputs } from '../../approval/invalid-inputs.ts';
import { mayCountLater, type Verdict } from '../../approval/verdict.ts';
import type { Payload } from '../../callback/payload.ts';
import type { Wording } from '../../wording/index.ts';
import { answerIn, answerModal, COMMENT, opensForm } from '../blocks/answer-modal.ts';
import { fieldOf } from '../blocks/input-fields.ts';
import { noticeModal, type Submission } from '../blocks/modals.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { personOf } from '../people.ts';
import type { SlackPorts } from '../ports.ts';
import { pressInSlack } from '../press.ts';
import { goesOn, metadataOf, openPressModal, pressBehind } from '../press-modal.ts';
import { type NewPress, originOf, type PressBody } from '../press-origin.ts';
import { replyPrivately } from '../private-reply.ts';
import { replyText, showOutcome, showResolution, wordingOf } from '../show-outcome.ts';

/** A pressed button of an approval message, or of the home tab. */
export interface ButtonPress {
  readonly action: Pick<ButtonAction, 'value'>;
  readonly body: PressBody;
}

/**
 * Decides with the sealed payload of a button, and replaces the buttons by who decided and when. If the answer asks for inputs
 * or a comment, opens the form for them, as long as the user may decide and the request waits. A user who is too late
 * or may not decide gets a private reply. An error while showing the result does not undo the decision.
 *
 * A vote that comes between two rounds goes on after the answer to Slack.
 */
export async function decideByButton({ action, body }: ButtonPress, ports: SlackPorts): Promise<void> {
  // A button with a link has no value, but Slack reports its press too.
  const { value: sealed } = action;
  if (!sealed) return;
  const origin = originOf(body);
  const answer = (payload: Payload) => ({ decides: !opensForm(payload) });
  const press = { sealed, who: personOf(body), origin };
  const verdict = await pressInSlack({ ...press, answer }, ports);
  const { payload } = verdict;
  const isUndecided = verdict.kind === 'open' || mayCountLater(verdict);
  if (payload && isUndecided && opensForm(payload)) {
    const approval = verdict.kind === 'open' ? verdict.approval : undefined;
    return openForm({ sealed, payload, approval }, origin, ports);
  }
  if (mayCountLater(verdict) && (await goesOn(press, {}, ports))) return;
  await showOutcome(verdict, origin, ports);
}

/** Opens the form of an answer. The inputs that it asks for are in the history: without it, the user is told to press again. */
async function openForm(
  {
    sealed,
    payload,
    approval,
  }: { readonly sealed: string; readonly payload: Payload; readonly approval: Approval | undefined },
  origin: NewPress,
  ports: SlackPorts,
): Promise<void> {
  const wording = wordingOf({ payload }, ports);
  if (payload.context?.inputs && !approval) {
    return replyPrivately(escapeMrkdwn(wording.slack.formNotOpened), origin, wording, ports);
  }
  const inputs = approval ? inputsOf(approval.request, payload.action.name) : [];
  const view = answerModal(payload, inputs, metadataOf(sealed, origin), wording);
  await openPressModal(view, origin, wording, ports);
}

/**
 * Decides with the inputs and the comment from the form.
 *
 * @returns errors beside the fields if something is missing or wrong; a modal that tells why the answer did not decide, or
 *   that it counts and others are needed; undefined closes the modal
 */
export async function submitAnswer(
  submission: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const press = pressBehind(submission);
  const given = answerIn(submission);
  const answer = () => ({ decides: true, ...given });
  const verdict = await pressInSlack({ ...press, answer }, ports);
  if (mayCountLater(verdict) && (await goesOn(press, given, ports))) return undefined;
  const wording = wordingOf(verdict, ports);
  const errors = fieldErrors(verdict, wording);
  if (errors) return { response_action: 'errors', errors };
  await showResolution(verdict, press.origin, ports);
  const reply = replyText(verdict, ports);
  return reply ? { response_action: 'update', view: noticeModal(reply, wording) } : undefined;
}

/** What is missing or wrong in the form, by block id. */
function fieldErrors(verdict: Verdict, { page }: Wording): Record<string, string> | undefined {
  if (verdict.kind !== 'refused') return undefined;
  const { refusal } = verdict;
  if (refusal instanceof InvalidInputs) {
    return Object.fromEntries([...refusal.problems].map(([name, problem]) => [fieldOf(name), problem]));
  }
  // Slack accepts white space in a required field.
  return refusal.code === 'CommentRequired' ? { [COMMENT]: page.reasons.CommentRequired } : undefined;
}
