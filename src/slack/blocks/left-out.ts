import { leftOutSentences } from '../../approval/left-out.ts';
import type { LeftOut } from '../../approval/newest-executions.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';

/** What a list does not show: one sentence each, as mrkdwn. */
export function leftOutTexts(leftOut: LeftOut, wording: Wording): string[] {
  const hidden = leftOut.hidden ? [wording.slack.hidden] : [];
  return [...leftOutSentences(leftOut, wording), ...hidden].map(escapeMrkdwn);
}
