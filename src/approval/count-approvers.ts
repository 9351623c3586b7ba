import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import type { ApprovalRequest, Round, Stage, Vote } from './approval.ts';
import { isEmail } from './people.ts';
import { type PeoplePorts, peopleAcross } from './people-across.ts';
import { requesterOf } from './policy.ts';
import { RequestProblem } from './request-problem.ts';
import { approves, tally } from './tally.ts';

/**
 * How many approvals each stage needs: with `unanimous`, one of each approver. A group counts as its members, and one person
 * counts once. A request that was asked before is counted again, because people leave groups and join them, but it is not
 * refused any more: where its approvers cannot be counted at the moment, their earlier number stays.
 *
 * @param rounds all rounds of the request; the last one is to be asked
 * @returns undefined if no stage needs to be counted
 * @throws {Refusal} InvalidRequest if more people must approve than can, or if the members of a group cannot be counted
 */
export async function countApprovals(
  { stages: asked, policy }: ApprovalRequest,
  rounds: readonly Round[],
  ports: PeoplePorts,
): Promise<readonly number[] | undefined> {
  const wasAsked = rounds.some(({ isAsked }) => isAsked);
  const { stages, stage: current, votes } = tally(asked, rounds);
  const counted = await Promise.all(
    stages.map((now, index) => {
      const stage = { asked: asked[index] ?? now, now, votes: votes[index] ?? [] };
      const isKept = wasAsked && (stage.asked.approvals !== 'all' || index < current);
      return isKept && now.approvals !== 'all' ? now.approvals : approvalsOf(stage, policy, ports);
    }),
  );
  return asked.some(({ approvals }) => approvals === 'all') ? counted : undefined;
}

/** A stage as it was asked, as it is now, and its votes so far. */
interface Counting {
  readonly asked: Stage;
  readonly now: Stage;
  readonly votes: readonly Vote[];
}

async function approvalsOf(stage: Counting, policy: Policy, ports: PeoplePorts): Promise<number> {
  const { approvers, approvals: rule } = stage.asked;
  const { approvals } = stage.now;
  // Without approvers, it is not known who sees the request.
  const people = approvers && (await countPeople(approvers, stage, policy, ports));
  if (rule === 'all') {
    if (people !== undefined && people > 0) return people;
    if (approvals !== 'all') return approvals;
    throw new Refusal(
      'InvalidRequest',
      'It cannot be told at the moment how many people the approvers are, so it is not known how many must approve. Name people, or give a number of approvals.',
    );
  }
  if (people === undefined || rule <= people) return rule;
  throw new RequestProblem(
    'tooManyApprovals',
    `The request needs ${rule} approvals, but only ${people} of its approvers can give one.`,
    String(people),
  );
}

/**
 * The people who can approve a stage, or have done so: a person who has approved and then left a group still counts. The people of
 * an escalation do not count: they approve in the place of those who do not answer. A person who was named by another one counts as
 * that one did.
 *
 * @param approvers those whom the request names
 * @returns undefined if it cannot be told
 */
async function countPeople(
  approvers: readonly string[],
  { asked: { escalate = [] }, now: { delegations = [] }, votes }: Counting,
  policy: Policy,
  ports: PeoplePorts,
): Promise<number | undefined> {
  const named = [...approvers, ...delegations.map(({ to }) => to)];
  // A person among addresses only is counted twice only with two addresses.
  const { peopleOf, keysOf } = peopleAcross(ports, named.every(isEmail));
  const approved = votes.filter(approves).map(({ who }) => who);
  const isChanged = approved.length + delegations.length > 0;
  const [found, later, from, to, keysApproved, keysOfRequester] = await Promise.all([
    Promise.all(approvers.map(peopleOf)),
    // Whether a person is one of them matters only if one has approved, or named another one.
    Promise.all(isChanged ? escalate.flatMap(({ to }) => to).map(peopleOf) : []),
    Promise.all(delegations.map(({ from }) => keysOf(from))),
    Promise.all(delegations.map(({ to }) => peopleOf(to))),
    Promise.all(approved.map(keysOf)),
    policy.self_approval === false ? keysOf(requesterOf(policy)) : [],
  ]);
  if ([...found, ...later, ...to].includes('cannot tell')) return undefined;
  const people = new Set(found.flat());
  const instead = new Set(later.flat());
  for (const [index, keys] of from.entries()) replace(keys, [to[index] ?? []].flat(), people, instead);
  for (const key of keysOfRequester) people.delete(key);
  for (const keys of keysApproved) {
    const [key] = keys;
    if (key !== undefined && !isIn(people, keys) && !isIn(instead, keys)) people.add(key);
  }
  return people.size;
}

/** Puts one person in the place of another: among the approvers, unless that one was only among the people of an escalation. */
function replace(
  from: readonly string[],
  to: readonly string[],
  people: Set<string>,
  instead: Set<string>,
): void {
  const group = isIn(instead, from) && !isIn(people, from) ? instead : people;
  for (const key of from) group.delete(key);
  for (const key of to) group.add(key);
}

function isIn(group: ReadonlySet<string>, keys: readonly string[]): boolean {
  return keys.some((key) => group.has(key));
}
