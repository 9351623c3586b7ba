import type { Wording } from '../../approval/wording/index.ts';
import { COMMAND } from '../manifest-names.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import type { Changes } from './delivery.ts';

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
