import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Sealing } from './sealing.ts';

export function allow(actions: string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources: [...resources] });
}

/** Seal payloads; nothing where encryption is disabled. */
export function sealPayloads(sealing: Sealing): PolicyStatement[] {
  return useKey(sealing, 'kms:GenerateDataKey');
}

/** Open payloads; nothing where encryption is disabled. */
export function openPayloads(sealing: Sealing): PolicyStatement[] {
  return useKey(sealing, 'kms:Decrypt');
}

function useKey({ key, condition }: Sealing, action: string): PolicyStatement[] {
  if (!key) return [];
  return [
    new PolicyStatement({
      actions: [action],
      resources: [key.keyArn],
      ...(condition && { conditions: condition }),
    }),
  ];
}

/**
 * Complete the tasks of these state machines.
 *
 * The service authorization reference names no resource for SendTask*. Step Functions does check the ARN of the task's
 * state machine, or of its activity (CDK's own `grantTaskResponse` relies on it), so this need not be `*`.
 */
export function completeTasks(stateMachinesOrActivities: readonly string[]): PolicyStatement {
  return allow(
    ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
    stateMachinesOrActivities,
  );
}

/**
 * Complete the callbacks of these Lambda durable functions (Lambda's service authorization reference: the resource is
 * the function).
 */
export function completeCallbacks(...functionArns: string[]): PolicyStatement {
  return allow(
    [
      'lambda:SendDurableExecutionCallbackSuccess',
      'lambda:SendDurableExecutionCallbackFailure',
      'lambda:SendDurableExecutionCallbackHeartbeat',
    ],
    functionArns,
  );
}

export function invoke(...functionArns: string[]): PolicyStatement {
  return allow(['lambda:InvokeFunction'], functionArns);
}

/** Start executions of a state machine, and list them. */
export function startExecutions(stateMachineArn: string): PolicyStatement {
  return allow(['states:StartExecution', 'states:ListExecutions'], [stateMachineArn]);
}

/** Stop every execution of a state machine. */
export function stopExecutions(executionsArn: string): PolicyStatement {
  return allow(['states:StopExecution'], [executionsArn]);
}

/** Read the histories of these executions. */
export function readHistory(executionArns: readonly string[]): PolicyStatement {
  return allow(['states:GetExecutionHistory'], executionArns);
}

/** No KMS permission is needed: the topic has the AWS managed key, which SNS uses for whoever may publish. */
export function publishTo(topic: ITopic): PolicyStatement {
  return allow(['sns:Publish'], [topic.topicArn]);
}

export function readSecret(secret: Pick<ISecret, 'secretArn'>): PolicyStatement {
  return allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
}
