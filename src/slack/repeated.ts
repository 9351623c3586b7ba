import type { Resolution } from '../approval/resolution.ts';
import { wordingFor } from '../approval/wording/index.ts';
import type { DirectPayload } from '../callback/payload.ts';
import type { Actor } from './actor.ts';

/** Slack delivers again within seconds; who presses later wants to be told. */
const REPEATED_WITHIN_MS = 10_000;

/**
 * Whether this very press is what ended the request: Slack delivered it twice, or the answer of Step Functions was
 * lost. Of a rejection the history keeps only the sentence that we wrote.
 *
 * @param now milliseconds since 1970
 */
export function isRepeated(
  { action, context }: DirectPayload,
  actor: Actor,
  { decision, cause, at }: Resolution,
  now: number,
): boolean {
  if (!at || now - at.getTime() >= REPEATED_WITHIN_MS) return false;
  if (decision) {
    return decision.via === 'slack' && decision.user_id === actor.id && decision.action === action.name;
  }
  if (action.type !== 'failure') return false;
  const own = wordingFor(context?.locale).cause(action.cause ?? action.name, {
    by: actor.name,
    via: 'slack',
  });
  return cause?.startsWith(own) ?? false;
}
