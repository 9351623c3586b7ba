import type { Approval, Stage } from './approval.ts';
import type { ReadId } from './people.ts';
import { findReach, type Missing, missingApprovers, undelivered } from './reach.ts';
import { inStage } from './request.ts';
import type { Surface } from './surface.ts';
import { tally } from './tally.ts';

interface StagePorts {
  readonly surfaces: readonly Surface[];
  readonly readId: ReadId;
}

/**
 * Looks in each stage of a new request for the approvers whom no surface can reach: a stage that begins days later is then too
 * late to learn of it.
 *
 * @returns these approvers, of the stages after the first: those of a stage that is asked are found when it is asked
 * @throws {Refusal} NothingSent if too few people of a stage can be reached
 */
export async function reachStages(waiting: Approval, ports: StagePorts): Promise<readonly Missing[]> {
  const { stages } = tally(waiting.request.stages, waiting.rounds);
  const missing = await Promise.all(stages.map((_, stage) => missingIn(waiting, stage, ports)));
  for (const [index, stage] of stages.entries()) {
    const unreached = missing[index] ?? [];
    if (!isTooFew(stage, unreached, ports)) continue;
    const nothing = { approval: waiting, messages: {}, failed: [], unreached: [], mayTryAgain: false };
    throw undelivered({ ...nothing, missing: unreached });
  }
  return missing.slice(1).flat();
}

/** @returns none if a surface does not answer: it may reach any approver */
async function missingIn(
  { request }: Approval,
  stage: number,
  { surfaces }: StagePorts,
): Promise<readonly Missing[]> {
  const { stages } = request;
  if (!stages[stage]?.approvers) return [];
  const inThisStage = inStage(request, { stages, stage });
  const { answers, failed } = await findReach(() => inThisStage, surfaces);
  return failed.length > 0 ? [] : missingApprovers(inThisStage, answers);
}

/** Whether the people who are reached cannot approve a stage. The members of a group are not known here. */
function isTooFew({ approvers = [], approvals }: Stage, missing: readonly Missing[], { readId }: StagePorts) {
  if (missing.length === 0) return false;
  const reached = approvers.length - missing.length;
  const hasGroups = approvers.some((approver) => readId(approver)?.kind === 'group');
  return reached === 0 || (!hasGroups && approvals !== 'all' && reached < approvals);
}
