import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { tellEnds } from './execution-ends.ts';
import { rolesOf, separatePolicy } from './function.ts';
import {
  completeTasks,
  failTasks,
  listExecutions,
  readHistory,
  stopExecutions,
  useStateMachineKeys,
} from './permissions.ts';
import type { ServedMachine } from './served-machine.ts';

/** The parts of a deployment that work with the state machines which it serves. */
export interface Servers {
  /** The name of the deployment. */
  readonly name: string;
  /** All functions that read histories. */
  readonly reading: readonly LambdaFunction[];
  /** The functions that people answer through. */
  readonly answering: readonly LambdaFunction[];
  /** The functions that list and cancel requests. */
  readonly commanding: readonly LambdaFunction[];
  /** The function that ends requests whose time is over. */
  readonly tick: LambdaFunction;
  /** ApprovalOutcome; missing without a surface, because then there are no messages to close. */
  readonly outcome: StateMachine | undefined;
}

/**
 * Lets a deployment complete the tasks of a state machine, and what belongs to it: read its histories, list and stop its
 * executions, and hear of their ends. All of it is created beside the state machine, and names exactly this one. So there is no
 * circular dependency: the state machine depends on the functions, and the policies depend on both.
 */
export function serveMachine({ scope, arn, name, keyArn }: ServedMachine, servers: Servers): void {
  const { reading, answering, commanding, tick, outcome } = servers;
  const at = new Construct(scope, `ServedBy${servers.name}`);
  const stack = Stack.of(at);
  const tasks = [arn, `${arn}/*`];
  const executionArn = (sep: string) =>
    `${stack.formatArn({ service: 'states', resource: 'execution', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME })}${sep}*`;
  // The second one: the children of a distributed Map (infra/state-machine-arns.ts).
  const executions = [executionArn(':'), executionArn('/')];
  separatePolicy(at, 'Read', rolesOf(reading), readHistory(executions));
  separatePolicy(at, 'Complete', rolesOf(answering), completeTasks(tasks));
  separatePolicy(at, 'Expire', rolesOf([tick]), failTasks(tasks));
  if (commanding.length > 0) {
    separatePolicy(at, 'List', rolesOf(commanding), listExecutions([arn]));
    separatePolicy(at, 'Cancel', rolesOf(commanding), stopExecutions(executions));
  }
  for (const key of useStateMachineKeys(keyArn ? [keyArn] : [], stack)) {
    separatePolicy(at, 'UseKey', rolesOf(reading), key);
  }
  if (outcome) {
    tellEnds(at, 'Ended', {
      stateMachineArns: tasks,
      status: ['ABORTED', 'TIMED_OUT', 'FAILED', 'SUCCEEDED'],
      outcome,
    });
  }
}
