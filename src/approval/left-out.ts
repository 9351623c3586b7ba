import type { Wording } from '../wording/index.ts';
import { type LeftOut, MAX_EXECUTIONS, MAX_MACHINES } from './newest-executions.ts';

/** What a list does not show: one sentence each, as plain text. A surface adds why requests are hidden from a person. */
export function leftOutSentences(
  { older, machines, unread, failed, unchecked }: LeftOut,
  { chat }: Wording,
): readonly string[] {
  return [
    ...(older ? [chat.newestOnly(MAX_EXECUTIONS)] : []),
    ...(machines ? [chat.machinesOnly(MAX_MACHINES)] : []),
    ...(unread.length > 0 ? [chat.unreadMachines(unread.join(', '))] : []),
    ...(failed > 0 ? [chat.unreadExecutions(failed)] : []),
    ...(unchecked > 0 ? [chat.uncheckedRequests(unchecked)] : []),
  ];
}
