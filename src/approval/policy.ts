import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import { isEmail, isGroupId } from './ids.ts';
import { wordingFor } from './wording/index.ts';

/** Who wants to decide, as far as the surface knows. */
export interface Person {
  readonly userId?: string;
  readonly email?: string;
}

/** What Slack knows of approvers that are not named by their user id. */
export interface Directory {
  readonly isMember: (groupId: string, userId: string) => Promise<boolean>;
  /** The user with this e-mail address; undefined where there is none, or Slack does not tell. */
  readonly userIdOf: (email: string) => Promise<string | undefined>;
}

const NO_DIRECTORY: Directory = { isMember: async () => false, userIdOf: async () => undefined };

/** Whether it matters who decides: a surface that does not know must not let anybody decide. */
export function isRestricted({ approvers, self_approval }: Policy): boolean {
  return approvers !== undefined || self_approval === false;
}

/** Whether this person may decide. */
export async function mayDecide(
  policy: Policy,
  person: Person,
  directory: Directory = NO_DIRECTORY,
): Promise<boolean> {
  return (await objectionTo(policy, person, directory)) === undefined;
}

/**
 * Checks the sealed policy before a decision is sent.
 *
 * @param locale the language of the refusal
 * @throws {Refusal} NotAllowed
 */
export async function assertMayDecide(
  policy: Policy,
  person: Person,
  locale: string | undefined,
  directory: Directory = NO_DIRECTORY,
): Promise<void> {
  const objection = await objectionTo(policy, person, directory);
  if (objection) throw new Refusal('NotAllowed', wordingFor(locale).notAllowed[objection]);
}

type Objection = 'unknownPerson' | 'ownRequest' | 'notApprover';

async function objectionTo(
  policy: Policy,
  person: Person,
  directory: Directory,
): Promise<Objection | undefined> {
  if (!isRestricted(policy)) return undefined;
  if (!person.userId && !person.email) return 'unknownPerson';
  if (policy.self_approval === false && (await isRequester(policy, person, directory))) return 'ownRequest';
  const { approvers } = policy;
  if (!approvers || (await isOneOf(approvers, person, directory))) return undefined;
  return 'notApprover';
}

/** A person who cannot be told apart from the requester is taken for the requester. */
async function isRequester(
  policy: Policy,
  { userId, email }: Person,
  directory: Directory,
): Promise<boolean> {
  const { requester_id: requesterId, requester_email: requesterEmail } = policy;
  if (userId) {
    if (requesterId) return userId === requesterId;
    return requesterEmail !== undefined && (await directory.userIdOf(requesterEmail)) === userId;
  }
  if (requesterEmail) return isSameAddress(requesterEmail, email);
  return requesterId !== undefined;
}

async function isOneOf(
  approvers: readonly string[],
  { userId, email }: Person,
  directory: Directory,
): Promise<boolean> {
  if (!userId) return approvers.some((approver) => isEmail(approver) && isSameAddress(approver, email));
  if (approvers.includes(userId)) return true;
  const found = await Promise.all(
    approvers.map(async (approver) => {
      if (isGroupId(approver)) return directory.isMember(approver, userId);
      return isEmail(approver) && (await directory.userIdOf(approver)) === userId;
    }),
  );
  return found.includes(true);
}

/** Mail servers may tell `Ann` from `ann`; none that people use does. */
function isSameAddress(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}
