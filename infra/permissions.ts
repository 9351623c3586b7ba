import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Wildcard } from './acknowledged.ts';
import type { Sealing } from './sealing.ts';

/** What somebody may do, and why where it is to more than one thing. */
export interface Permission {
  readonly statement: PolicyStatement;
  readonly wildcards: readonly Wildcard[];
}

/** @param because why a resource has a `*`; without it, none may have one */
export function allow(actions: string[], resources: readonly string[], because?: string): Permission {
  return {
    statement: new PolicyStatement({ actions, resources: [...resources] }),
    wildcards: because
      ? resources.filter((one) => one.includes('*')).map((resource) => ({ resource, because }))
      : [],
  };
}

/** Seal payloads; nothing where encryption is disabled. */
export function sealPayloads(sealing: Sealing): Permission[] {
  return useKey(sealing, 'kms:GenerateDataKey');
}

/** Open payloads; nothing where encryption is disabled. */
export function openPayloads(sealing: Sealing): Permission[] {
  return useKey(sealing, 'kms:Decrypt');
}

function useKey({ key, condition }: Sealing, action: string): Permission[] {
  if (!key) return [];
  const permission = allow([action], [key.keyArn]);
  if (condition) permission.statement.addConditions(condition);
  return [permission];
}

/**
 * Complete the tasks of these state machines.
 *
 * The service authorization reference names no resource for SendTask*. Step Functions does check the ARN of the task's
 * state machine, or of its activity (CDK's own `grantTaskResponse` relies on it), so this need not be `*`.
 */
export function completeTasks(stateMachinesOrActivities: readonly string[]): Permission {
  return allow(
    ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
    stateMachinesOrActivities,
    'The deployment was told to complete the tasks of all state machines that match (-c stateMachines).',
  );
}

/**
 * Complete the callbacks of these Lambda durable functions (Lambda's service authorization reference: the resource is
 * the function).
 */
export function completeCallbacks(...functionArns: string[]): Permission {
  return allow(
    [
      'lambda:SendDurableExecutionCallbackSuccess',
      'lambda:SendDurableExecutionCallbackFailure',
      'lambda:SendDurableExecutionCallbackHeartbeat',
    ],
    functionArns,
    'Which durable function waits is known to whoever mints the URL. Completing a callback needs its id, which is sealed.',
  );
}

export function invoke(...functionArns: string[]): Permission {
  return allow(['lambda:InvokeFunction'], functionArns);
}

/** Start executions of a state machine, and list them. */
export function startExecutions(stateMachineArn: string): Permission {
  return allow(['states:StartExecution', 'states:ListExecutions'], [stateMachineArn]);
}

const EXECUTIONS = 'Every execution of the state machine has an ARN of its own.';

/** Stop every execution of a state machine. */
export function stopExecutions(executionsArn: string): Permission {
  return allow(['states:StopExecution'], [executionsArn], EXECUTIONS);
}

/** Read the histories of these executions. */
export function readHistory(executionArns: readonly string[]): Permission {
  return allow(['states:GetExecutionHistory'], executionArns, EXECUTIONS);
}

/** No KMS permission is needed: the topic has the AWS managed key, which SNS uses for whoever may publish. */
export function publishTo(topic: ITopic): Permission {
  return allow(['sns:Publish'], [topic.topicArn]);
}

export function readSecret(secret: Pick<ISecret, 'secretArn'>): Permission {
  return allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
}
