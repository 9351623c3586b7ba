import type { Approval } from '../approval/approval.ts';
import { tally } from '../approval/tally.ts';
import { decisionsOf } from '../approval/vote.ts';
import { plainNotation, voteLines } from '../approval/votes-text.ts';
import type { Detail } from '../callback/payload.ts';
import type { Wording } from '../wording/index.ts';

/** In characters. The largest page has 10 KB. */
const MAX_VOTES = 3_000;

/** Who has voted, and how many are missing, a line for each stage; none if one answer decides. */
export function votesInLines(approval: Approval | undefined, wording: Wording): readonly string[] {
  return approval ? voteLines(approval, wording, plainNotation(wording), MAX_VOTES) : [];
}

/** The same as a detail of the request. */
export function votesAsDetail(approval: Approval | undefined, wording: Wording): readonly Detail[] {
  const lines = votesInLines(approval, wording);
  return lines.length > 0 ? [{ label: wording.votes.label, value: lines.join('\n') }] : [];
}

/** The same for programs: the votes that count, and how many approvals the stage misses that is asked now. */
export function votesInJson(approval: Approval | undefined) {
  if (!approval?.request.policy.rounds) return {};
  const { state, request } = approval;
  const needed = state.kind === 'waiting' ? state.needed : undefined;
  return {
    ...(needed !== undefined && { approvals_needed: needed }),
    decisions: decisionsOf(tally(request.stages, approval.rounds).votes),
  };
}
