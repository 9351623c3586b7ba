import { once } from 'node:events';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { COMMAND } from '../names.ts';

/** Slack waits 3 seconds for an answer, and the way there and back is a part of them. */
export const ANSWER_WITHIN_MS = 2_500;
/** The answer to a press says nothing: that it is late is told in a call of its own, which takes the rest of the time. */
export const PRESS_WITHIN_MS = 1_800;

/** The time is up: nothing more is waited for, and nothing more is begun. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/**
 * What some work gives, unless the limit comes first. The work then goes on, and its end is not waited for.
 *
 * @throws {LateError}
 */
export async function inTime<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  const late = limit.aborted ? Promise.resolve() : once(limit, 'abort');
  return Promise.race([
    work,
    late.then(() => {
      throw new LateError('The time is up.');
    }),
  ]);
}

/** @throws {LateError} once the deadline is over */
export function assertInTime(deadline: AbortSignal): void {
  if (deadline.aborted) throw new LateError('The time is up.');
}

/** What a delivery has changed so far. Where its time is up, this is what is known. */
export interface Changes {
  /** It is not known what becomes of it, until it is done. */
  begun?: 'completeTask' | 'startExecution' | 'stopExecution';
  done?: boolean;
}

/**
 * What the person is told when the time is up, as mrkdwn.
 *
 * @returns undefined where it was done, and only is not shown yet
 */
export function lateText({ begun, done }: Changes, wording: Wording): string | undefined {
  if (done) return undefined;
  if (!begun) return wording.slack.tookLong;
  return begun === 'startExecution'
    ? escapeMrkdwn(wording.slack.unsureStarted(COMMAND))
    : unsureText(wording);
}

/** That it is not known whether something was done, and where to look, as mrkdwn. */
export function unsureText({ slack }: Wording): string {
  return escapeMrkdwn(slack.unsure(COMMAND));
}
