import type { Approval, Stage } from './approval.ts';
import { undelivered } from './ask-result.ts';
import type { ReadId } from './people.ts';
import { withApprovers } from './policy.ts';
import { findReach, type Missing, missingApprovers } from './reach.ts';
import type { Surface } from './surface.ts';
import { tally } from './tally.ts';

interface StagePorts {
  readonly surfaces: readonly Surface[];
  readonly readId: ReadId;
}

/**
 * Looks for the approvers of later whom no surface can reach: those of each stage, and those whom a stage escalates to. When their
 * turn comes, days later, it is too late to learn of it.
 *
 * @returns these approvers, without those of the first stage: they are found when it is asked
 * @throws {Refusal} NothingSent if too few people of a stage can be reached
 */
export async function reachLater(waiting: Approval, ports: StagePorts): Promise<readonly Missing[]> {
  const { stages } = tally(waiting.request.stages, waiting.rounds);
  const [missing, escalated] = await Promise.all([
    waiting.request.policy.rounds ? Promise.all(stages.map(({ approvers }) => missingAmong(approvers))) : [],
    Promise.all(stages.flatMap(({ escalate = [] }) => escalate).map(({ to }) => missingAmong(to))),
  ]);
  for (const [index, stage] of stages.entries()) {
    const unreached = missing[index] ?? [];
    if (!isTooFew(stage, unreached, ports)) continue;
    const nothing = { approval: waiting, messages: {}, failed: [], unreached: [], mayTryAgain: false };
    throw undelivered({ ...nothing, missing: unreached });
  }
  return [...missing.slice(1), ...escalated].flat();

  /** @returns none if a surface does not answer: it may reach any approver */
  async function missingAmong(approvers: readonly string[] | undefined): Promise<readonly Missing[]> {
    if (!approvers) return [];
    const asked = withApprovers(waiting.request, approvers);
    const { answers, failed } = await findReach(() => asked, ports.surfaces);
    return failed.length > 0 ? [] : missingApprovers(asked, answers);
  }
}

/** Whether the people who are reached cannot approve a stage. The members of a group are not known here. */
function isTooFew({ approvers = [], approvals }: Stage, missing: readonly Missing[], { readId }: StagePorts) {
  if (missing.length === 0) return false;
  const reached = approvers.length - missing.length;
  const hasGroups = approvers.some((approver) => readId(approver)?.kind === 'group');
  return reached === 0 || (!hasGroups && approvals !== 'all' && reached < approvals);
}
