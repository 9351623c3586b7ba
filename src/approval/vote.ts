import { isObject, type Json } from '../callback/json.ts';
import { type Outcome, outcomeOf } from '../callback/outcome.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { wordingFor } from '../wording/index.ts';
import type { Vote } from './approval.ts';
import { isEmail } from './people.ts';
import { cut, oneLine, severalLines } from './text.ts';

/** A vote as JSON: the member `decision` of the task's output or cause. Unknown members are left out. */
export interface Decision {
  readonly action: string;
  /** A name for people to read, or the address that a link was sent to. */
  readonly by?: string;
  /** The person's id on the surface. */
  readonly user_id?: string;
  readonly via: string;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly comment?: string;
}

/** Longer comments are cut: they are part of the task's output and of messages. */
export const MAX_COMMENT = 1_000;
/** Limit of `cause` in SendTaskFailure (Step Functions API reference). */
const MAX_CAUSE = 32_768;
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
export function outcomeOfVote(payload: DirectPayload, vote: Vote): Outcome {
  const outcome = outcomeOf(payload.action);
  if (!isApproval(payload)) return outcome;
  const decision = toDecision(vote);
  if (outcome.type === 'success' && isObject(outcome.output)) {
    return { ...outcome, output: { ...outcome.output, decision: { ...decision } } as Json };
  }
  if (outcome.type !== 'failure') return outcome;
  const sentence = wordingFor(payload.context?.locale).cause(outcome.cause ?? vote.action, vote);
  return { ...outcome, cause: causeJson(sentence, outcome.error, decision) };
}

export function toDecision({ action, who, via, at, comment }: Vote): Decision {
  const by = who.name ?? who.email;
  return {
    action,
    ...(by !== undefined && { by }),
    ...(who.id !== undefined && { user_id: who.id }),
    via,
    at: at.toISOString(),
    ...(comment !== undefined && { comment }),
  };
}

/** Reads a vote from JSON that another program may have written; undefined if it is not a vote. */
export function readDecision(value: unknown): Vote | undefined {
  if (!isObject(value)) return undefined;
  const { action, by, user_id: id, via, comment } = value;
  const at = new Date(typeof value.at === 'string' ? value.at : Number.NaN);
  if (typeof action !== 'string' || typeof via !== 'string' || Number.isNaN(at.getTime())) return undefined;
  const who = {
    ...(typeof by === 'string' && { name: oneLine(by) }),
    ...(typeof id === 'string' && { id }),
    // A link knows its reader by the address that it was sent to.
    ...(typeof by === 'string' && id === undefined && isEmail(by) && { email: by }),
  };
  return { action, who, via, at, ...(typeof comment === 'string' && { comment: severalLines(comment) }) };
}

function causeJson(sentence: string, errorType: string | undefined, decision: Decision): string {
  const write = (errorMessage: string) =>
    JSON.stringify({ errorMessage, ...(errorType !== undefined && { errorType }), decision });
  const whole = write(sentence);
  if (whole.length <= MAX_CAUSE) return whole;
  return write(cut(sentence, Math.floor((MAX_CAUSE - write('').length) / LONGEST_ESCAPE)));
}
