import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IChainable, QueryLanguage, Timeout } from 'aws-cdk-lib/aws-stepfunctions';

/** A deployment that asks: a `Countersign` of the same app, or one of another app, by `Countersign.fromFunctionArns`. */
export interface ICountersign {
  readonly requestApproval: IFunction;
  readonly tellOutcome: IFunction;
}

/** One stage of a request. Its members are those of a request without stages. */
export interface ApprovalStage {
  readonly approvers?: readonly string[] | string;
  readonly approvals?: number | string;
  readonly rejections?: number | string;
  readonly unanimous?: boolean;
  readonly escalate?: readonly ApprovalEscalation[] | string;
  /** Is shown beside the number of the stage, such as `Security`. */
  readonly title?: string;
}

/** When the people who have not answered are reminded. A time is a Duration in whole seconds, a text such as `4h`, or an expression. */
export interface ApprovalReminders {
  /** The time from the question to the first reminder. */
  readonly after: Duration | string;
  /** The time from one reminder to the next, at least 10 seconds. Default: there is one reminder */
  readonly every?: Duration | string;
  /** The last reminder comes so long before the request expires. Default: an hour, if the request waits for more than two */
  readonly beforeExpiry?: Duration | string;
}

/** From a time on, other people may decide too. */
export interface ApprovalEscalation {
  /** The time from when the people of the stage were asked. */
  readonly after: Duration | string;
  readonly to: readonly string[] | string;
}

/** One answer of a request, in place of Approve and Reject. */
export interface ApprovalAction {
  /** Is `approval.decision.action` in the output: a letter, and then letters, digits and `_`. */
  readonly name: string;
  /** The text of the button, at most 40 characters. */
  readonly label: string;
  /** `other` ends the request, and is neither an approval nor a rejection: the state machine continues as after an approval. */
  readonly outcome: 'approve' | 'reject' | 'other';
  /** Default: `danger` for a rejection */
  readonly style?: 'primary' | 'danger';
  /** Members of the output, in `approval`, beside `decision`. An answer that rejects cannot have it: its error has no output. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** The names of the inputs that it asks for. Default: all, and none if it rejects */
  readonly inputs?: readonly string[];
}

/** What the person who decides is asked for. */
export interface ApprovalInput {
  /** A member of `approval.decision.inputs`: a letter, and then letters, digits and `_`. */
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'choice' | 'date' | 'yesno';
  /** Default: false */
  readonly required?: boolean;
  /** Those of a choice. */
  readonly options?: readonly string[] | string;
  /** What the field has at first; a date is a text such as `2026-11-28`. */
  readonly default?: string | number | boolean;
}

export interface ApprovalTaskProps {
  readonly countersign: ICountersign;
  /**
   * The title of the request. Here and in the other texts, `JsonPath.stringAt(…)` takes the text from the state's input
   * in a JSONPath state machine, and `{% … %}` in a JSONata state machine.
   */
  readonly title: string;
  /** More lines for the approver to read, such as `{ Environment: 'production' }`. */
  readonly details?: Readonly<Record<string, string>>;
  /** The name of the requester. Default: the name of the state machine. */
  readonly requester?: string;
  /** The user ID of the requester in Slack (`U…`) or Teams (`aad:<object ID>`). The chat then tells the requester the result. */
  readonly requesterId?: string;
  /**
   * The e-mail address of the requester. With `selfApproval: false`, this address identifies the requester in links of
   * e-mails, and `requesterId` identifies the requester in the chat.
   */
  readonly requesterEmail?: string;
  /**
   * The people who may decide: e-mail addresses, Slack users (`U…`) and user groups (`S…`), and people in Teams
   * (`aad:<object ID>`). `JsonPath.listAt(…)` or one
   * `{% … %}` takes the list from the state's input. Default: each person who receives the request.
   */
  readonly approvers?: readonly string[] | string;
  /**
   * How many different people must approve: at most as many as can. A number, or `{% … %}`. Default: 1, and the members of a
   * group count as people
   */
  readonly approvals?: number | string;
  /** How many different people must reject, for the request to be rejected. A number, or `{% … %}`. Default: 1 */
  readonly rejections?: number | string;
  /** Whether all approvers must approve. In place of `approvals`. Default: false */
  readonly unanimous?: boolean;
  /** Groups of approvers who decide one after the other, each by its own rule. In place of `approvers` and the rules above. */
  readonly stages?: readonly ApprovalStage[] | string;
  /**
   * Whom an approver may name to decide in the approver's place: another approver of the request, or any person. Default:
   * `approvers`
   */
  readonly delegation?: 'approvers' | 'anyone' | 'off';
  /** When the people who have not answered are reminded, or `false`. Default: as the deployment says */
  readonly remind?: ApprovalReminders | false | string;
  /** Who may decide too, after a time; at most three times. With an empty list, only the approvers decide. Default: as the deployment says */
  readonly escalate?: readonly ApprovalEscalation[] | string;
  /** The answers, at most five. Default: Approve and Reject */
  readonly actions?: readonly ApprovalAction[] | string;
  /** What the person who decides is asked for, at most ten values. They are in `approval.decision.inputs`. Default: nothing */
  readonly inputs?: readonly ApprovalInput[] | string;
  /** Whether the requester may decide. `false` needs `requesterId`, `requesterEmail` or both. Default: true */
  readonly selfApproval?: boolean;
  /**
   * Whether the Approve button in Slack and Teams asks for a confirmation. With `typed`, the page of a link also asks the
   * person to type the name of the request. Default: that of the deployment, otherwise false
   */
  readonly confirm?: boolean | 'typed';
  /**
   * The ID of the Slack channel where the request is posted, such as `C0123456789`. The app must be in it. Default: the
   * channel of the deployment
   */
  readonly channel?: string;
  /**
   * The ID (`19:…@thread.tacv2`) or the link of the Teams channel where the request is posted. The app must be installed in
   * its team. Default: the channel of the deployment
   */
  readonly teamsChannel?: string;
  /** Where the request is shown: some of `slack`, `teams` and `email`, or a text. Default: each one of the deployment */
  readonly surfaces?: readonly string[] | string;
  /**
   * A comment of the person who decides, also on an approval. `optional`: the chat asks for one. `required`: without one,
   * nothing is decided. Default: the chat and the page of **Reject** ask for an optional reason, the page of **Approve** for
   * an optional comment
   */
  readonly comment?: 'optional' | 'required';
  /** The language of all texts. Default: the language of the deployment */
  readonly locale?: string;
  /**
   * The request expires after this time: a Duration, or whole seconds from the state's input, as `Timeout.at('$.seconds')` or, in
   * JSONata, `Timeout.jsonata('{% $states.input.seconds %}')`.
   */
  readonly timeout: Duration | Timeout;
  /**
   * The next state after a rejection. Its input has the error `rejected` in `approval.Error`. `approval.Cause` is JSON:
   * `errorMessage` is the sentence, `errorType` is `rejected`, `decision` says who decided, when and why, and `decisions` has
   * all votes that count.
   *
   * Default: the execution fails with the error `rejected` and with this JSON as its cause.
   */
  readonly rejected?: IChainable;
  /** The next state after a timeout. Default: the execution fails with the error `expired`. {@link ApprovalTask.addCatch} catches other errors */
  readonly timedOut?: IChainable;
  /** The query language of these states. Use JSONata in a JSONata state machine. Default: JSONPath */
  readonly queryLanguage?: QueryLanguage;
}
