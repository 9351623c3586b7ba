import { Refusal } from '../callback/errors.ts';
import type { Policy } from '../callback/payload.ts';
import type { ApprovalRequest, Stage } from './approval.ts';
import type { ReadId } from './people.ts';
import type { Surface } from './surface.ts';
import { InvalidInput } from './typed-input.ts';

interface CountPorts {
  readonly surfaces: readonly Surface[];
  readonly readId: ReadId;
}

/**
 * How many approvals each stage needs: with `unanimous`, one of each approver. A group counts as its members, and one person
 * counts once.
 *
 * @returns undefined if no stage needs to be counted
 * @throws {Refusal} InvalidRequest if more people must approve than can, or if the members of a group cannot be counted
 */
export async function countApprovals(
  { stages, policy }: ApprovalRequest,
  ports: CountPorts,
): Promise<readonly number[] | undefined> {
  const counted = await Promise.all(stages.map((stage) => approvalsOf(stage, policy, ports)));
  return stages.some(({ approvals }) => approvals === 'all') ? counted : undefined;
}

/** The stages with the numbers that were counted. */
export function withCounts(
  stages: readonly Stage[],
  approvals: readonly number[] | undefined,
): readonly Stage[] {
  return stages.map((stage, index) => {
    const count = approvals?.[index];
    return stage.approvals === 'all' && count !== undefined ? { ...stage, approvals: count } : stage;
  });
}

async function approvalsOf(
  { approvers, approvals }: Stage,
  policy: Policy,
  ports: CountPorts,
): Promise<number> {
  // Without approvers, it is not known who sees the request.
  const people = approvers && (await countPeople(approvers, policy, ports));
  if (approvals === 'all') {
    if (people !== undefined && people > 0) return people;
    throw new Refusal(
      'InvalidRequest',
      'The members of a group of approvers cannot be counted at the moment, so it is not known how many people must approve. Name people, or give a number of approvals.',
    );
  }
  if (people === undefined || approvals <= people) return approvals;
  throw new InvalidInput(
    'tooManyApprovals',
    `The request needs ${approvals} approvals, but only ${people} of its approvers can give one.`,
    String(people),
  );
}

/** @returns undefined if it cannot be told */
async function countPeople(
  approvers: readonly string[],
  { self_approval, requester_id, requester_email }: Policy,
  { surfaces, readId }: CountPorts,
): Promise<number | undefined> {
  const peopleOf = async (approver: string): Promise<readonly string[] | 'cannot tell'> => {
    for (const { peopleBehind } of surfaces) {
      const people = await peopleBehind?.(approver);
      if (people) return people;
    }
    // A group is people whom only its surface knows.
    return readId(approver)?.kind === 'group' ? 'cannot tell' : [approver.toLowerCase()];
  };
  const excluded = self_approval === false ? [requester_id, requester_email] : [];
  const [found, without] = await Promise.all([
    Promise.all(approvers.map(peopleOf)),
    Promise.all(excluded.filter((one) => one !== undefined).map(peopleOf)),
  ]);
  const people = new Set<string>();
  for (const some of found) {
    if (some === 'cannot tell') return undefined;
    for (const one of some) people.add(one);
  }
  for (const some of without) if (some !== 'cannot tell') for (const one of some) people.delete(one);
  return people.size;
}
