import type { Policy } from '../callback/payload.ts';
import type { Reach } from './surface.ts';

/**
 * Who can decide on a surface, from the approvers whom it cannot reach. If these are all, there is an obstacle.
 *
 * @param found why each of these approvers cannot be reached
 * @param sentences what to do, by reason, in the language of the request
 * @param excluded the reasons of approvers who are the requester and must not decide
 */
export function reachWithout<Reason extends string>(
  { approvers }: Policy,
  found: ReadonlyMap<string, Reason>,
  sentences: Readonly<Record<Reason, string>>,
  excluded: readonly Reason[],
): Reach {
  const all = {
    unreachable: new Map([...found].map(([approver, why]) => [approver, sentences[why]])),
    excluded: new Set([...found].flatMap(([approver, why]) => (excluded.includes(why) ? [approver] : []))),
  };
  if (found.size > 0 && found.size === approvers?.length) {
    return { audiences: [], obstacle: [...new Set(all.unreachable.values())].join(' '), ...all };
  }
  // Title and details are not sealed in: the message shows them, and a button has little room.
  return { audiences: [{}], ...all };
}
