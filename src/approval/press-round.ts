import { isDeepStrictEqual } from 'node:util';
import { INCORRECT_LINK, isTaskGone, Refusal, taskGone } from '../callback/errors.ts';
import type { Outcome } from '../callback/outcome.ts';
import type { DirectPayload, Payload, TokenTask } from '../callback/payload.ts';
import { inputsOf } from './actions.ts';
import { afterAnswer, withAnswer } from './after-rounds.ts';
import { type Approval, delegationsOf, type Vote, votesOf, withoutTokens } from './approval.ts';
import { type CurrentRound, findCurrentRound, inCurrentRound } from './current-round.ts';
import { earlierVote, voteBefore } from './earlier-vote.ts';
import { explainUndecided, explainUnsent } from './explain.ts';
import { historyUnavailable } from './histories.ts';
import { readInputs } from './input-values.ts';
import { InvalidInputs } from './invalid-inputs.ts';
import { isThisVote } from './own-vote.ts';
import { provenAnswer } from './record.ts';
import { resolutionOfOutcome } from './resolution.ts';
import { objectionInRound } from './round-objection.ts';
import { tally } from './tally.ts';
import type { Press, PressPorts, Verdict } from './verdict.ts';
import { missingComment, nextRound, outcomeOfVote, taken } from './vote.ts';

/*
 * A press on a request that may need more than one vote. The execution history has the votes. Each vote completes the task of
 * the round that waits: the last one ends the approval, and each other one begins the next round.
 */

/** From then on, a vote may not be changed: a state is tried again 99 times at most. */
export const MAX_ROUNDS = 60;

