import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';

/** What KMS has to be told with every call: the purpose that src/aws/kms.ts names. */
const FOR_COUNTERSIGN = { StringEquals: { 'kms:EncryptionContext:application': 'countersign' } };

export function allow(actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions, resources });
}

/** Seal payloads. */
export function generateDataKey(key: IKey): PolicyStatement {
  return new PolicyStatement({
    actions: ['kms:GenerateDataKey'],
    resources: [key.keyArn],
    conditions: FOR_COUNTERSIGN,
  });
}

/** Open payloads. */
export function decryptDataKey(key: IKey): PolicyStatement {
  return new PolicyStatement({
    actions: ['kms:Decrypt'],
    resources: [key.keyArn],
    conditions: FOR_COUNTERSIGN,
  });
}

/**
 * Complete the tasks of these state machines.
 *
 * The service authorization reference names no resource for SendTask*. Step Functions does check the ARN of the task's
 * state machine, or of its activity (CDK's own `grantTaskResponse` relies on it), so this need not be `*`.
 */
export function completeTasks(...stateMachinesOrActivities: string[]): PolicyStatement {
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

/** Start executions of a state machine, and list them. */
export function startExecutions(stateMachineArn: string): PolicyStatement {
  return allow(['states:StartExecution', 'states:ListExecutions'], [stateMachineArn]);
}

/** Stop every execution of a state machine. */
export function stopExecutions(executionsArn: string): PolicyStatement {
  return allow(['states:StopExecution'], [executionsArn]);
}

/** Read the history of every execution of a state machine. */
export function readHistory(executionsArn: string): PolicyStatement {
  return allow(['states:GetExecutionHistory'], [executionsArn]);
}

/** No KMS permission is needed: the topic has the AWS managed key, which SNS uses for whoever may publish. */
export function publishTo(topic: ITopic): PolicyStatement {
  return allow(['sns:Publish'], [topic.topicArn]);
}

export function readSecret(secret: Pick<ISecret, 'secretArn'>): PolicyStatement {
  return allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
}
