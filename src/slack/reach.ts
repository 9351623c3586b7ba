import type { ApprovalRequest } from '../approval/approval.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import type { Reach } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { isUserId } from './ids.ts';
import type { SlackPeople } from './people.ts';
import type { SurfacePorts } from './ports.ts';

/** Who can decide a request in Slack. */
export async function reachInSlack(
  { policy, locale }: ApprovalRequest,
  { people, log }: SurfacePorts,
): Promise<Reach> {
  const { slack } = wordingFor(locale);
  const lookup = startLookup(log);
  if (await excludesEveryone(policy, people, lookup)) {
    return { audiences: [], obstacle: slack.obstacles.unknownRequester };
  }
  const unreachable = await unreachableInSlack(policy, people, slack, lookup);
  if (unreachable.size > 0 && unreachable.size === policy.approvers?.length) {
    return { audiences: [], obstacle: [...new Set(unreachable.values())].join(' '), unreachable };
  }
  // Title and details are not sealed in: the message shows them, and a button has room for 2,000 characters only.
  return { audiences: [{}], unreachable };
}

/**
 * Whether Slack excludes each user: the requester may not decide, and no user of Slack can be told apart from the
 * requester. False without an answer of Slack: the request may then wait for people who cannot decide.
 */
export async function excludesEveryone(
  { self_approval: selfApproval, requester_id: id, requester_email: email }: Policy,
  people: Pick<SlackPeople, 'userIdOf'>,
  lookup: Lookup,
): Promise<boolean> {
  if (selfApproval !== false || !email || (id && isUserId(id))) return false;
  const userId = await answerTo(people.userIdOf(email), lookup);
  return userId === undefined || userId === 'cannot tell';
}

/** The approvers whom Slack does not know, and why a message cannot reach them. */
export async function unreachableInSlack(
  { approvers = [] }: Policy,
  people: Pick<SlackPeople, 'findApprover'>,
  { unreachable }: Wording['slack'],
  lookup: Lookup,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    approvers.map(async (approver): Promise<[string, string][]> => {
      const presence = await answerTo(people.findApprover(approver), lookup);
      const mayBeReached = presence === 'present' || presence === 'cannot tell' || presence === 'no answer';
      return mayBeReached ? [] : [[approver, unreachable[presence]]];
    }),
  );
  return new Map(found.flat());
}
