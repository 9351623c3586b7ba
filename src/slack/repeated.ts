import { decidedBy } from '../approval/decided-by.ts';
import type { Resolution } from '../approval/resolution.ts';
import type { DirectPayload } from '../callback/payload.ts';
import type { Actor } from './actor.ts';

/** Slack delivers again within seconds; who presses later wants to be told. */
const REPEATED_WITHIN_MS = 10_000;

/**
 * Whether this very press is what ended the request: Slack delivered it twice, or the answer of Step Functions was
 * lost.
 *
 * @param now milliseconds since 1970
 */
export function isRepeated(
  { action }: DirectPayload,
  actor: Actor,
  resolution: Resolution,
  now: number,
): boolean {
  const { at, decision } = resolution;
  if (!at || now - at.getTime() >= REPEATED_WITHIN_MS) return false;
  return (
    decision?.action === action.name && decidedBy(resolution, { userId: actor.id, userName: actor.name })
  );
}
