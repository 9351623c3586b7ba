import { Duration } from 'aws-cdk-lib';
import {
  Errors,
  Fail,
  type IChainable,
  type INextable,
  JitterType,
  Pass,
  QueryLanguage,
  type RetryProps,
  type State,
  StateMachineFragment,
  type Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { STATES, type StateFactory } from './approval-states.ts';
import type { ApprovalTaskProps } from './approval-task-props.ts';
import { requestOf } from './request-of-task.ts';

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
    assertTimeout(props.timeout, queryLanguage);
    const states = STATES[queryLanguage];
    const approved = new Pass(this, `${id}: approved`, { queryLanguage });
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

/** CloudFormation would find out while it deploys the state machine. */
function assertTimeout(timeout: Duration | Timeout, queryLanguage: QueryLanguage): void {
  if (timeout instanceof Duration) {
    if (timeout.isUnresolved() || timeout.toSeconds() > 0) return;
    throw new TypeError('timeout must be at least one second.');
  }
  if (timeout.path && queryLanguage === QueryLanguage.JSONATA)
    throw new TypeError("timeout is a path, for JSONPath. In JSONata, use Timeout.jsonata('{% … %}').");
  if (timeout.jsonataExpression && queryLanguage === QueryLanguage.JSON_PATH)
    throw new TypeError("timeout is an expression, for JSONata. In JSONPath, use Timeout.at('$.…').");
}
