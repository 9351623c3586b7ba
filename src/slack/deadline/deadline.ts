import type { ChangeProgress } from '../../approval/until-deadline.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';

/** Slack waits 3 seconds for an answer (Slack: "Acknowledging requests"). The network needs a part of that time. */
export const ANSWER_WITHIN_MS = 2_500;
/**
 * The answer to a press carries no text. To tell the user that the press took too long is a call of its own, for which
 * the rest of the time is reserved.
 */
export const PRESS_WITHIN_MS = 1_800;
/** Reading that takes longer goes on in an asynchronous invocation. The rest of the time is for starting it. */
export const READ_WITHIN_MS = 1_800;

/**
 * What to tell the user when the deadline has passed, as mrkdwn.
 *
 * @returns undefined if the change was made: only showing it takes longer
 */
export function lateText(
  { begun, done }: ChangeProgress,
  wording: Wording,
  command: string,
): string | undefined {
  if (done) return undefined;
  if (!begun) return wording.chat.tookLong;
  return begun === 'startExecution'
    ? escapeMrkdwn(wording.chat.unsureStarted(command))
    : unsureText(wording, command);
}

/** Tells that the result is unknown, and where to look; mrkdwn. */
export function unsureText({ chat }: Wording, command: string): string {
  return escapeMrkdwn(chat.unsure(command));
}
