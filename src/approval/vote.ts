import { Refusal } from '../callback/errors.ts';
import { isObject, type Json } from '../callback/json.ts';
import { type Outcome, outcomeOf } from '../callback/outcome.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import type { Vote } from './approval.ts';
import { isEmail } from './people.ts';
import { NEXT_ROUND } from './round-errors.ts';
import { cut, oneLine, severalLines } from './text.ts';

/** A vote as JSON: the member `decision` of the task's output or cause. Unknown members are left out. */
export interface Decision {
  readonly action: string;
  /** A name for people to read, or the address that a link was sent to. */
  readonly by?: string;
  /** The person's id on the surface. */
  readonly user_id?: string;
  /** The person's e-mail address, where the surface knows it beside the name. It tells whether two votes are of one person. */
  readonly email?: string;
  readonly via: string;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly comment?: string;
  /** The number of the vote of the same person that this one changes, among all votes, from 1. */
  readonly replaces?: number;
  /** The number of its stage, from 1, if the request has more than one. */
  readonly stage?: number;
}

/** Longer comments are cut: they are part of the task's output and of messages. */
export const MAX_COMMENT = 1_000;
/** Limit of `cause` in SendTaskFailure (Step Functions API reference). */
const MAX_CAUSE = 32_768;
/** The longest vote as JSON, in characters. The history keeps up to 99 of them, and an event has at most 32,768 characters. */
const MAX_VOTE = 24_576;
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
  votes: readonly (readonly Vote[])[] = [[vote]],
): Outcome {
  const outcome = outcomeOf(payload.action);
  if (!isApproval(payload)) return outcome;
  const decision = toDecision(vote);
  const decisions = decisionsOf(votes);
  if (outcome.type === 'success' && isObject(outcome.output)) {
    return { ...outcome, output: { ...outcome.output, decision, decisions } as unknown as Json };
  }
  if (outcome.type !== 'failure') return outcome;
  const sentence = wordingFor(payload.context?.locale).cause(outcome.cause ?? vote.action, vote);
  return { ...outcome, cause: causeJson(sentence, outcome.error, { decision, decisions }) };
}

/** The outcome of a vote that is not the last one. The state's `Retry` on this error begins the next round. */
export function nextRound(vote: Vote, { context }: Payload): Outcome {
  const { noRetry } = wordingFor(context?.locale).votes;
  const { comment: _, ...short } = toDecision(vote);
  const whole = causeJson(noRetry, NEXT_ROUND, { decision: toDecision(vote) });
  const cause = whole.length <= MAX_VOTE ? whole : causeJson(noRetry, NEXT_ROUND, { decision: short });
  return { type: 'failure', error: NEXT_ROUND, cause };
}

/** The refusal CommentRequired, if the request needs a comment and there is none. */
export function missingComment({ context }: Payload, comment: string | undefined): Refusal | undefined {
  if (context?.comment !== 'required' || comment !== undefined) return undefined;
  return new Refusal('CommentRequired', 'This request needs a comment. Write one, and decide again.');
}

/** The votes that count, in their order. A request with stages numbers them, from 1. */
function decisionsOf(votes: readonly (readonly Vote[])[]): readonly Decision[] {
  return votes.flatMap((inStage, index) =>
    inStage.map((vote) => ({ ...toDecision(vote), ...(votes.length > 1 && { stage: index + 1 }) })),
  );
}

export function toDecision({ action, who, via, at, comment, replaces }: Vote): Decision {
  const by = who.name ?? who.email;
  return {
    action,
    ...(by !== undefined && { by }),
    ...(who.id !== undefined && { user_id: who.id }),
    ...(who.email !== undefined && who.email !== by && { email: who.email }),
    via,
    at: at.toISOString(),
    ...(comment !== undefined && { comment }),
    ...(replaces !== undefined && { replaces }),
  };
}

/** Reads a vote from JSON that another program may have written; undefined if it is not a vote. */
export function readDecision(value: unknown): Vote | undefined {
  if (!isObject(value)) return undefined;
  const { action, by, user_id: id, email, via, comment, replaces } = value;
  const at = new Date(typeof value.at === 'string' ? value.at : Number.NaN);
  if (typeof action !== 'string' || typeof via !== 'string' || Number.isNaN(at.getTime())) return undefined;
  const who = {
    ...(typeof by === 'string' && { name: oneLine(by) }),
    ...(typeof id === 'string' && { id }),
    // A link knows its reader by the address that it was sent to.
    ...(typeof by === 'string' && id === undefined && isEmail(by) && { email: by }),
    ...(typeof email === 'string' && isEmail(email) && { email }),
  };
  return {
    action,
    who,
    via,
    at,
    ...(typeof comment === 'string' && { comment: severalLines(comment) }),
    ...(typeof replaces === 'number' && { replaces }),
  };
}

/** A vote, and all votes that count if it is the last one. */
interface Decided {
  readonly decision: Decision;
  readonly decisions?: readonly Decision[];
}

function causeJson(sentence: string, errorType: string | undefined, decided: Decided): string {
  const write = (errorMessage: string, { decision, decisions }: Decided) =>
    JSON.stringify({
      errorMessage,
      ...(errorType !== undefined && { errorType }),
      decision,
      ...(decisions && { decisions }),
    });
  const whole = write(sentence, decided);
  if (whole.length <= MAX_CAUSE) return whole;
  const { decision, decisions = [] } = decided;
  const short = { decision, decisions: decisions.map(({ comment: _, ...rest }) => rest) };
  const room = Math.floor((MAX_CAUSE - write('', short).length) / LONGEST_ESCAPE);
  return write(sentence.length <= room ? sentence : cut(sentence, room), short);
}
