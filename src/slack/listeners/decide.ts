import type { ButtonAction, ViewResponseAction } from '@slack/bolt';
import { REJECT } from '../../approval/tally.ts';
import type { Payload } from '../../callback/payload.ts';
import {
  COMMENT,
  commentModal,
  noticeModal,
  readCommentMetadata,
  type Submission,
} from '../blocks/modals.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { personOf, type SlackPerson } from '../people.ts';
import type { SlackPorts } from '../ports.ts';
import { mayCountLater, pressInSlack } from '../press.ts';
import { type NewPress, originOf, type PressBody, type PressOrigin } from '../press-origin.ts';
import { openModal, replyPrivately } from '../private-reply.ts';
import { replyText, showOutcome, showResolution, wordingOf } from '../show-outcome.ts';
import { failedText } from '../slack-error.ts';
import { startFollowUp } from '../start-follow-up.ts';

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
    return openCommentModal(payload, action.value, origin, ports);
  }
  if (mayCountLater(verdict) && (await goesOn(press, ports))) return;
  await showOutcome(verdict, origin, ports);
}

/** Lets a vote go on after the answer to Slack. Returns false if this cannot be started. */
function goesOn(
  { origin: { triggerId: _, message, ...origin }, ...press }: GivenVote,
  ports: SlackPorts,
): Promise<boolean> {
  const place = message && { message: { channel: message.channel, ts: message.ts } };
  return startFollowUp({ vote: { ...press, origin: { ...origin, ...place }, at: ports.now() } }, ports);
}

interface GivenVote {
  readonly sealed: string;
  readonly who: SlackPerson;
  readonly comment?: string;
  readonly origin: PressOrigin;
}

/** Each rejection is asked for a reason. */
function asksForComment({ action, context }: Payload): boolean {
  return action.name === REJECT || context?.comment !== undefined;
}

async function openCommentModal(
  payload: Payload,
  sealed: string,
  origin: NewPress,
  ports: SlackPorts,
): Promise<void> {
  const wording = wordingOf({ payload }, ports);
  const { message: { channel, ts } = {}, responseUrl } = origin;
  const metadata = {
    sealed,
    ...(channel && { channel }),
    ...(ts && { ts }),
    ...(responseUrl && { responseUrl }),
  };
  try {
    await openModal(origin.triggerId, commentModal(payload, metadata, wording), ports);
  } catch (error) {
    ports.log({ level: 'error', event: 'modal_failed', error });
    await replyPrivately(escapeMrkdwn(failedText(error, wording)), origin, wording, ports);
  }
}

/**
 * Decides with the comment from the modal.
 *
 * @returns an error beside the field if a required comment is missing; a modal that tells why the answer did not decide, or
 *   that it counts and others are needed; undefined closes the modal
 */
export async function submitComment(
  { user, team, view, trigger_id: triggerId }: Submission,
  ports: SlackPorts,
): Promise<ViewResponseAction | undefined> {
  const { sealed, channel, ts, responseUrl } = readCommentMetadata(view.private_metadata);
  const comment = view.state.values[COMMENT]?.[COMMENT]?.value ?? undefined;
  const origin = {
    userId: user.id,
    triggerId,
    channel,
    responseUrl,
    message: channel && ts ? { channel, ts } : undefined,
  };
  const answer = () => ({ decides: true, comment });
  const press = { sealed, who: personOf({ user, team }), origin };
  const verdict = await pressInSlack({ ...press, answer }, ports);
  if (mayCountLater(verdict) && (await goesOn({ ...press, ...(comment && { comment }) }, ports))) {
    return undefined;
  }
  const wording = wordingOf(verdict, ports);
  // Slack accepts white space in a required field.
  if (verdict.kind === 'refused' && verdict.refusal.code === 'CommentRequired') {
    return { response_action: 'errors', errors: { [COMMENT]: wording.page.reasons.CommentRequired } };
  }
  await showResolution(verdict, origin, ports);
  const reply = replyText(verdict, ports);
  return reply ? { response_action: 'update', view: noticeModal(reply, wording) } : undefined;
}
