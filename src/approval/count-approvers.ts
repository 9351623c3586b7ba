import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import type { ApprovalRequest, Round, Stage, Vote } from './approval.ts';
import { isEmail } from './people.ts';
import { type PeoplePorts, peopleAcross } from './people-across.ts';
import { requesterOf } from './policy.ts';
import { approves, tally } from './tally.ts';
import { InvalidInput } from './typed-input.ts';

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
    stages.map((stage, index) => {
      const isKept = wasAsked && (asked[index]?.approvals !== 'all' || index < current);
      if (isKept && stage.approvals !== 'all') return stage.approvals;
      const rule = asked[index]?.approvals ?? stage.approvals;
      return approvalsOf({ ...stage, rule, votes: votes[index] ?? [] }, policy, ports);
    }),
  );
  return asked.some(({ approvals }) => approvals === 'all') ? counted : undefined;
}

/** A stage as it is now, the rule as it was asked, and the votes so far. */
interface Counting extends Stage {
  readonly rule: Stage['approvals'];
  readonly votes: readonly Vote[];
}

async function approvalsOf(stage: Counting, policy: Policy, ports: PeoplePorts): Promise<number> {
  const { approvers, approvals, rule } = stage;
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
  throw new InvalidInput(
    'tooManyApprovals',
    `The request needs ${rule} approvals, but only ${people} of its approvers can give one.`,
    String(people),
  );
}

/**
 * The people who can approve a stage, or have done so: a person who has approved and then left a group still counts. A person who
 * named another one decides no more. The people of an escalation do not count: they approve in the place of those who do not answer.
 *
 * @returns undefined if it cannot be told
 */
async function countPeople(
  approvers: readonly string[],
  { delegations = [], escalate = [], votes }: Pick<Counting, 'delegations' | 'escalate' | 'votes'>,
  policy: Policy,
  ports: PeoplePorts,
): Promise<number | undefined> {
  // A person among addresses only is counted twice only with two addresses.
  const { peopleOf, keysOf } = peopleAcross(ports, approvers.every(isEmail));
  const requester = requesterOf(policy);
  const without = [
    ...(policy.self_approval === false ? [requester] : []),
    ...delegations.map(({ from }) => from),
  ];
  const approved = votes.filter(approves).map(({ who }) => who);
  const [found, later, keysWithout, keysApproved] = await Promise.all([
    Promise.all(approvers.map(peopleOf)),
    // Whether a person who has approved is one of them matters only if there is one.
    Promise.all(approved.length > 0 ? escalate.flatMap(({ to }) => to).map(peopleOf) : []),
    Promise.all(without.map(keysOf)),
    Promise.all(approved.map(keysOf)),
  ]);
  if (found.includes('cannot tell') || later.includes('cannot tell')) return undefined;
  const people = new Set(found.flat());
  const instead = new Set(later.flat());
  for (const key of keysWithout.flat()) people.delete(key);
  for (const keys of keysApproved) {
    const [key] = keys;
    if (key !== undefined && !keys.some((one) => people.has(one) || instead.has(one))) people.add(key);
  }
  return people.size;
}
