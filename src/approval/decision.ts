import { isObject, type Json } from '../callback/json.ts';
import { type CompleteTask, type Outcome, outcomeOf } from '../callback/outcome.ts';
import type { DirectPayload, Payload } from '../callback/payload.ts';
import { cut } from './cut.ts';
import { wordingFor } from './wording/index.ts';

/** Where a person sees the request. */
export const SURFACE_NAMES = ['slack', 'email', 'web'] as const;
export type SurfaceName = (typeof SURFACE_NAMES)[number];

/** The action taken, by whom, via which surface, when, and why. A part of the task's output, hence its names. */
export interface Decision {
  readonly action: string;
  /** A name for people to read. Missing where the surface does not know its reader: a mail may be forwarded. */
  readonly by?: string;
  /** The person's id on the surface. */
  readonly user_id?: string;
  readonly via: SurfaceName;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly comment?: string;
}

/** Limit of `cause` in SendTaskFailure (Step Functions API reference). */
const MAX_CAUSE = 32_768;
/** Longer comments are cut: they travel in the task's output and in messages. */
export const MAX_COMMENT = 1_000;

/**
 * Completes the task of an approval request. Step Functions is the arbiter: the first call wins.
 * The decision becomes a part of the output, or, in words, of the failure's cause. Payloads without a
 * surface keep their outcome to the letter.
 *
 * @throws {Refusal} StepFunctionsError, when the task was completed before or waits no more
 */
export async function decide(
  payload: DirectPayload,
  who: Omit<Decision, 'action' | 'at'>,
  ports: { completeTask: CompleteTask; now: number },
): Promise<Decision> {
  const comment = who.comment?.trim();
  const decision: Decision = {
    action: payload.action.name,
    ...(who.by !== undefined && { by: who.by }),
    ...(who.user_id !== undefined && { user_id: who.user_id }),
    via: who.via,
    at: new Date(ports.now).toISOString(),
    ...(comment && { comment: cut(comment, MAX_COMMENT) }),
  };
  const outcome = outcomeOf(payload.action);
  await ports.completeTask(
    payload,
    isApproval(payload) ? record(outcome, decision, payload.context?.locale) : outcome,
  );
  return decision;
}

/** Whether this payload belongs to an approval request: a surface was sealed in. Others keep their own contract. */
export function isApproval({ context }: Payload): boolean {
  return context?.surface !== undefined;
}

function record(outcome: Outcome, decision: Decision, locale: string | undefined): Outcome {
  if (outcome.type === 'success' && isObject(outcome.output)) {
    return { ...outcome, output: { ...outcome.output, decision: { ...decision } } as Json };
  }
  if (outcome.type === 'failure') {
    const words = wordingFor(locale).cause(outcome.cause ?? decision.action, decision);
    return { ...outcome, cause: cut(words, MAX_CAUSE) };
  }
  return outcome;
}
