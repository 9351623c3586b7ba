import { isTaskGone, Refusal, taskGone } from '../callback/errors.ts';
import type { DirectPayload, TokenTask } from '../callback/payload.ts';
import { type Wording, wordingFor } from '../wording/index.ts';
import { afterAnswer } from './after-rounds.ts';
import {
  type Approval,
  type Delegation,
  delegationsOf,
  type Person,
  votesOf,
  withoutTokens,
} from './approval.ts';
import { parseApprovers } from './approvers.ts';
import { type CurrentRound, inCurrentRound } from './current-round.ts';
import { delegated, personNamed } from './delegation.ts';
import { explainUndecided, explainUnsent } from './explain.ts';
import { isEmail } from './people.ts';
import { isApproverOf, requesterOf } from './policy.ts';
import { MAX_ROUNDS, tooManyRounds } from './press-round.ts';
import { provenAnswer } from './record.ts';
import { objectionInRound } from './round-objection.ts';
import { tally } from './tally.ts';
import type { Press, PressPorts, Verdict } from './verdict.ts';
import { nextRoundByDelegation } from './vote.ts';

/**
 * An approver names another person, who decides in the approver's place. This is a round of its own: it completes the task of the
 * round that waits, and the next round asks that person.
 *
 * @param to the id of a person on a surface, or an address
 */
