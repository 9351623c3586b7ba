import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Fail,
  type IChainable,
  type INextable,
  IntegrationPattern,
  JsonPath,
  Pass,
  QueryLanguage,
  type State,
  StateMachineFragment,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** The two functions of a Countersign that approvals need: `stack.bot`, or those of another deployment by their ARNs. */
export interface ApprovalBot {
  readonly requestApproval: IFunction;
  readonly announceDecision: IFunction;
}

export interface ApprovalTaskProps {
  readonly bot: ApprovalBot;
  /**
   * What is asked. In JSONPath machines a `JsonPath.stringAt(…)`, in JSONata machines a `{% … %}`, may stand here and below;
   * nothing of `approval`, though, which is another before the decision than after it.
   */
  readonly title: string;
  /** Lines that people read, such as `{ Environment: 'production' }`. */
  readonly details?: Readonly<Record<string, string>>;
  /** Who asks. Default: the state machine. */
  readonly requester?: string;
  /** The requester's Slack user id: whoever asked is told the outcome there. */
  readonly requesterId?: string;
  /** Who may decide: Slack users (`U…`), user groups (`S…`), e-mail addresses. Default: whoever is asked. */
  readonly approvers?: readonly string[];
  /** Whether whoever asked may decide; `false` needs `requesterId`. Default: true */
  readonly selfApproval?: boolean;
  /** Whether approving asks once more in Slack. Default: false */
  readonly confirm?: boolean;
  /** The language of all texts. Default: that of the deployment */
  readonly locale?: string;
  /** After this long nobody has decided. */
  readonly timeout: Duration;
  /** Where to go on after a rejection. Default: the execution fails with `rejected`. */
  readonly rejected?: IChainable;
  /** Where to go on when nobody decided in time. Default: the execution fails with `States.Timeout`. */
  readonly timedOut?: IChainable;
  /** The language of the paths, here and in the branches: in a machine that is JSONata as a whole, JSONata. Default: JSONPath */
  readonly queryLanguage?: QueryLanguage;
}

/** The states are named by the id, with more words, and a state's name has at most 80 characters. */
const LONGEST_ID = 50;

type Outcome = 'approved' | 'rejected' | 'timed out';

/**
 * A step of a state machine that asks people, waits, and tells them how it ended. It goes on after an approval, with the
 * decision in `approval` beside the state's input; there are branches for a rejection and for a timeout.
 *
 * The deployment has to be told of the state machine (`-c stateMachines=<its ARN>`): only tasks of machines that it
 * names may be completed.
 */
export class ApprovalTask extends StateMachineFragment {
  readonly startState: State;
  readonly endStates: INextable[];

  constructor(scope: Construct, id: string, props: ApprovalTaskProps) {
    super(scope, id);
    if (id.length > LONGEST_ID)
      throw new TypeError(`The id "${id}" is longer than ${LONGEST_ID} characters.`);
    const queryLanguage = languageOf(props);
    const words = WORDS[queryLanguage];
    const approved = new Pass(this, 'Approved', { stateName: `${id}: approved`, queryLanguage });
    const { rejected = words.fail(this, `${id}: rejected`) } = props;
    const expired = { error: 'States.Timeout', queryLanguage };
    const { timedOut = new Fail(this, `${id}: timed out`, expired) } = props;

    const ask = words.ask(this, id, props, requestOf(props));
    ask.next(this.tell('approved', id, props, approved));
    words.catch(ask, ['rejected'], this.tell('rejected', id, props, rejected));
    words.catch(ask, ['States.Timeout'], this.tell('timed out', id, props, timedOut));

    this.startState = ask;
    this.endStates = [approved];
  }

  /** Whether people could be told changes nothing about the decision. */
  private tell(outcome: Outcome, id: string, props: ApprovalTaskProps, then: IChainable): LambdaInvoke {
    const words = WORDS[languageOf(props)];
    const tell = words.tell(this, `${id}: tell that it was ${outcome}`, props, requestOf(props));
    // As in src/workflow/approval-emails.asl.json: only where nobody was told, or nobody will have heard of it.
    tell.addRetry({ errors: ['Lambda.TooManyRequestsException', 'Lambda.ServiceException'] });
    tell.next(then);
    words.catchQuietly(tell, then);
    return tell;
  }
}

