import { answerTo, type Lookup } from '../approval/lookup.ts';
import { isEmail, MAX_GROUP } from '../approval/people.ts';
import { UncertainError } from '../approval/repeatable.ts';
import type { NotAsked } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import type { Wording } from '../wording/index.ts';
import type { DirectFailure } from './direct-messages.ts';
import { isGroupId, isUserId } from './ids.ts';
import type { SlackPeople } from './people.ts';
import { mayBeReached } from './reach.ts';

/** Who gets a request as a direct message. */
export interface DirectRecipients {
  /** Ids of users; those whom the request names come before members of groups. */
  readonly users: readonly string[];
  /** All users of each approver, also those in the channel. None for an approver who is only mentioned. */
  readonly usersOf: ReadonlyMap<string, readonly string[]>;
  /** false: Slack does not tell who is in the channel, so the mention may notify these users too. */
  readonly areOutside: boolean;
}

export const NO_RECIPIENTS: DirectRecipients = { users: [], usersOf: new Map(), areOutside: true };

/**
 * The users who get a request as a direct message: the named approvers who are not in its channel. A mention notifies
 * only members of the channel. If Slack does not tell whether an approver is a member, the approver gets the direct
 * message: a second notification is less bad than none.
 */
export async function directRecipients(
  policy: Policy,
  channel: string,
  people: SlackPeople,
  lookup: Lookup,
): Promise<DirectRecipients> {
  const { approvers = [] } = policy;
  const ask = <T>(question: Promise<T>) => answerTo(question, lookup);
  const accountOf = (email: string) => ask(people.userIdOf(email)).then(idsOf);
  const usersOf = async (approver: string): Promise<readonly string[]> => {
    if (isEmail(approver)) return accountOf(approver);
    if (isUserId(approver)) return mayBeReached(await ask(people.findApprover(approver))) ? [approver] : [];
    const members = isGroupId(approver) ? idsOf(await ask(people.membersOf(approver))) : [];
    return members.length <= MAX_GROUP ? members : [];
  };
  const [found, excluded, inChannel] = await Promise.all([
    Promise.all(groupsLast(approvers).map(async (one) => [one, await usersOf(one)] as const)),
    requesterWhoMayNotDecide(policy, accountOf),
    ask(people.usersIn(channel)),
  ]);
  const areOutside = typeof inChannel === 'object';
  const all = found.map(([one, users]) => [one, users.filter((user) => !excluded.includes(user))] as const);
  const users = [...new Set(all.flatMap(([, users]) => users))];
  return {
    users: areOutside ? users.filter((user) => !inChannel.has(user)) : users,
    usersOf: new Map(all),
    areOutside,
  };
}

/**
 * The approvers whose direct messages failed. A group is asked if one of its members is.
 *
 * @param failures by user
 */
export function notAskedOf(
  { usersOf, areOutside }: DirectRecipients,
  failures: ReadonlyMap<string, DirectFailure>,
  { notAsked }: Wording['slack'],
): readonly NotAsked[] {
  return [...usersOf].flatMap(([approver, users]) => {
    const failed = users.flatMap((user) => failures.get(user) ?? []);
    const failure = failed.find(({ error }) => error instanceof UncertainError) ?? failed[0];
    if (!failure || failed.length < users.length) return [];
    const { why, error } = failure;
    const mentioned = new UncertainError('The approver may be in the channel.', { cause: error });
    return [{ approver, error: areOutside ? error : mentioned, reason: notAsked[why] }];
  });
}

function groupsLast(approvers: readonly string[]): readonly string[] {
  return [...approvers.filter((one) => !isGroupId(one)), ...approvers.filter(isGroupId)];
}

/** The users in Slack's answer. */
function idsOf(found: string | readonly string[] | undefined): readonly string[] {
  return found === undefined ? [] : [found].flat().filter(isUserId);
}

async function requesterWhoMayNotDecide(
  { self_approval, requester_id: id, requester_email: email }: Policy,
  accountOf: (email: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  if (self_approval !== false) return [];
  return [...(id ? [id] : []), ...(email ? await accountOf(email) : [])];
}
