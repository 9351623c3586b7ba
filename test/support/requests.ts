import { waitingAfter } from '../../src/approval/after-rounds.ts';
import type { Approval, ApprovalRequest, Resolution } from '../../src/approval/approval.ts';
import { approvalId } from '../../src/approval/approval-id.ts';
import { parseRequest, type RequestDefaults } from '../../src/approval/request.ts';
import { NOTATION } from '../../src/wiring/notation.ts';
import { EXECUTION, TASK_TOKEN } from './web-fake-workflow.ts';

/** English, and the reader for the IDs of all surfaces. */
export const DEFAULTS: RequestDefaults = { locale: 'en', ...NOTATION };

/** The answers of a request without actions of its own. */
export const TWO_ACTIONS: ApprovalRequest['actions'] = [
  { name: 'approve', outcome: 'approve', style: 'primary', inputs: [] },
  { name: 'reject', outcome: 'reject', style: 'danger', inputs: [] },
];

/** Parses the input of a state machine. */
export function request(input: object = { name: 'Ben', requester: 'ann' }): ApprovalRequest {
  return parseRequest(input, DEFAULTS, 'ApprovalEmails');
}

/** A waiting approval. */
export function waiting(
  asked: ApprovalRequest = request(),
  {
    askedAt,
    until,
    token = TASK_TOKEN,
    shown = {},
  }: { askedAt?: Date; until?: Date | undefined; token?: string; shown?: object } = {},
): Approval {
  const approval = {
    id: approvalId(token),
    execution: EXECUTION,
    request: asked,
    rounds: [{ ...(askedAt && { askedAt }), shown: { ...shown } }],
  };
  return waitingAfter(approval, until);
}

/** An approval after its end. */
export function endedAs(resolution: Resolution, approval = waiting()): Approval {
  return { ...approval, state: { kind: 'ended', resolution } };
}
