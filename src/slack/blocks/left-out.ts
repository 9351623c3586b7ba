import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { type LeftOut, MAX_EXECUTIONS, MAX_MACHINES } from '../newest-executions.ts';

/** What a list does not show: one sentence each, as mrkdwn. */
export function leftOutTexts(
  { older, machines, unread, failed, unchecked, hidden }: LeftOut,
  { slack }: Wording,
): string[] {
  return [
    ...(older ? [slack.newestOnly(MAX_EXECUTIONS)] : []),
    ...(machines ? [slack.machinesOnly(MAX_MACHINES)] : []),
    ...(unread.length > 0 ? [slack.unreadMachines(unread.join(', '))] : []),
    ...(failed > 0 ? [slack.unreadExecutions(failed)] : []),
    ...(unchecked > 0 ? [slack.uncheckedRequests(unchecked)] : []),
    ...(hidden ? [slack.hidden] : []),
  ].map(escapeMrkdwn);
}