/** Looks whether this person could vote now. */
export async function lookAtRound(
  payload: DirectPayload & TokenTask,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict> {
  const now = await findCurrentRound(payload, ports, false);
  if (!now) {
    // A form without its inputs could not be answered.
    if (payload.context?.inputs) return explainUnsent(historyUnavailable(), payload, pressed, ports);
    ports.note({ outcome: 'asked' });
    return { kind: 'open', payload };
  }
  const { approval } = now;
  if (approval.state.kind === 'ended') {
    ports.note({ outcome: 'already_decided' });
    const { resolution } = approval.state;
    return { kind: 'ended', payload, resolution, approval: withoutTokens(approval) };
  }
  const refusal = await objectionInRound(payload, approval, pressed, ports);
  if (refusal && (await voteBefore(pressed.who, approval, ports))) return unchanged(payload, approval, ports);
  const looks = { action: payload.action.name, ...pressed, at: new Date(ports.now()) };
  const own = refusal ?? (await earlierVote(looks, approval, ports));
  ports.note({ outcome: own instanceof Refusal ? own.code : 'asked' });
  if (own instanceof Refusal) return { kind: 'refused', payload, refusal: own };
  return {
    kind: 'open',
    payload,
    approval: withoutTokens(approval),
    ...(own?.counts && { own: own.vote }),
  };
}

/**
 * Votes in the round that waits now. Where a round ends in the same moment, the vote goes into the next one.
 *
 * @param ready the payload with the action to send
 * @param vote without the vote that it may change
 */
export function voteInRound(
  ready: DirectPayload & TokenTask,
  vote: Vote,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict> {
  return inCurrentRound(ready, ports, (found) => voteNow(found, ready, vote, pressed, ports));
}

/** @returns undefined if no round waits at the moment */
async function voteNow(
  { approval, token }: CurrentRound,
  sealed: DirectPayload & TokenTask,
  given: Vote,
  pressed: Press,
  ports: PressPorts,
): Promise<Verdict | undefined> {
  if (approval.state.kind === 'ended') return tooLate(sealed, given, approval, ports);
  const objection = await objectionInRound(sealed, approval, pressed, ports);
  const before = objection && (await voteBefore(given.who, approval, ports));
  const unsent = async (refusal: Refusal): Promise<Verdict> => {
    const verdict = await explainUnsent(refusal, sealed, pressed, ports);
    // With the inputs, so that a form can be shown again.
    return verdict.kind === 'refused' ? { ...verdict, approval: withoutTokens(approval) } : verdict;
  };
  if (before?.action === given.action) return unchanged(sealed, approval, ports);
  const refusal = objection ?? missingComment(sealed, given.comment);
  if (refusal) return unsent(refusal);
  const inputs = givenInputs(sealed, pressed, approval);
  if (inputs instanceof Refusal) return unsent(inputs);
  const own = await earlierVote(given, approval, ports);
  if (own instanceof Refusal) return unsent(own);
  if (own && isRepeated({ ...given, ...inputs }, own.vote) && !isSettled(approval)) {
    return unchanged(sealed, approval, ports);
  }
  if (token === undefined || !isCounted(approval)) return undefined;
  const changes = own?.counts ? own.number : undefined;
  if (changes !== undefined && votesOf(approval).length >= MAX_ROUNDS) {
    return unsent(tooManyRounds());
  }
  const vote: Vote = { ...given, ...inputs, ...(changes !== undefined && { replaces: changes }) };
  return send(vote, { ...sealed, token }, approval, ports);
}

/** What the person gave; the refusal InvalidInputs if something is missing or wrong, InvalidPayload for an unknown answer. */
function givenInputs(
  { action, context }: DirectPayload,
  { inputs: given = {} }: Press,
  { request }: Approval,
): Pick<Vote, 'inputs'> | Refusal {
  if (!context?.inputs) return {};
  if (!request.actions.some(({ name }) => name === action.name)) {
    return new Refusal('InvalidPayload', INCORRECT_LINK);
  }
  try {
    return { inputs: readInputs(inputsOf(request, action.name), given, request.locale) };
  } catch (error) {
    if (error instanceof InvalidInputs) return error;
    throw error;
  }
}

/** The approval has ended: the answer says how, and who voted. */
async function tooLate(
  payload: DirectPayload & TokenTask,
  vote: Vote,
  approval: Approval,
  ports: PressPorts,
): Promise<Verdict> {
  const before = recorded(vote, approval, payload);
  if (before) {
    ports.note({ outcome: 'already_decided' });
    return before;
  }
  const verdict = await explainUndecided(taskGone(), { payload, ready: payload, vote }, ports);
  return verdict.kind === 'ended' ? { ...verdict, approval: withoutTokens(approval) } : verdict;
}

/** @returns undefined if the round has ended in the meantime */
async function send(
  vote: Vote,
  payload: DirectPayload & TokenTask,
  approval: Approval,
  ports: PressPorts,
): Promise<Verdict | undefined> {
  const tallied = tally(approval.request.stages, withAnswer(approval, { vote }));
  const answer =
    tallied.outcome === 'more'
      ? nextRound(vote, payload)
      : outcomeOfVote(payload, vote, { votes: tallied.votes, delegations: delegationsOf(approval) });
  const outcome = await provenAnswer(answer, payload, ports);
  try {
    await ports.completeTask(payload, outcome);
  } catch (error) {
    if (isTaskGone(error)) return undefined;
    return afterLostAnswer(error, payload, vote, ports);
  }
  return accepted(payload, vote, { approval, isLast: tallied.outcome !== 'more', outcome }, ports);
}

/** Whether a press changes nothing: the vote is the same, or a press that is tried again comes after a later vote. */
function isRepeated({ action, at, inputs }: Vote, own: Vote): boolean {
  return own.at > at || (own.action === action && isDeepStrictEqual(own.inputs, inputs));
}

/** Whether it is known how many people must approve the stage that is asked now. */
function isCounted({ state }: Approval): boolean {
  return state.kind === 'waiting' && state.needed !== undefined;
}

/** Whether enough people have approved since an approver has left a group. Then the next press, also one again, ends the approval. */
function isSettled({ state }: Approval): boolean {
  return state.kind === 'waiting' && state.needed !== undefined && state.needed <= 0;
}

function accepted(
  payload: DirectPayload & TokenTask,
  vote: Vote,
  { approval, isLast, outcome }: { approval: Approval; isLast: boolean; outcome: Outcome },
  ports: PressPorts,
): Verdict {
  if (!isLast) {
    ports.note({ outcome: 'counted', voted: { via: vote.via, action: vote.action } });
    return { kind: 'counted', payload, approval: afterAnswer(approval, { vote }) };
  }
  ports.note(taken(payload, vote));
  const resolution = resolutionOfOutcome(outcome, vote.at);
  return {
    kind: 'taken',
    payload,
    approval: withoutTokens(approval),
    ...(resolution && { resolution: { ...resolution, vote } }),
  };
}

/** This person has voted, and nothing changes. */
function unchanged(payload: Payload, approval: Approval, ports: PressPorts): Verdict {
  ports.note({ outcome: 'repeated' });
  return { kind: 'counted', payload, approval: withoutTokens(approval), unchanged: true };
}

/** The answer of Step Functions was lost, or it refused the vote. The history tells whether the vote was taken. */
async function afterLostAnswer(
  error: unknown,
  payload: DirectPayload & TokenTask,
  vote: Vote,
  ports: PressPorts,
): Promise<Verdict> {
  if (!(error instanceof Refusal)) {
    const found = await findCurrentRound(payload, ports, true).catch(() => undefined);
    const verdict = found && recorded(vote, found.approval, payload);
    if (verdict) {
      // The only log line that counts the vote.
      ports.note({ level: 'info', outcome: 'counted', voted: { via: vote.via, action: vote.action } });
      return verdict;
    }
  }
  return explainUndecided(error, { payload, ready: payload, vote }, ports);
}

/**
 * What the history says of this same vote, which another one followed: it counts, also if the approval has ended since.
 *
 * @returns undefined if the history does not have this vote, or if this vote ended the approval
 */
function recorded(vote: Vote, approval: Approval, payload: Payload): Verdict | undefined {
  const has = votesOf(approval).some((one) =>
    isThisVote(one.replaces === undefined ? vote : { ...vote, replaces: one.replaces }, one),
  );
  if (!has) return undefined;
  const known = { payload, approval: withoutTokens(approval) };
  if (approval.state.kind === 'waiting') return { kind: 'counted', ...known };
  const { resolution } = approval.state;
  return isThisVote(vote, resolution.vote) ? undefined : { kind: 'ended', ...known, resolution };
}

export function tooManyRounds(): Refusal {
  return new Refusal(
    'TooManyRounds',
    `After ${MAX_ROUNDS} votes, no vote can be changed. The request still takes votes of other people.`,
  );
}
