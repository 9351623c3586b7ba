import { Duration } from 'aws-cdk-lib';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { CallbackApi } from './callback-api.ts';
import { surfaceNames } from './chat.ts';
import type { Deployment } from './deployment.ts';
import { createFunction, grant, rolesOf, separatePolicy } from './function.ts';
import { startsOutcome } from './outcome.ts';
import {
  completeCallbacks,
  completeTasks,
  invoke,
  listExecutions,
  listStateMachines,
  openAndProve,
  type Permission,
  readHistory,
  readSecret,
  startExecutions,
  stopExecutions,
} from './permissions.ts';
import { requestVariables } from './request-defaults.ts';

export interface CommandFunctionProps {
  readonly deployment: Deployment;
  readonly api: CallbackApi;
  readonly entry: 'slack' | 'teams';
  /** What it answers, for people. */
  readonly description: string;
  /** Where the chat sends its requests. */
  readonly path: string;
  /** Why API Gateway does not authorize them. */
  readonly open: string;
  readonly secret: Pick<ISecret, 'secretArn'>;
  /** Its variables and permissions, besides those of each chat. */
  readonly environment: Readonly<Record<string, string>>;
  readonly permissions?: readonly Permission[];
}

/**
 * Creates the function that answers commands and buttons of a chat, and its route.
 *
 * @param id the start of the ids of its parts, such as `Slack`
 */
export function createCommandFunction(
  scope: Construct,
  id: string,
  props: CommandFunctionProps,
): LambdaFunction {
  const { deployment, api, entry, description, path, open, secret, environment, permissions = [] } = props;
  const { hosting, sealing, settings, stateMachine, scope: reach } = deployment;
  const outcome = startsOutcome(deployment);
  const answering = createFunction(scope, id, {
    entry,
    hosting,
    description,
    reserved: settings.reservedConcurrency[entry],
    environment: {
      ...sealing.variables,
      STATE_MACHINE_ARN: stateMachine.arn,
      STATE_MACHINES: deployment.completed,
      ...outcome.variables,
      TIMER_STATE_MACHINE_ARN: deployment.timer.arn,
      ...surfaceNames(deployment),
      ...requestVariables(settings),
      ...environment,
    },
    // A vote that comes between two rounds goes on for up to 60 seconds (run-follow-up.ts of the chat).
    timeout: Duration.seconds(75),
  });
  // A follow-up tells its failure itself. One that is run again would tell it again.
  answering.configureAsyncInvoke({ retryAttempts: 0 });
  api.addRoute({ name: entry, path, method: HttpMethod.POST, to: answering, open });

  grant(
    answering,
    ...openAndProve(sealing),
    ...permissions,
    completeTasks(reach.completable),
    ...completeCallbacks(settings),
    readHistory(reach.executions),
    outcome.permission,
    ...reach.keys,
    startExecutions(stateMachine.arn),
    listExecutions(reach.listed),
    stopExecutions(reach.executions),
    readSecret(secret),
  );
  const roles = rolesOf([answering]);
  // What takes longer than the chat waits goes on in an asynchronous invocation.
  separatePolicy(scope, `${id}InvokesItself`, roles, invoke(answering.functionArn));
  if (reach.listed.some((arn) => arn.includes('*'))) {
    separatePolicy(scope, `${id}FindsStateMachines`, roles, listStateMachines());
  }
  return answering;
}
