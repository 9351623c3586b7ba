import type { Approval } from './approval.ts';
import { personNamed } from './delegation.ts';
import { keyOf, MAX_GROUP } from './people.ts';
import { type PeoplePorts, peopleAcross } from './people-across.ts';
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

/**
 * Who gets no reminder where each reader may decide: the people who have voted in this stage, and those who get the notice of an
 * escalation from the same tick.
 *
 * @param from the notices until then were sent by earlier ticks; milliseconds since 1970
 * @returns their ids and addresses
 */
export async function peopleWithoutReminder(
  { at }: PlannedNotice,
  from: number,
  approval: Approval,
  ports: PeoplePorts,
): Promise<readonly string[]> {
  const { keysOf } = peopleAcross(ports);
  const { escalate = [] } = approval.request.policy;
  const due = escalate.filter(({ at: second }) => second * 1000 > from && second * 1000 <= at);
  const told = due.flatMap(({ to }) => to).map(personNamed);
  const keys = await Promise.all([...peopleWhoAreDone(approval), ...told].map(keysOf));
  return [...new Set(keys.flat())];
}

/** Those of some recipients who are not among these people. */
export async function recipientsWithout(
  people: readonly string[],
  audiences: readonly Audience[],
  ports: PeoplePorts,
): Promise<readonly Audience[]> {
  const { keysOf } = peopleAcross(ports);
  const keys = await Promise.all(
    audiences.map(({ recipient: email }) => (email === undefined ? [] : keysOf({ email }))),
  );
  return audiences.filter((_, index) => !keys[index]?.some((key) => people.includes(key)));
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
