import type { Approval, ApprovalRequest, Resolution } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/read-approvals.ts';
import { parseRequest, type RequestDefaults } from '../../src/approval/request.ts';
import { waitingFor } from '../../src/approval/tally.ts';
import { readId } from '../../src/wiring/surfaces.ts';
import { EXECUTION, TASK_TOKEN } from './web-fake-workflow.ts';

/** In English, with the ids of the surfaces that there are. */
export const DEFAULTS: RequestDefaults = { locale: 'en', readId };

/** A request as a state machine's input says it. */
export function request(input: object = { name: 'Ben', requester: 'ann' }): ApprovalRequest {
  return parseRequest(input, DEFAULTS, 'ApprovalEmails');
}

/** An approval that waits. */
export function waiting(
  asked: ApprovalRequest = request(),
  {
    until,
    token = TASK_TOKEN,
    shown = {},
  }: { until?: Date | undefined; token?: string; shown?: object } = {},
): Approval {
  return {
    id: approvalId(token),
    execution: EXECUTION,
    request: asked,
    rounds: [{ shown: { ...shown } }],
    state: waitingFor([], until),
  };
}

/** The same approval, once it ended. */
export function endedAs(resolution: Resolution, approval = waiting()): Approval {
  return { ...approval, state: { kind: 'ended', resolution, untold: false } };
}
