import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import type { Approval, ApprovalRequest, Person } from './approval.ts';
import { type Answer, isEmail, type People } from './people.ts';

/**
 * Whether only certain people may decide, or each of them only once. A surface that does not know its reader must then not
 * let them decide.
 */
export function isRestricted({ approvers, self_approval, rounds }: Policy): boolean {
  return approvers !== undefined || self_approval === false || rounds === true;
}

/**
 * The policy at a time: with the people who may decide from then on, or since before.
 *
 * @param now milliseconds since 1970
 */
export function policyAt({ escalate = [], ...policy }: Policy, now: number): Policy {
  const due = escalate.filter(({ at }) => at * 1000 <= now).flatMap(({ to }) => to);
  const later = escalate.filter(({ at }) => at * 1000 > now);
  const { approvers } = policy;
  return {
    ...policy,
    // Without approvers, each reader may decide already.
    ...(approvers && { approvers: [...new Set([...approvers, ...due])] }),
    ...(later.length > 0 && { escalate: later }),
  };
}

/** The same approval, with the people as its approvers who may decide at a time. */
export function approvalAt(approval: Approval, now: number): Approval {
  const { request } = approval;
  return { ...approval, request: { ...request, policy: policyAt(request.policy, now) } };
}

/** The same request, with these people as its approvers. */
export function withApprovers(request: ApprovalRequest, approvers: readonly string[]): ApprovalRequest {
  return { ...request, policy: { ...request.policy, approvers } };
}

/** Whether this person may decide. "Cannot tell" is a no. */
export async function mayDecide(policy: Policy, person: Person, people: People): Promise<boolean> {
  return (await objectionTo(policy, person, people)) === undefined;
}

/**
 * Why this person may not decide, by the sealed policy: the refusal NotAllowed; undefined if the person may.
 *
 * @param locale the language of the refusal
 */
export async function notAllowed(
  policy: Policy,
  person: Person,
  people: People,
  locale: string | undefined,
): Promise<Refusal | undefined> {
  const objection = await objectionTo(policy, person, people);
  if (!objection) return undefined;
  const { notAllowed } = wordingFor(locale);
  const why = await whyUnknown(objection, policy, people, locale);
  if (why === undefined) return new Refusal('NotAllowed', notAllowed[objection]);
  const sentence = objection === 'notApprover' ? notAllowed.maybeApprover : notAllowed[objection];
  return new Refusal('NotAllowed', `${sentence} ${why}`);
}

/** Why the surface cannot tell who the person is, if this is known. */
async function whyUnknown(
  objection: Objection,
  { approvers = [], requester_email: requester }: Policy,
  people: People,
  locale: string | undefined,
): Promise<string | undefined> {
  if (objection === 'maybeOwnRequest') return requester && people.explainUnknown?.(requester, locale);
  if (objection !== 'notApprover') return undefined;
  const reasons = await Promise.all(approvers.map((approver) => people.explainUnknown?.(approver, locale)));
  return reasons.find((reason) => reason !== undefined);
}

type Objection = 'unknownPerson' | 'external' | 'ownRequest' | 'maybeOwnRequest' | 'notApprover';

async function objectionTo(policy: Policy, person: Person, people: People): Promise<Objection | undefined> {
  if (person.external && !isNamedById(policy, person)) return 'external';
  if (!isRestricted(policy)) return undefined;
  if (!person.id && !person.email) return 'unknownPerson';
  const { approvers, self_approval } = policy;
  if (self_approval === false) {
    const own = await people.isSame(requesterOf(policy), person);
    if (own === 'yes') return 'ownRequest';
    if (own === 'cannot tell') return 'maybeOwnRequest';
  }
  if (!approvers || isNamedById(policy, person)) return undefined;
  return (await isApproverOf(approvers, person, people)) ? undefined : 'notApprover';
}

function isNamedById({ approvers = [] }: Policy, { id }: Person): boolean {
  return id !== undefined && approvers.includes(id);
}

/** The requester, by what is sealed: nothing, unless the requester may not decide. */
export function requesterOf({ requester_id: id, requester_email: email }: Policy): Person {
  return { ...(id && { id }), ...(email && { email }) };
}

function isApprover(approver: string, person: Person, people: People): Promise<Answer> {
  return isEmail(approver) ? people.isSame({ email: approver }, person) : people.isMember(approver, person);
}

/** Whether one of these approvers is this person, or a group of this person. "Cannot tell" is a no. */
export function isApproverOf(approvers: readonly string[], person: Person, people: People): Promise<boolean> {
  if (person.id !== undefined && approvers.includes(person.id)) return Promise.resolve(true);
  return isAnyYes(approvers.map((approver) => isApprover(approver, person, people)));
}

/** One yes is enough. A question that failed matters only if no other answer is yes. */
async function isAnyYes(answers: readonly Promise<Answer>[]): Promise<boolean> {
  try {
    await Promise.any(answers.map(async (answer) => (await answer) === 'yes' || Promise.reject()));
    return true;
  } catch {
    return (await Promise.all(answers)).includes('yes');
  }
}