function languageOf({ queryLanguage = QueryLanguage.JSON_PATH }: ApprovalTaskProps): QueryLanguage {
  return queryLanguage;
}

/** The input of request-approval, see src/approval/request.ts. */
function requestOf(props: ApprovalTaskProps): Record<string, unknown> {
  const { title, details, requester, requesterId, approvers, selfApproval, confirm, locale } = props;
  return {
    name: title,
    title,
    ...(details && { details }),
    ...(requester !== undefined && { requester }),
    ...(requesterId !== undefined && { requester_id: requesterId }),
    ...(approvers && { approvers }),
    ...(selfApproval !== undefined && { self_approval: selfApproval }),
    ...(confirm !== undefined && { confirm }),
    ...(locale !== undefined && { locale }),
  };
}

/** The states in a query language. */
interface Words {
  ask(scope: Construct, stateName: string, props: ApprovalTaskProps, request: object): LambdaInvoke;
  tell(scope: Construct, stateName: string, props: ApprovalTaskProps, request: object): LambdaInvoke;
  catch(ask: LambdaInvoke, errors: string[], handler: IChainable): void;
  catchQuietly(tell: LambdaInvoke, handler: IChainable): void;
  /** Ends the execution, and says who rejected. */
  fail(scope: Construct, stateName: string): Fail;
}

/** Where the result of the ask stands, beside the state's input. */
const RESULT = 'approval';

const jsonPath: Words = {
  ask: (scope, stateName, { bot, timeout }, request) =>
    new LambdaInvoke(scope, 'Ask', {
      queryLanguage: QueryLanguage.JSON_PATH,
      ...asking(stateName, bot, timeout),
      payload: TaskInput.fromObject({
        token: JsonPath.taskToken,
        execution: JsonPath.executionId,
        request,
        timeout_seconds: timeout.toSeconds(),
      }),
      resultPath: `$.${RESULT}`,
    }),
  tell: (scope, stateName, { bot }, request) =>
    new LambdaInvoke(scope, stateName, {
      queryLanguage: QueryLanguage.JSON_PATH,
      ...telling(stateName, bot),
      payload: TaskInput.fromObject({
        execution: JsonPath.executionId,
        request,
        output: JsonPath.objectAt(`$.${RESULT}`),
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

const jsonata: Words = {
  ask: (scope, stateName, { bot, timeout }, request) =>
    LambdaInvoke.jsonata(scope, 'Ask', {
      ...asking(stateName, bot, timeout),
      payload: TaskInput.fromObject({
        token: '{% $states.context.Task.Token %}',
        execution: '{% $states.context.Execution.Id %}',
        request,
        timeout_seconds: timeout.toSeconds(),
      }),
      outputs: merged('$states.result'),
    }),
  tell: (scope, stateName, { bot }, request) =>
    LambdaInvoke.jsonata(scope, stateName, {
      ...telling(stateName, bot),
      payload: TaskInput.fromObject({
        execution: '{% $states.context.Execution.Id %}',
        request,
        output: `{% $states.input.${RESULT} %}`,
      }),
      outputs: '{% $states.input %}',
    }),
  catch: (ask, errors, handler) =>
    void ask.addCatch(handler, { errors, outputs: merged('$states.errorOutput') }),
  catchQuietly: (tell, handler) => void tell.addCatch(handler, { outputs: '{% $states.input %}' }),
  fail: (scope, stateName) =>
    Fail.jsonata(scope, stateName, { error: 'rejected', cause: `{% $states.input.${RESULT}.Cause %}` }),
};

const WORDS: Readonly<Record<QueryLanguage, Words>> = {
  [QueryLanguage.JSON_PATH]: jsonPath,
  [QueryLanguage.JSONATA]: jsonata,
};

function asking(stateName: string, bot: ApprovalBot, timeout: Duration) {
  return {
    stateName,
    lambdaFunction: bot.requestApproval,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    taskTimeout: Timeout.duration(timeout),
    // A retry would ask again, with another token: two messages, of which one is dead.
    retryOnServiceExceptions: false,
  };
}

function telling(stateName: string, bot: ApprovalBot) {
  return { stateName, lambdaFunction: bot.announceDecision, retryOnServiceExceptions: false };
}

function merged(result: string): string {
  return `{% $merge([$states.input, {"${RESULT}": ${result}}]) %}`;
}
