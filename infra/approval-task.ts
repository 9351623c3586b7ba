import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Errors,
  Fail,
  type IChainable,
  type INextable,
  IntegrationPattern,
  JitterType,
  JsonPath,
  Pass,
  QueryLanguage,
  type RetryProps,
  type State,
  StateMachineFragment,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { timeOf } from './durations.ts';

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

/**
 * The names of the states consist of this ID and a suffix. A name has at most 80 characters (Amazon States Language).
 */
const LONGEST_ID = 50;

/** The same retries as in workflow/approval-emails.asl.json, with the same reasons. */
const ASK_RETRIES: readonly RetryProps[] = [
  { errors: ['Countersign.NextRound'], interval: Duration.seconds(1), backoffRate: 1, maxAttempts: 99 },
  {
    errors: ['Countersign.TryAgain', 'Lambda.TooManyRequestsException'],
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 60,
    jitterStrategy: JitterType.FULL,
  },
  {
    errors: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.Unknown',
      'Sandbox.Timedout',
      'Runtime.ExitError',
    ],
    interval: Duration.seconds(2),
    maxAttempts: 2,
  },
];
const TELL_RETRY: RetryProps = {
  errors: ['States.ALL'],
  interval: Duration.seconds(1),
  maxAttempts: 6,
  jitterStrategy: JitterType.FULL,
};

type Outcome = 'approved' | 'rejected' | 'timed out';

/**
 * A step of a state machine that sends an approval request, waits for the decision, and announces the result. After an
 * approval, the state machine continues with the decision in `approval`, beside the members of the state's input. The
 * input must be an object. (In a Map state, create one with `itemSelector`.) After a rejection or a timeout, the state
 * machine continues with `rejected` or `timedOut`, or fails.
 *
 * A deployment of the same app may complete the tasks of this state machine. The setting `stateMachines` of another deployment must
 * name the state machine: a deployment completes no other tasks.
 */
export class ApprovalTask extends StateMachineFragment {
  readonly startState: State;
  readonly endStates: INextable[];
  readonly #ask: LambdaInvoke;
  readonly #catch: StateFactory['catch'];

  constructor(scope: Construct, id: string, props: ApprovalTaskProps) {
    super(scope, id);
    if (id.length > LONGEST_ID)
      throw new TypeError(`The ID "${id}" is longer than ${LONGEST_ID} characters.`);
    if (props.selfApproval === false && !props.requesterId && !props.requesterEmail)
      throw new TypeError(
        'selfApproval: false needs requesterId or requesterEmail, to identify the requester.',
      );
    const queryLanguage = languageOf(props);
    const states = STATES[queryLanguage];
    const approved = new Pass(this, 'Approved', { stateName: `${id}: approved`, queryLanguage });
    const { rejected = states.fail(this, `${id}: rejected`) } = props;
    const expired = { error: 'expired', cause: 'The request expired without a decision.', queryLanguage };
    const { timedOut = new Fail(this, `${id}: timed out`, expired) } = props;

    const ask = states.ask(this, id, props, requestOf(props));
    for (const retry of ASK_RETRIES) ask.addRetry(retry);
    ask.next(this.tell('approved', id, props, approved));
    states.catch(ask, ['rejected'], this.tell('rejected', id, props, rejected));
    states.catch(ask, ['States.Timeout', 'Countersign.Expired'], this.tell('timed out', id, props, timedOut));

    this.startState = ask;
    this.endStates = [approved];
    this.#ask = ask;
    this.#catch = states.catch;
  }

  /**
   * Goes on with a state after other errors than a rejection and an expiry: after `NothingSent`, `InvalidRequest` or `NotPermitted`, no
   * person could be asked. The input of the state has the error in `approval`.
   *
   * @param errors default: all errors
   */
  addCatch(
    handler: IChainable,
    { errors = [Errors.ALL] }: { readonly errors?: readonly string[] } = {},
  ): this {
    this.#catch(this.#ask, [...errors], handler);
    return this;
  }

  /** If the announcement fails, the decision stays valid, and EventBridge announces it after the execution. */
  private tell(outcome: Outcome, id: string, props: ApprovalTaskProps, then: IChainable): LambdaInvoke {
    const states = STATES[languageOf(props)];
    const tell = states.tell(this, `${id}: tell that it was ${outcome}`, props);
    tell.addRetry(TELL_RETRY);
    tell.next(then);
    states.catchQuietly(tell, then);
    return tell;
  }
}

function languageOf({ queryLanguage = QueryLanguage.JSON_PATH }: ApprovalTaskProps): QueryLanguage {
  return queryLanguage;
}

/** The request in the input of request-approval (see src/approval/request.ts). */
function requestOf(props: ApprovalTaskProps): Record<string, unknown> {
  const members = {
    name: props.title,
    title: props.title,
    details: props.details,
    requester: props.requester,
    requester_id: props.requesterId,
    requester_email: props.requesterEmail,
    approvers: props.approvers,
    approvals: props.approvals,
    rejections: props.rejections,
    unanimous: props.unanimous,
    stages: each(props.stages, ({ escalate, ...stage }) => ({ ...stage, escalate: escalations(escalate) })),
    delegation: props.delegation,
    remind: reminders(props.remind),
    escalate: escalations(props.escalate),
    actions: props.actions,
    inputs: props.inputs,
    self_approval: props.selfApproval,
    confirm: props.confirm,
    channel: props.channel,
    teams_channel: props.teamsChannel,
    surfaces: props.surfaces,
    comment: props.comment,
    locale: props.locale,
  };
  return given(members);
}

