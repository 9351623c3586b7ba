import type { Approval } from './approval.ts';
import { MAX_GROUP } from './people.ts';
import { keyOf, type PeoplePorts, peopleAcross } from './people-across.ts';
import { policyAt, requesterOf } from './policy.ts';
import type { PlannedNotice } from './schedule.ts';
import type { Audience } from './surface.ts';
import { tally } from './tally.ts';

/**
 * Who gets a notice: of a reminder, the people who may decide and have not voted in this stage; of an escalation, the people who
 * may decide from then on. If one tick sends both, these people get only the notice of their escalation. A person counts as the
 * same on each surface. A group of which a person has voted is its other members, unless they are too many to name. Where it cannot
 * be told who an approver is, the approver gets the notice.
 *
 * @param from the notices until then were sent by earlier ticks; milliseconds since 1970
 * @param approval it waits
 * @returns undefined for each reader, if the stage names no approvers; none if no person is left
 */
export async function stillAsked(
  { kind, at, to = [] }: PlannedNotice,
  from: number,
  approval: Approval,
  ports: PeoplePorts,
): Promise<readonly string[] | undefined> {
  const { policy } = approval.request;
  const asked = kind === 'escalation' ? to : policyAt(policy, from).approvers;
  if (!asked) return undefined;
  const askedBefore = kind === 'escalation' ? (policyAt(policy, at - 1).approvers ?? []) : [];
  const { peopleOf, keysOf } = peopleAcross(ports);
  const [people, before, others] = await Promise.all([
    Promise.all(asked.map(peopleOf)),
    Promise.all(askedBefore.map(peopleOf)),
    Promise.all(peopleWhoAreDone(approval).map(keysOf)),
  ]);
  const done = new Set([...askedBefore.map(keyOf), ...before.flat(), ...others.flat()]);
  const remaining = asked.flatMap((approver, index) => {
    const found = people[index] ?? 'cannot tell';
    if (done.has(keyOf(approver))) return [];
    if (found === 'cannot tell') return [approver];
    const left = found.filter((person) => !done.has(person));
    const isGroup = ports.readId(approver)?.kind === 'group';
    if (left.length === found.length || left.length > MAX_GROUP) return [approver];
    return isGroup ? left : [];
  });
  return [...new Set(remaining)];
}

/** Those who get a reminder where each reader may decide: not a recipient who has voted in this stage. */
export async function stillToDecide(
  audiences: readonly Audience[],
  approval: Approval,
  ports: PeoplePorts,
): Promise<readonly Audience[]> {
  const { keysOf } = peopleAcross(ports);
  const [keys, done] = await Promise.all([
    Promise.all(audiences.map(({ recipient: email }) => (email === undefined ? [] : keysOf({ email })))),
    Promise.all(peopleWhoAreDone(approval).map(keysOf)),
  ]);
  const doneKeys = new Set(done.flat());
  return audiences.filter((_, index) => !keys[index]?.some((key) => doneKeys.has(key)));
}

/** The people who have voted in this stage, those who named another person, and the requester if the requester may not decide. */
function peopleWhoAreDone({ request, rounds, state }: Approval) {
  const { stages, stage } = tally(request.stages, rounds);
  const { delegations = [] } = stages[stage] ?? {};
  const votes = state.kind === 'waiting' ? state.votes : [];
  const { policy } = request;
  return [
    ...votes.map(({ who }) => who),
    ...delegations.map(({ from }) => from),
    ...(policy.self_approval === false ? [requesterOf(policy)] : []),
  ];
}
