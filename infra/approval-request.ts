/*
 * What a program sends and receives that asks without ApprovalTask. schemas/approval-request.schema.json says the same about the
 * request; docs/deploy.md and docs/approvals.md explain each member.
 */

/** A time such as `30m`, `4h` or `2d`, at most a year. */
type Time = string;
/** IDs of Slack and Teams, and e-mail addresses; or one text that separates them by commas. */
type People = string | readonly string[];

/** The input of the state machine ApprovalEmails. A member that is `null` counts as absent. */
export interface ApprovalRequest {
  /** Who or what the request is for. It is also in the output, as `name_in_output`. */
  readonly name: string;
  readonly title?: string | null;
  /** Lines below the title: labels and values. */
  readonly details?: Readonly<Record<string, unknown>> | null;
  readonly requester?: string | null;
  readonly requester_id?: string | null;
  readonly requester_email?: string | null;
  readonly locale?: string | null;
  readonly approvers?: People | null;
  readonly approvals?: number | null;
  readonly rejections?: number | null;
  readonly unanimous?: boolean | null;
  readonly escalate?: readonly RequestEscalation[] | null;
  readonly stages?: readonly RequestStage[] | null;
  readonly delegation?: 'approvers' | 'anyone' | 'off' | null;
  readonly self_approval?: boolean | null;
  readonly remind?: RequestReminders | false | null;
  readonly actions?: readonly RequestAction[] | null;
  readonly inputs?: readonly RequestInput[] | null;
  readonly confirm?: boolean | 'typed' | null;
  readonly comment?: 'optional' | 'required' | null;
  readonly channel?: string | null;
  readonly teams_channel?: string | null;
  readonly surfaces?: string | readonly string[] | null;
  /** `return`: a rejection is an output, not an error. */
  readonly on_reject?: 'fail' | 'return' | null;
}

export interface RequestStage {
  readonly approvers?: People | null;
  readonly approvals?: number | null;
  readonly rejections?: number | null;
  readonly unanimous?: boolean | null;
  readonly escalate?: readonly RequestEscalation[] | null;
  readonly title?: string | null;
}

export interface RequestEscalation {
  readonly after: Time;
  readonly to: People;
}

export interface RequestReminders {
  readonly after: Time;
  readonly every?: Time | null;
  readonly before_expiry?: Time | null;
}

export interface RequestAction {
  readonly name: string;
  readonly label: string;
  readonly outcome: 'approve' | 'reject' | 'other';
  readonly style?: 'primary' | 'danger' | null;
  readonly output?: Readonly<Record<string, unknown>> | null;
  readonly inputs?: readonly string[] | null;
}

export interface RequestInput {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'choice' | 'date' | 'yesno';
  readonly required?: boolean | null;
  readonly options?: readonly string[] | null;
  readonly default?: string | number | boolean | null;
}

/** The payload of a task that invokes `request-approval` with `.waitForTaskToken`. */
export interface RequestApprovalPayload {
  /** The task token: `$$.Task.Token`, and in JSONata `$states.context.Task.Token`. */
  readonly token: string;
  /** The ARN of the execution. */
  readonly execution: string;
  readonly request: ApprovalRequest;
  /** The same as TimeoutSeconds of the task. */
  readonly timeout_seconds?: number;
}

/** One person's answer. */
export interface ApprovalDecision {
  /** `approve`, `reject`, or an action of the request. */
  readonly action: string;
  readonly outcome?: 'approve' | 'reject' | 'other';
  readonly label?: string;
  /** A name for people to read, or an e-mail address. */
  readonly by?: string;
  /** The person's ID in Slack or Teams. */
  readonly user_id?: string;
  readonly email?: string;
  /** The surface, such as `slack`. */
  readonly via: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly comment?: string;
  readonly inputs?: Readonly<Record<string, string | number | boolean>>;
  readonly replaces?: number;
  readonly stage?: number;
}

/** The output of a task that was approved: that of ApprovalEmails, and `approval` after an ApprovalTask. */
export interface ApprovalOutput {
  readonly name_in_output: string;
  /** The last vote. */
  readonly decision: ApprovalDecision;
  /** All votes that count. */
  readonly decisions: readonly ApprovalDecision[];
  readonly proof?: string;
  /** Members of the `output` of an action. */
  readonly [member: string]: unknown;
}

/** The cause of a task that failed with the error `rejected`, as JSON. */
export interface RejectionCause {
  readonly errorMessage: string;
  readonly errorType: 'rejected';
  readonly decision: ApprovalDecision;
  readonly decisions: readonly ApprovalDecision[];
  readonly proof?: string;
}
