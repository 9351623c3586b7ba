import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import { isEmail, isGroupId, isSameAddress, isUserId } from './ids.ts';
import { wordingFor } from './wording/index.ts';

/** Who wants to decide, as far as the surface knows. */
export interface Person {
  readonly userId?: string;
  readonly email?: string;
}

/** What Slack knows of approvers that are not named by their user id. */
export interface Directory {
  readonly isMember: (groupId: string, userId: string) => Promise<boolean>;
  /** The user with this e-mail address; undefined where there is none. */
  readonly userIdOf: (email: string) => Promise<string | undefined | typeof UNTOLD>;
}

/** There may be an account with this address: Slack does not tell. */
export const UNTOLD = Symbol('Slack does not tell');

const NO_DIRECTORY: Directory = { isMember: async () => false, userIdOf: async () => UNTOLD };

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

type Objection = 'unknownPerson' | 'ownRequest' | 'maybeOwnRequest' | 'notApprover';

async function objectionTo(
  policy: Policy,
  person: Person,
  directory: Directory,
): Promise<Objection | undefined> {
  if (!isRestricted(policy)) return undefined;
  if (!person.userId && !person.email) return 'unknownPerson';
  const { approvers, self_approval } = policy;
  const own = self_approval === false && (await isRequester(policy, person, directory));
  if (own) return own === UNTOLD ? 'maybeOwnRequest' : 'ownRequest';
  if (!approvers || (await isOneOf(approvers, person, directory))) return undefined;
  return 'notApprover';
}

/** Whether this person asked; untold where they cannot be told apart from whoever did, and may not decide either. */
async function isRequester(
  { requester_id: requesterId, requester_email: requesterEmail }: Policy,
  { userId, email }: Person,
  directory: Directory,
): Promise<boolean | typeof UNTOLD> {
  if (userId && requesterId && isUserId(requesterId)) return userId === requesterId;
  if (!requesterEmail) return UNTOLD;
  if (!userId) return isSameAddress(requesterEmail, email);
  const account = await directory.userIdOf(requesterEmail);
  return account === UNTOLD ? UNTOLD : account === userId;
}

async function isOneOf(
  approvers: readonly string[],
  { userId, email }: Person,
  directory: Directory,
): Promise<boolean> {
  if (!userId) return approvers.some((approver) => isEmail(approver) && isSameAddress(approver, email));
  if (approvers.includes(userId)) return true;
  return isAnyTrue(
    approvers.map(async (approver) => {
      if (isGroupId(approver)) return directory.isMember(approver, userId);
      return isEmail(approver) && (await directory.userIdOf(approver)) === userId;
    }),
  );
}

/** The first yes is enough. Only where there is none does it matter that a question could not be answered. */
async function isAnyTrue(answers: readonly Promise<boolean>[]): Promise<boolean> {
  try {
    return await Promise.any(answers.map(async (answer) => (await answer) || Promise.reject()));
  } catch {
    return (await Promise.all(answers)).includes(true);
  }
}
