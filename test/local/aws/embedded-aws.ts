import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { onTestFinished } from 'vitest';
import { type AwsEndpointOptions, startAwsEndpoint } from '../../../src/local/aws/endpoint.ts';
import type { LambdaFunction } from '../../../src/local/aws/lambda/lambda.ts';
import { createFakeClock } from './fake-clock.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/workflow';

/** Starts an endpoint for the running test only, with a clock that stands still and the clients of the AWS SDK. */
export async function startEmbeddedAws(options: Partial<AwsEndpointOptions> = {}) {
  const clock = createFakeClock();
  const functions: Record<string, LambdaFunction> = {};
  const errors: unknown[] = [];
  const endpoint = await startAwsEndpoint({
    port: 0,
    functions,
    onError: (error) => void errors.push(error),
    now: clock.now,
    setTimer: clock.setTimer,
    ...options,
  });
  const config = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  };
  const sfn = new SFNClient(config);
  const sns = new SNSClient(config);
  const ses = new SESv2Client(config);
  const kms = new KMSClient(config);
  const lambda = new LambdaClient(config);
  onTestFinished(async () => {
    for (const client of [sfn, sns, ses, kms, lambda]) client.destroy();
    await endpoint.close();
  });

  /** Resolves as soon as the condition is true. Checks the condition after every change. */
  function until(condition: () => boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = () => void (condition() && resolve());
    const stop = endpoint.onChange(check);
    check();
    return promise.finally(stop);
  }

  async function createStateMachine(definition: object, name = 'Approvals'): Promise<string> {
    const machine = { name, definition: JSON.stringify(definition), roleArn: ROLE };
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand(machine));
    return String(stateMachineArn);
  }

  async function start(definition: object, input: unknown = {}): Promise<string> {
    const stateMachineArn = await createStateMachine(definition);
    const request = { stateMachineArn, input: JSON.stringify(input) };
    const { executionArn } = await sfn.send(new StartExecutionCommand(request));
    return String(executionArn);
  }

  const execution = (arn: string) => endpoint.stepFunctions.requireExecution(arn).execution;

  /** Waits for the end of the execution, and returns the answer of DescribeExecution. */
  async function ended(executionArn: string) {
    await until(() => execution(executionArn).status !== 'RUNNING');
    return sfn.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** Resolves when the history of the execution has `count` events of this type. */
  async function recorded(executionArn: string, type: string, count = 1): Promise<void> {
    await until(() => execution(executionArn).history.filter((event) => event.type === type).length >= count);
  }

  async function history(executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    return events;
  }

  const client = { sfn, sns, ses, kms, lambda };
  const steps = { createStateMachine, start, execution, ended, recorded, history, until };
  return { endpoint, functions, errors, clock, ...client, ...steps };
}

/** A state machine with one `lambda:invoke.waitForTaskToken` task, which calls `notify`. A Catch can lead to Handled. */
export function approvalMachine(task: object = {}) {
  const handled = 'Catch' in task ? { Handled: { Type: 'Pass', End: true } } : {};
  return {
    StartAt: 'Approve',
    States: {
      Approve: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: 'notify', Payload: { 'token.$': '$$.Task.Token' } },
        End: true,
        ...task,
      },
      ...handled,
    },
  };
}

/** The function `notify`, and the task tokens that this function received, oldest first. */
export function tokenCollector() {
  const tokens: string[] = [];
  const notify: LambdaFunction = async (event) => {
    tokens.push((event as { token: string }).token);
    return { notified: tokens.length };
  };
  return { tokens, notify };
}

/** Sends a signed request without the AWS SDK for JavaScript, in the same form as boto3 and the AWS CLI. */
export function signedFetch(
  url: string,
  init: { headers?: Record<string, string>; body?: string; method?: string },
) {
  const authorization = 'AWS4-HMAC-SHA256 Credential=any/20261124/us-east-1/service/aws4_request';
  return fetch(url, { method: 'POST', ...init, headers: { authorization, ...init.headers } });
}
