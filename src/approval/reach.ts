import type { ApprovalRequest } from './approval.ts';
import type { Audience, NotAsked, Reach, Surface } from './surface.ts';

/** A surface where a person can decide. */
export interface Reached {
  readonly surface: Surface;
  readonly audiences: readonly Audience[];
}

/** A surface where no message was sent, and why. */
export interface Failed {
  readonly surface: Surface;
  readonly error: unknown;
}

/** A surface where no person can decide, and why, for people. */
export interface Unreached {
  readonly surface: Surface;
  readonly obstacle: string;
}

/** An approver whom no surface can reach, and why not. */
export interface Missing {
  readonly approver: string;
  readonly reasons: readonly { readonly surface: Surface; readonly reason: string | undefined }[];
  /** The requester, who must not decide. */
  readonly isExcluded: boolean;
}

/** What a surface answered about the approvers whom it cannot reach. */
interface Answered extends Pick<Reach, 'unreachable' | 'excluded'> {
  readonly surface: Surface;
}

/**
 * Asks all surfaces at once who can decide there. One that fails does not stop the others.
 *
 * @param requestOn what a surface asks
 */
export async function findReach(
  requestOn: (surface: Surface) => ApprovalRequest,
  surfaces: readonly Surface[],
) {
  const reached: Reached[] = [];
  const unreached: Unreached[] = [];
  const failed: Failed[] = [];
  const answers: Answered[] = [];
  const all = await Promise.allSettled(surfaces.map(async (surface) => surface.reach(requestOn(surface))));
  for (const [index, surface] of surfaces.entries()) {
    const answer = all[index];
    if (answer?.status !== 'fulfilled') {
      failed.push({ surface, error: answer?.reason });
      continue;
    }
    const { audiences, obstacle } = answer.value;
    answers.push({ ...answer.value, surface });
    if (obstacle === undefined) reached.push({ surface, audiences });
    else unreached.push({ surface, obstacle });
  }
  return { reached, unreached, failed, answers };
}

/**
 * The approvers whom none of these surfaces reaches.
 *
 * @param notAsked the approvers whose messages failed, where messages were sent
 */
export function missingApprovers(
  { policy: { approvers = [] } }: ApprovalRequest,
  answers: readonly Answered[],
  notAsked: readonly (Failed & NotAsked)[] = [],
): readonly Missing[] {
  return approvers.flatMap((approver) => {
    const reasons = answers.flatMap(({ surface, unreachable }) => {
      const failed = notAsked.find((one) => one.surface === surface && one.approver === approver);
      if (failed) return [{ surface, reason: failed.reason }];
      return unreachable?.has(approver) ? [{ surface, reason: unreachable.get(approver) }] : [];
    });
    if (reasons.length < answers.length) return [];
    return [{ approver, reasons, isExcluded: answers.some(({ excluded }) => excluded?.has(approver)) }];
  });
}

/** Whether these are all approvers that a request names. */
export function isEveryApprover(missing: readonly Missing[], { policy }: ApprovalRequest): boolean {
  return missing.length > 0 && missing.length === policy.approvers?.length;
}