function reminders(remind: ApprovalTaskProps['remind']): unknown {
  if (typeof remind !== 'object') return remind;
  const { after, every, beforeExpiry } = remind;
  return given({
    after: timeOf(after),
    every: every && timeOf(every),
    before_expiry: beforeExpiry && timeOf(beforeExpiry),
  });
}

function escalations(escalate: ApprovalTaskProps['escalate']): unknown {
  return each(escalate, ({ after, to }) => ({ after: timeOf(after), to }));
}

/** The members of a list. An expression, which gives the list at run time, stays as it is. */
function each<T>(
  list: readonly T[] | string | undefined,
  toMembers: (one: T) => Record<string, unknown>,
): unknown {
  return typeof list === 'object' ? list.map((one) => given(toMembers(one))) : list;
}

function given(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** Creates the states in one query language. */
interface StateFactory {
  ask(scope: Construct, stateName: string, props: ApprovalTaskProps, request: object): LambdaInvoke;
  tell(scope: Construct, stateName: string, props: ApprovalTaskProps): LambdaInvoke;
  catch(ask: LambdaInvoke, errors: string[], handler: IChainable): void;
  catchQuietly(tell: LambdaInvoke, handler: IChainable): void;
  /** Ends the execution after a rejection. The cause is the JSON of the rejection. */
  fail(scope: Construct, stateName: string): Fail;
}

/** The member for the decision, beside the members of the state's input. */
const RESULT = 'approval';

const jsonPath: StateFactory = {
  ask: (scope, stateName, { countersign, timeout }, request) =>
    new LambdaInvoke(scope, 'Ask', {
      queryLanguage: QueryLanguage.JSON_PATH,
      ...asking(stateName, countersign, timeout),
      payload: TaskInput.fromObject({
        token: JsonPath.taskToken,
        execution: JsonPath.executionId,
        request,
        timeout_seconds: secondsOf(timeout),
      }),
      resultPath: `$.${RESULT}`,
    }),
  tell: (scope, stateName, { countersign }) =>
    new LambdaInvoke(scope, stateName, {
      queryLanguage: QueryLanguage.JSON_PATH,
      ...telling(stateName, countersign),
      payload: TaskInput.fromObject({
        execution: JsonPath.executionId,
        entered: JsonPath.stateEnteredTime,
      }),
      resultPath: JsonPath.DISCARD,
    }),
  catch: (ask, errors, handler) => void ask.addCatch(handler, { errors, resultPath: `$.${RESULT}` }),
  catchQuietly: (tell, handler) => void tell.addCatch(handler, { resultPath: JsonPath.DISCARD }),
  fail: (scope, stateName) =>
    new Fail(scope, stateName, {
      queryLanguage: QueryLanguage.JSON_PATH,
      error: 'rejected',
      causePath: JsonPath.stringAt(`$.${RESULT}.Cause`),
    }),
};

const jsonata: StateFactory = {
  ask: (scope, stateName, { countersign, timeout }, request) =>
    LambdaInvoke.jsonata(scope, 'Ask', {
      ...asking(stateName, countersign, timeout),
      payload: TaskInput.fromObject({
        token: '{% $states.context.Task.Token %}',
        execution: '{% $states.context.Execution.Id %}',
        request,
        timeout_seconds: secondsOf(timeout),
      }),
      outputs: merged('$states.result'),
    }),
  tell: (scope, stateName, { countersign }) =>
    LambdaInvoke.jsonata(scope, stateName, {
      ...telling(stateName, countersign),
      payload: TaskInput.fromObject({
        execution: '{% $states.context.Execution.Id %}',
        entered: '{% $states.context.State.EnteredTime %}',
      }),
      outputs: '{% $states.input %}',
    }),
  catch: (ask, errors, handler) =>
    void ask.addCatch(handler, { errors, outputs: merged('$states.errorOutput') }),
  catchQuietly: (tell, handler) => void tell.addCatch(handler, { outputs: '{% $states.input %}' }),
  fail: (scope, stateName) =>
    Fail.jsonata(scope, stateName, { error: 'rejected', cause: `{% $states.input.${RESULT}.Cause %}` }),
};

const STATES: Readonly<Record<QueryLanguage, StateFactory>> = {
  [QueryLanguage.JSON_PATH]: jsonPath,
  [QueryLanguage.JSONATA]: jsonata,
};

/** The seconds of `timeout_seconds`, which must be the same as TimeoutSeconds. */
function secondsOf(timeout: Duration | Timeout): number | string | undefined {
  if (timeout instanceof Duration) return timeout.toSeconds();
  const { seconds, path, jsonataExpression } = timeout;
  return seconds ?? jsonataExpression ?? (path && JsonPath.numberAt(path));
}

function asking(stateName: string, countersign: ICountersign, timeout: Duration | Timeout) {
  return {
    stateName,
    lambdaFunction: countersign.requestApproval,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    taskTimeout: timeout instanceof Duration ? Timeout.duration(timeout) : timeout,
    retryOnServiceExceptions: false,
  };
}

function telling(stateName: string, countersign: ICountersign) {
  return { stateName, lambdaFunction: countersign.tellOutcome, retryOnServiceExceptions: false };
}

function merged(result: string): string {
  return `{% $merge([$states.input, {"${RESULT}": ${result}}]) %}`;
}
