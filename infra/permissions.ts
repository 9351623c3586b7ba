import type { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Wildcard } from './acknowledged.ts';
import type { Sealing } from './sealing.ts';
import type { Settings } from './settings.ts';
import { isUnderKeyOfSns } from './topic.ts';

/** A policy statement, and the reasons for its wildcards. */
export interface Permission {
  readonly statement: PolicyStatement;
  readonly wildcards: readonly Wildcard[];
  /** Also allows a role in the policy of the resource, where that policy names the roles. */
  readonly admit?: (role: IRole) => void;
}

/** @param because the reason for resources with a `*`; without a reason, cdk-nag rejects them */
export function allow(actions: string[], resources: readonly string[], because?: string): Permission {
  return {
    statement: new PolicyStatement({ actions, resources: [...resources] }),
    wildcards: because
      ? resources.filter((one) => one.includes('*')).map((resource) => ({ resource, because }))
      : [],
  };
}

/** Permission to seal payloads. Empty if encryption is disabled. */
export function sealPayloads(sealing: Sealing): Permission[] {
  return useKey(sealing, 'kms:GenerateDataKey');
}

/** Permission to open payloads. Empty if encryption is disabled. */
export function openPayloads(sealing: Sealing): Permission[] {
  return useKey(sealing, 'kms:Decrypt');
}

/**
 * Permission to open payloads, and to prove the answers that are given with them. A proof is sealed under the data key of the
 * payload, unless the payload may be in the format `2-`.
 */
export function openAndProve(sealing: Sealing): Permission[] {
  return [...openPayloads(sealing), ...(sealing.mayHaveLegacy ? sealPayloads(sealing) : [])];
}

function useKey({ key, condition, admit }: Sealing, action: string): Permission[] {
  if (!key) return [];
  const permission = allow([action], [key.keyArn]);
  permission.statement.addConditions(condition);
  return [{ ...permission, admit: (role) => admit(role, action) }];
}

/** Permission to fail the tasks of these state machines. */
export function failTasks(stateMachines: readonly string[]): Permission {
  return allow(
    ['states:SendTaskFailure'],
    stateMachines,
    'The setting stateMachines names the state machines whose tasks the deployment completes.',
  );
}

/**
 * Permission to complete tasks of these state machines and activities.
 *
 * The service authorization reference names no resource for SendTask*. But Step Functions checks the ARN of the task's
 * state machine or activity, and CDK's own `grantTaskResponse` relies on it. So the resource need not be `*`.
 */
export function completeTasks(stateMachinesOrActivities: readonly string[]): Permission {
  return allow(
    ['states:SendTaskSuccess', 'states:SendTaskFailure', 'states:SendTaskHeartbeat'],
    stateMachinesOrActivities,
    'The setting stateMachines names the state machines whose tasks the deployment completes.',
  );
}

/**
 * Permission to complete callbacks of Lambda durable functions, in each of their versions. The resource is the function (service
 * authorization reference of Lambda). Empty without functions.
 */
export function completeCallbacks({ durableFunctions }: Settings): Permission[] {
  if (durableFunctions.length === 0) return [];
  return [
    allow(
      [
        'lambda:SendDurableExecutionCallbackSuccess',
        'lambda:SendDurableExecutionCallbackFailure',
        'lambda:SendDurableExecutionCallbackHeartbeat',
      ],
      durableFunctions.flatMap((arn) => [arn, `${arn}:*`]),
      'The setting durableFunctions names the durable functions, and an execution runs in a version of its function.',
    ),
  ];
}

/** Permission to invoke functions. */
export function invoke(...functionArns: string[]): Permission {
  return allow(['lambda:InvokeFunction'], functionArns);
}

/** Permission to start executions of a state machine. */
export function startExecutions(stateMachineArn: string): Permission {
  return allow(['states:StartExecution'], [stateMachineArn]);
}

/** Permission to list the executions of state machines. */
export function listExecutions(stateMachineArns: readonly string[]): Permission {
  return allow(
    ['states:ListExecutions'],
    stateMachineArns,
    'The setting stateMachines names the state machines whose requests the commands and the home tab show.',
  );
}

/** Permission to find the state machines that match a pattern. */
export function listStateMachines(): Permission {
  return allow(
    ['states:ListStateMachines'],
    ['*'],
    'ListStateMachines does not support resources in policies (AWS service authorization reference).',
  );
}

/**
 * Permission to use the customer managed keys of state machines, through Step Functions only. Step Functions encrypts the
 * output, error and cause of a task with the key, and decrypts the history, with the permissions of its caller (Step
 * Functions Developer Guide: "Data at rest encryption"). Empty without keys.
 */
export function useStateMachineKeys(
  keyArns: readonly string[],
  { region, urlSuffix }: Pick<Stack, 'region' | 'urlSuffix'>,
): Permission[] {
  if (keyArns.length === 0) return [];
  const permission = allow(['kms:Decrypt', 'kms:GenerateDataKey'], keyArns);
  // AWS documents only the first name, also for partitions with another suffix.
  const stepFunctions = [`states.${region}.amazonaws.com`, `states.${region}.${urlSuffix}`];
  permission.statement.addConditions({ StringEquals: { 'kms:ViaService': stepFunctions } });
  return [permission];
}

const EXECUTIONS = 'Each execution of the state machine has its own ARN.';

/** Permission to stop executions. */
export function stopExecutions(executionArns: readonly string[]): Permission {
  return allow(['states:StopExecution'], executionArns, EXECUTIONS);
}

/** Permission to read the histories of executions. */
export function readHistory(executionArns: readonly string[]): Permission {
  return allow(['states:GetExecutionHistory'], executionArns, EXECUTIONS);
}

/**
 * Permission to publish to a topic. The AWS managed key of our own topic works for every principal that may publish. A customer
 * managed key of an existing topic needs more (Amazon SNS Developer Guide: "Key management").
 */
export function publishTo(topic: ITopic): Permission[] {
  const publish = allow(['sns:Publish'], [topic.topicArn]);
  if (!topic.masterKey || isUnderKeyOfSns(topic)) return [publish];
  return [publish, allow(['kms:Decrypt', 'kms:GenerateDataKey'], [topic.masterKey.keyArn])];
}

/**
 * Permission to list the subscriptions of a topic, and to read their filters. SNS checks the ARN of the topic also for the
 * attributes of a subscription.
 */
export function readSubscriptions(topic: ITopic): Permission {
  return allow(['sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'], [topic.topicArn]);
}

/** Permission to read a secret. */
export function readSecret(secret: Pick<ISecret, 'secretArn'>): Permission {
  return allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
}
