export type {
  ApprovalDecision,
  ApprovalOutput,
  ApprovalRequest,
  RejectionCause,
  RequestAction,
  RequestApprovalPayload,
  RequestEscalation,
  RequestInput,
  RequestReminders,
  RequestStage,
} from './approval-request.ts';
export {
  type ApprovalAction,
  type ApprovalEscalation,
  type ApprovalInput,
  type ApprovalReminders,
  type ApprovalStage,
  ApprovalTask,
  type ApprovalTaskProps,
  type ICountersign,
} from './approval-task.ts';
export { Countersign, type CountersignFunctions } from './countersign.ts';
export type { CountersignProps } from './countersign-props.ts';
