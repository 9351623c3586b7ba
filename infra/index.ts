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
export { ApprovalTask } from './approval-task.ts';
export type {
  ApprovalAction,
  ApprovalEscalation,
  ApprovalInput,
  ApprovalReminders,
  ApprovalStage,
  ApprovalTaskProps,
  ICountersign,
} from './approval-task-props.ts';
export { Countersign, type CountersignFunctions } from './countersign.ts';
export type { CountersignProps } from './countersign-props.ts';
