import type { ApprovalRequest } from './approval.ts';
import type { Failed } from './in-turn.ts';
import type { Audience, Surface } from './surface.ts';

/** A surface where a person can decide. */
export interface Reached {
  readonly surface: Surface;
  readonly audiences: readonly Audience[];
}

/** A surface where no person can decide, and why, for people. */
export interface Unreached {
  readonly surface: Surface;
  readonly obstacle: string;
}

/** Asks each surface who can decide there. One that fails does not stop the others. */
export async function findReach(request: ApprovalRequest, surfaces: readonly Surface[]) {
  const reached: Reached[] = [];
  const unreached: Unreached[] = [];
  const failed: Failed[] = [];
  for (const surface of surfaces) {
    try {
      const { audiences, obstacle } = await surface.reach(request);
      if (obstacle === undefined) reached.push({ surface, audiences });
      else unreached.push({ surface, obstacle });
    } catch (error) {
      failed.push({ surface, error });
    }
  }
  return { reached, unreached, failed };
}
