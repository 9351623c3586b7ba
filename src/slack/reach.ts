import type { ApprovalRequest, Person } from '../approval/approval.ts';
import { answerTo, type Lookup, startLookup } from '../approval/lookup.ts';
import { isEmail } from '../approval/people.ts';
import { requesterOf } from '../approval/policy.ts';
import type { Reach } from '../approval/surface.ts';
import { reachWithout } from '../approval/unreachable.ts';
import type { Policy } from '../callback/payload.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { isGroupId, isUserId } from './ids.ts';
import type { Presence, SlackPeople } from './people.ts';
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
  const found = await unreachableInSlack(policy, people, lookup);
  return reachWithout(policy, found, slack.unreachable, ['requester', 'onlyRequester']);
}

/** Why an approver cannot be asked in Slack. */
type Unreachable = keyof Wording['slack']['unreachable'];

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

/** The approvers whom Slack does not know, and those who are the requester and must not decide. */
export async function unreachableInSlack(
  policy: Policy,
  people: Pick<SlackPeople, 'findApprover' | 'userIdOf' | 'membersOf' | 'isSame'>,
  lookup: Lookup,
): Promise<ReadonlyMap<string, Unreachable>> {
  const whyNot = async (approver: string): Promise<Unreachable | undefined> => {
    const presence = await answerTo(people.findApprover(approver), lookup);
    if (!mayBeReached(presence)) return presence;
    if (policy.self_approval !== false) return undefined;
    const isRequester = await answerTo(isOnlyRequester(approver, policy, people), lookup);
    if (isRequester !== true) return undefined;
    return isGroupId(approver) ? 'onlyRequester' : 'requester';
  };
  const found = await Promise.all(
    (policy.approvers ?? []).map(async (approver): Promise<[string, Unreachable][]> => {
      const why = await whyNot(approver);
      return why ? [[approver, why]] : [];
    }),
  );
  return new Map(found.flat());
}

/** Whether a message in Slack may reach an approver. */
export function mayBeReached(
  presence: Presence | 'no answer',
): presence is 'present' | 'cannot tell' | 'no answer' {
  return presence === 'present' || presence === 'cannot tell' || presence === 'no answer';
}

/** Whether it is certain that an approver is the requester, or a group with no other member. */
async function isOnlyRequester(
  approver: string,
  policy: Policy,
  people: Pick<SlackPeople, 'userIdOf' | 'membersOf' | 'isSame'>,
): Promise<boolean> {
  const requester = requesterOf(policy);
  const answers = await Promise.all(
    (await personsOf(approver, people)).map((person) => people.isSame(requester, person)),
  );
  return answers.length > 0 && answers.every((answer) => answer === 'yes');
}

async function personsOf(
  approver: string,
  people: Pick<SlackPeople, 'userIdOf' | 'membersOf'>,
): Promise<readonly Person[]> {
  if (isEmail(approver)) {
    const id = await people.userIdOf(approver);
    return [id === undefined || id === 'cannot tell' ? { email: approver } : { id }];
  }
  if (!isGroupId(approver)) return [{ id: approver }];
  const members = await people.membersOf(approver);
  return members === undefined || members === 'cannot tell' ? [] : members.map((id) => ({ id }));
}
