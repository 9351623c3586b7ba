import { Duration } from 'aws-cdk-lib';
import {
  Fail,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  QueryLanguage,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { ApprovalTaskProps, ICountersign } from './approval-task-props.ts';

/** Creates the states in one query language. */
export interface StateFactory {
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
    new LambdaInvoke(scope, `${stateName}: ask`, {
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
    LambdaInvoke.jsonata(scope, `${stateName}: ask`, {
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

export const STATES: Readonly<Record<QueryLanguage, StateFactory>> = {
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
