import type { Approval, ApprovalRequest } from '../approval/approval.ts';
import { BY_ADDRESS, isEmail, isSameAddress } from '../approval/people.ts';
import { mayDecide } from '../approval/policy.ts';
import type { ListSubscriptions, Subscription } from '../approval/ports.ts';
import { progressOf } from '../approval/progress.ts';
import type { Button, Notice } from '../approval/surface.ts';
import type { Policy } from '../callback/payload.ts';
import { type Wording, wordingFor } from '../wording/index.ts';

/** Who gets the mails of a request that only certain people may decide. */
export interface Recipients {
  /** The approvers who may decide by a link, and whose mail reaches no other person. */
  readonly withLinks: readonly string[];
  /** The approvers who get mails, but whose links other people may get too. */
  readonly withoutLinks: readonly string[];
  /** The approvers who cannot decide by mail, and why. */
  readonly unreachable: ReadonlyMap<string, string>;
  /** Those of them who surely are the requester, who must not decide. */
  readonly excluded: ReadonlySet<string>;
  /** Why no approver can decide by mail, and what to do, if that is so. */
  readonly obstacle: string;
  /** The subscriptions that may get the links of another person, as names for the log. */
  readonly wrong: readonly string[];
}

/**
 * @param listSubscriptions is called only if a person may decide by a link. Missing: a mail reaches each address, and no other.
 */
export async function recipientsOf(
  { policy, locale }: ApprovalRequest,
  listSubscriptions?: ListSubscriptions,
): Promise<Recipients> {
  const { approvers = [] } = policy;
  const allowed = await allowedBy(policy);
  const subscriptions = allowed.length > 0 ? await listSubscriptions?.() : [];
  const { mail } = wordingFor(locale);
  const withLinks: string[] = [];
  const withoutLinks: string[] = [];
  const unreachable = new Map<string, string>();
  const obstacles = new Set<string>();
  const wrong = new Set<string>();
  for (const approver of approvers) {
    if (!allowed.includes(approver)) {
      unreachable.set(approver, whyNotAllowed(approver, policy, mail));
      continue;
    }
    const { obstacle, others } = subscriptions ? deliveryTo(approver.toLowerCase(), subscriptions, mail) : {};
    if (obstacle === undefined) withLinks.push(approver);
    else {
      unreachable.set(approver, obstacle);
      obstacles.add(obstacle);
    }
    if (others) withoutLinks.push(approver);
    for (const { id } of others ?? []) wrong.add(id);
  }
  const excluded = approvers.filter((approver) => isEmail(approver) && !allowed.includes(approver));
  return {
    withLinks: unique(withLinks),
    withoutLinks: unique(withoutLinks),
    unreachable,
    excluded: new Set(policy.requester_email === undefined ? [] : excluded),
    obstacle: [...obstacles].join(' ') || mail.undecidable,
    wrong: [...wrong],
  };
}

/** The buttons for the people of a notice whom a mail reaches; those for all readers, if it is for all. */
export function buttonsOf({ approvers }: Notice, buttons: readonly Button[]): readonly Button[] {
  if (!approvers) return buttons;
  return buttons.filter(
    ({ recipient }) => recipient && approvers.some((one) => isSameAddress(one, recipient)),
  );
}

/** The approvers who were asked so far, in each stage that has begun, also those who named another person, and since an escalation. */
export function askedSoFar(approval: Approval): readonly string[] {
  const stages = progressOf(approval);
  const { approvers: now = [] } = approval.request.policy;
  if (!stages) return now;
  const begun = stages.slice(0, stages.findIndex(({ isCurrent }) => isCurrent) + 1);
  const asked = begun.flatMap(({ stage: { approvers = [], delegations = [] } }) => [
    ...approvers,
    ...delegations.flatMap(({ from }) => from.email ?? []),
  ]);
  return [...asked, ...now];
}

/** The approvers who are given by address and may decide by a link. `respond` applies the same rule to the link. */
async function allowedBy(policy: Policy): Promise<readonly string[]> {
  const allowed: string[] = [];
  for (const email of (policy.approvers ?? []).filter(isEmail)) {
    if (await mayDecide(policy, { email }, BY_ADDRESS)) allowed.push(email);
  }
  return allowed;
}

function whyNotAllowed(
  approver: string,
  { requester_email: requester }: Policy,
  { noAddress, excluded }: Wording['mail'],
): string {
  if (!isEmail(approver)) return noAddress;
  return requester ? excluded.requester : excluded.maybeRequester;
}

/**
 * Whether a mail to this address reaches this address, and no other.
 *
 * @param address in lower case
 * @returns the obstacle, if any; `others` are the other subscriptions that may get the mail, if the address itself gets it
 */
function deliveryTo(
  address: string,
  subscriptions: readonly Subscription[] | 'cannot tell',
  { notSubscribed, notConfirmed, shared, maybeShared }: Wording['mail'],
): { obstacle?: string; others?: readonly Subscription[] } {
  if (subscriptions === 'cannot tell') return { obstacle: maybeShared, others: [] };
  const own = subscriptions.filter((one) => one.address === address);
  const reached = subscriptions.filter((one) => one.isConfirmed && one.mayGet(address));
  const others = reached.filter((one) => one.address !== address);
  if (reached.length === others.length) {
    const isPending = own.some(({ isConfirmed }) => !isConfirmed);
    return { obstacle: isPending ? notConfirmed : notSubscribed };
  }
  return others.length > 0 ? { obstacle: shared, others } : {};
}

function unique(addresses: readonly string[]): readonly string[] {
  return [...new Set(addresses)];
}
