import { Refusal } from '../callback/errors.ts';
import type { Payload } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import { personText } from '../wording/person.ts';
import type { Approval, Person } from './approval.ts';
import { isSameVoter } from './earlier-vote.ts';
import type { Answer, People } from './people.ts';
import { notAllowed, policyAt } from './policy.ts';
import { tally } from './tally.ts';
import type { Press, PressPorts } from './verdict.ts';

/** Why this person may not vote now: the people of the stage that is asked now decide. */
export async function objectionInRound(
  { context }: Payload,
  approval: Approval,
  { who, objection }: Press,
  { people, now }: Pick<PressPorts, 'people' | 'now'>,
): Promise<Refusal | undefined> {
  const { request } = approval;
  const recipient = context?.recipient && { recipient: context.recipient };
  const policy = { ...policyAt(request.policy, now()), ...recipient };
  return (
    // First, because an approver who has delegated is no approver any more.
    (await hasDelegated(who, approval, people, ['yes'])) ??
    (await notAllowed(policy, who, people, request.locale)) ??
    (await hasDelegated(who, approval, people, ['yes', 'cannot tell'])) ??
    objection?.()
  );
}

/** The refusal of an approver who named another person, if the answer whether this is that approver is one of these. */
async function hasDelegated(
  who: Person,
  { request, rounds }: Approval,
  people: People,
  answers: readonly Answer[],
): Promise<Refusal | undefined> {
  const { stages, stage } = tally(request.stages, rounds);
  const { delegations = [] } = stages[stage] ?? {};
  for (const { from, to, name } of delegations) {
    if (!answers.includes(await isSameVoter(from, who, people))) continue;
    const person = personText({ id: to, ...(name && { name }) }) ?? to;
    return new Refusal('NotAllowed', wordingFor(request.locale).delegation.hasDelegated(person));
  }
  return undefined;
}
