import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn } from '../mrkdwn.ts';
import { type LeftOut, MAX_EXECUTIONS, MAX_MACHINES } from '../newest-executions.ts';

/** What a list does not show: one sentence each, as mrkdwn. */
export function leftOutTexts(
  { older, machines, unread, failed, hidden }: LeftOut,
  { chat, slack }: Wording,
): string[] {
  return [
    ...(older ? [chat.newestOnly(MAX_EXECUTIONS)] : []),
    ...(machines ? [chat.machinesOnly(MAX_MACHINES)] : []),
    ...(unread.length > 0 ? [chat.unreadMachines(unread.join(', '))] : []),
    ...(failed > 0 ? [chat.unreadExecutions(failed)] : []),
    ...(hidden ? [slack.hidden] : []),
  ].map(escapeMrkdwn);
}
