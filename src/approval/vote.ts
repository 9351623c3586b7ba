import { Refusal } from '../callback/errors.ts';
import { objectOf } from '../callback/exact-json.ts';
import { isObject, type Json } from '../callback/json.ts';
import { type Outcome, outcomeOf } from '../callback/outcome.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import { type Approval, type Delegation, delegationsOf, type Vote } from './approval.ts';
import { type Decision, toDecision } from './decision.ts';
import { type DelegationJson, delegationToJson } from './delegation.ts';
import { EXPIRED, NEXT_ROUND } from './round-errors.ts';
import { tally } from './tally.ts';
import { cut, severalLines } from './text.ts';

/** What the last vote is recorded with. */
interface Counted {
  /** The votes that count, by stage. */
  readonly votes?: readonly (readonly Vote[])[];
  readonly delegations?: readonly Delegation[];
}

/** Longer comments are cut: they are part of the task's output and of messages. */
export const MAX_COMMENT = 1_000;
/** Limit of `cause` in SendTaskFailure (Step Functions API reference), without the proof, which has about 320 characters. */
const MAX_CAUSE = 32_768 - 512;
/** The longest output with all votes in full, in characters. An output may have 262,144 bytes (SendTaskSuccess API reference). */
const MAX_VOTES = 60_000;
/** The longest vote as JSON, in characters. The history keeps up to 99 of them, and an event has at most 32,768 characters. */
const MAX_VOTE = 24_576;
/** So much of the sentence for people always fits, in characters. */
const MIN_SENTENCE = 300;
/** The longest JSON escape of one character: `\u0000`. */
const LONGEST_ESCAPE = 6;

/**
 * Whether this payload belongs to an approval: it names a surface. Other payloads keep the output and the cause of their
 * callers.
 */
export function isApproval({ context }: Payload): boolean {
  return context?.surface !== undefined;
}

/** A comment as it is kept; undefined where there is none. */
export function commentOf(typed: string | undefined): string | undefined {
  return cut(severalLines(typed ?? '').trim(), MAX_COMMENT) || undefined;
}

/**
 * The outcome that a vote sends to Step Functions. The vote becomes a part of the output. The cause of a failure becomes
 * JSON in the shape of Lambda's own errors, with the sentence for people in `errorMessage` and the vote in `decision`. If
 * the payload is not of an approval, its outcome stays as it is.
 */
export function outcomeOfVote(
  payload: DirectPayload,
  vote: Vote,
  { votes = [[vote]], delegations = [] }: Counted = {},
): Outcome {
  const outcome = outcomeOf(payload.action);
  if (!isApproval(payload)) return outcome;
  const whole: Decided = { decision: toDecision(vote), ...countedToJson({ votes, delegations }) };
  const decided = JSON.stringify(whole).length <= MAX_VOTES ? whole : shortened(whole);
  if (outcome.type === 'success' && isObject(outcome.output)) {
    const members = [...Object.entries(outcome.output), ...Object.entries(decided)];
    return { ...outcome, output: objectOf(members as [string, Json][]) };
  }
  if (outcome.type !== 'failure') return outcome;
  const sentence = wordingFor(payload.context?.locale).cause(outcome.cause ?? vote.action, vote);
  return { ...outcome, cause: causeJson(sentence, outcome.error, decided) };
}

/** The outcome of a vote that is not the last one. The state's `Retry` on this error begins the next round. */
export function nextRound(vote: Vote, { context }: Payload): Outcome {
  const { noRetry } = wordingFor(context?.locale).votes;
  const { comment: _, ...short } = toDecision(vote);
  const whole = causeJson(noRetry, NEXT_ROUND, { decision: toDecision(vote) });
  const cause = whole.length <= MAX_VOTE ? whole : causeJson(noRetry, NEXT_ROUND, { decision: short });
  return { type: 'failure', error: NEXT_ROUND, cause };
}

/** The same for a delegation, which is a round of its own. */
export function nextRoundByDelegation(delegation: Delegation, { context }: Payload): Outcome {
  const { noRetry } = wordingFor(context?.locale).votes;
  const cause = causeJson(noRetry, NEXT_ROUND, { delegation: delegationToJson(delegation) });
  return { type: 'failure', error: NEXT_ROUND, cause };
}

/** The outcome of a request whose time is over after more than one round. Its cause has the votes that were given. */
export function outcomeOfExpiry(approval: Approval): Outcome {
  const { stages, locale } = approval.request;
  const { votes } = tally(stages, approval.rounds);
  const given = countedToJson({ votes, delegations: delegationsOf(approval) });
  return {
    type: 'failure',
    error: EXPIRED,
    cause: causeJson(wordingFor(locale).votes.expired, EXPIRED, given),
  };
}

/** The refusal CommentRequired, if the request needs a comment and there is none. */
export function missingComment({ context }: Payload, comment: string | undefined): Refusal | undefined {
  if (context?.comment !== 'required' || comment !== undefined) return undefined;
  return new Refusal('CommentRequired', 'This request needs a comment. Write one, and decide again.');
}

function countedToJson({
  votes,
  delegations,
}: Required<Counted>): Pick<Decided, 'decisions' | 'delegations'> {
  return {
    decisions: decisionsOf(votes),
    ...(delegations.length > 0 && { delegations: delegations.map(delegationToJson) }),
  };
}

/** The votes that count, in their order. A request with stages numbers them, from 1. */
export function decisionsOf(votes: readonly (readonly Vote[])[]): readonly Decision[] {
  return votes.flatMap((inStage, index) =>
    inStage.map((vote) => ({ ...toDecision(vote), ...(votes.length > 1 && { stage: index + 1 }) })),
  );
}

/** What ended a round, as JSON. The last vote has all votes that count, and all delegations. */
interface Decided {
  readonly decision?: Decision;
  readonly decisions?: readonly Decision[];
  readonly delegation?: DelegationJson;
  readonly delegations?: readonly DelegationJson[];
}

/** Without what the people of the earlier votes wrote. The history has it. */
function shortened(decided: Decided): Decided {
  const { decisions = [] } = decided;
  return { ...decided, decisions: decisions.map(({ comment: _, inputs: __, ...rest }) => rest) };
}

/** Only the answer that ended the round. */
function withoutEarlier({ decision, delegation }: Decided): Decided {
  return { ...(decision && { decision }), ...(delegation && { delegation }) };
}

function causeJson(sentence: string, errorType: string | undefined, decided: Decided): string {
  const write = (errorMessage: string, given: Decided) =>
    JSON.stringify({ errorMessage, ...(errorType !== undefined && { errorType }), ...given });
  const whole = write(sentence, decided);
  if (whole.length <= MAX_CAUSE) return whole;
  const short = [shortened(decided), withoutEarlier(decided)].find(
    (one) => write('', one).length <= MAX_CAUSE - LONGEST_ESCAPE * MIN_SENTENCE,
  );
  const given = short ?? {};
  const room = Math.floor((MAX_CAUSE - write('', given).length) / LONGEST_ESCAPE);
  return write(sentence.length <= room ? sentence : cut(sentence, room), given);
}

/** The log facts of a press that was accepted. */
export function taken({ action }: DirectPayload, { via }: Vote) {
  // A heartbeat may be sent again and again.
  const decided = action.type !== 'heartbeat' && { decided: { via, action: action.name } };
  return { outcome: 'accepted', ...decided };
}