export function delegateInRound(
  sealed: DirectPayload & TokenTask,
  to: NonNullable<Press['delegateTo']>,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict> {
  return inCurrentRound(sealed, ports, (found) => delegateNow(found, sealed, to, pressed, ports));
}

async function delegateNow(
  { approval, token }: CurrentRound,
  sealed: DirectPayload & TokenTask,
  to: NonNullable<Press['delegateTo']>,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict | undefined> {
  const { who, via } = pressed;
  const at = pressed.at ?? new Date(ports.now());
  const vote = { action: 'delegate', who, via, at };
  if (approval.state.kind === 'ended') {
    return explainUndecided(taskGone(), { payload: sealed, ready: sealed, vote }, ports);
  }
  const named = readPerson(to.person, approval, ports);
  if (named instanceof Refusal) return explainUnsent(named, sealed, pressed, ports);
  const person = await asInRequest(named, approval, ports);
  const earlier = await earlierDelegation({ from: who, to: person, at }, approval, ports);
  if (earlier) {
    ports.note({ outcome: 'repeated' });
    return { kind: 'delegated', payload: sealed, approval: withoutTokens(approval), delegation: earlier };
  }
  const refusal =
    (await objectionInRound(sealed, approval, pressed, ports)) ??
    (await objectionTo(person, pressed, approval, ports));
  if (refusal) return explainUnsent(refusal, sealed, pressed, ports);
  if (token === undefined) return undefined;
  const delegation: Delegation = {
    from: who,
    to: person,
    ...(to.name !== undefined && { name: to.name }),
    via,
    at,
  };
  try {
    const payload = { ...sealed, token };
    const outcome = await provenAnswer(nextRoundByDelegation(delegation, sealed), payload, ports);
    await ports.completeTask(payload, outcome);
  } catch (error) {
    if (isTaskGone(error)) return undefined;
    return explainUndecided(error, { payload: sealed, ready: sealed, vote }, ports);
  }
  ports.note({ outcome: 'delegated', delegated: { via } });
  return {
    kind: 'delegated',
    payload: { ...sealed, token },
    approval: afterAnswer(approval, { delegation }),
    delegation,
  };
}

/** @returns the id or the address of a person; a refusal for any other text */
function readPerson(text: string, { request }: Approval, { readId }: PressPorts): string | Refusal {
  const { unknownPerson } = wordingFor(request.locale).delegation;
  try {
    const [person, ...others] = parseApprovers(text, readId) ?? [];
    const isPerson = person !== undefined && (isEmail(person) || readId(person)?.kind === 'person');
    if (isPerson && others.length === 0) return person;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return refused(unknownPerson);
}

/** The person as the request names this approver: otherwise, one person would be two approvers. */
async function asInRequest(person: string, approval: Approval, { people }: PressPorts): Promise<string> {
  const approvers = new Set(stagesNow(approval).stages.flatMap((stage) => stage.approvers ?? []));
  if (approvers.has(person)) return person;
  for (const approver of approvers) {
    if ((await people.isSame(personNamed(approver), personNamed(person))) === 'yes') return approver;
  }
  return person;
}

/**
 * What the same approver said before: a press may be delivered twice. A press that is tried again keeps its time, and says nothing
 * new if the approver has delegated since, also in a stage that is over.
 */
async function earlierDelegation(
  { from, to, at }: Pick<Delegation, 'from' | 'to' | 'at'>,
  approval: Approval,
  { people }: PressPorts,
): Promise<Delegation | undefined> {
  const inStage = stageNow(approval)?.delegations ?? [];
  const candidates = [
    ...inStage.filter((one) => one.to === to),
    ...delegationsOf(approval).filter((one) => one.at >= at),
  ];
  for (const one of candidates) {
    if ((await people.isSame(one.from, from)) === 'yes') return one;
  }
  return undefined;
}

/** Why this person may not decide in the place of the approver. */
async function objectionTo(
  to: string,
  { who }: Press,
  approval: Approval,
  { people }: PressPorts,
): Promise<Refusal | undefined> {
  const { request } = approval;
  const { delegation: words } = wordingFor(request.locale);
  const stage = stageNow(approval);
  if (request.delegation === 'off' || !stage?.approvers) return refused(words.off);
  if (votesOf(approval).length >= MAX_ROUNDS) return tooManyRounds();
  const person = personNamed(to);
  const excluded = excludedPeople(approval, who, words);
  for (const { other, reason } of excluded) {
    // Also if it cannot be told.
    if ((await people.isSame(other, person)) !== 'no') return refused(reason);
  }
  if (await hasVoted(who, approval, people)) return refused(words.ownVote);
  const approvers = stagesNow(approval).stages.flatMap((one) => one.approvers ?? []);
  if (request.delegation !== 'anyone' && !(await isApproverOf(approvers, person, people))) {
    return refused(words.notApprover);
  }
  return tooFew(stage, { from: who, to }, words);
}

/** The people who cannot decide in the place of another, and why. */
function excludedPeople(approval: Approval, who: Person, words: Wording['delegation']) {
  const { policy } = approval.request;
  return [
    { other: who, reason: words.toSelf },
    ...(stageNow(approval)?.delegations ?? []).map(({ from }) => ({ other: from, reason: words.circle })),
    ...votesNow(approval).map((vote) => ({ other: vote.who, reason: words.voted })),
    ...(policy.self_approval === false ? [{ other: requesterOf(policy), reason: words.toRequester }] : []),
  ];
}

async function hasVoted(who: Person, approval: Approval, people: PressPorts['people']): Promise<boolean> {
  const answers = await Promise.all(votesNow(approval).map((vote) => people.isSame(vote.who, who)));
  return answers.some((answer) => answer !== 'no');
}

function votesNow({ state }: Approval) {
  return state.kind === 'waiting' ? state.votes : [];
}

/** Without groups, it is known how many people can still approve. */
function tooFew(
  stage: NonNullable<ReturnType<typeof stageNow>>,
  { from, to }: Pick<Delegation, 'from' | 'to'>,
  words: Wording['delegation'],
): Refusal | undefined {
  const { approvers = [], approvals } = delegated(stage, { from, to, via: '', at: new Date(0) });
  const before = stage.approvers?.length ?? 0;
  if (approvals === 'all' || approvers.length >= before || approvals <= approvers.length) return undefined;
  return refused(words.tooFew);
}

function stageNow(approval: Approval) {
  const { stages, stage } = stagesNow(approval);
  return stages[stage];
}

function stagesNow({ request, rounds }: Approval) {
  return tally(request.stages, rounds);
}

function refused(message: string): Refusal {
  return new Refusal('DelegationRefused', message);
}
