import { isObject, type JsonValue } from '../../json.ts';
import { REGION } from '../arn.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { Sns } from '../sns/sns.ts';
import { LAMBDA_CALLBACK, SNS_PUBLISH } from './definition-support.ts';
import { type EventDetails, inputDetails } from './history.ts';
import { taskFailure } from './state-error.ts';

/** The resource of a Task, and its events in the history. */
export interface TaskResource {
  readonly waitsForTaskToken: boolean;
  /** Calls the resource with the task's Parameters. Rejects with the failure of the task. */
  readonly call: (input: JsonValue) => Promise<JsonValue>;
  readonly events: TaskEvents;
}

/** The event types and details for a kind of resource. A stage whose type is undefined has no event. */
export interface TaskEvents {
  readonly type: (stage: TaskStage) => string | undefined;
  readonly scheduled: (input: JsonValue) => EventDetails;
  /** The first members in the details of all later events. */
  readonly common: EventDetails;
}

export type TaskStage = 'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut';

/** The `Resource` of a Task: a Lambda function's ARN or one of the supported service integrations. */
export function taskResource(resource: string, lambda: Lambda, sns: Sns): TaskResource {
  if (resource.startsWith('arn:aws:lambda:')) {
    return {
      waitsForTaskToken: false,
      call: (input) => callFunction(lambda, resource, input),
      events: lambdaEvents(resource),
    };
  }
  const waitsForTaskToken = resource === LAMBDA_CALLBACK;
  const call = resource === SNS_PUBLISH ? publishThrough(sns) : invokeThrough(lambda);
  return { waitsForTaskToken, call, events: integrationEvents(resource) };
}

function lambdaEvents(resource: string): TaskEvents {
  return {
    type: (stage) => `LambdaFunction${stage}`,
    scheduled: (input) => ({ resource, ...inputDetails(input) }),
    common: {},
  };
}

function integrationEvents(arn: string): TaskEvents {
  const [resourceType, resource] = arn.split(':').slice(-2);
  return {
    type: (stage) => `Task${stage}`,
    scheduled: (input) => ({ resourceType, resource, region: REGION, parameters: JSON.stringify(input) }),
    common: { resourceType, resource },
  };
}

async function callFunction(lambda: Lambda, functionName: string, input: JsonValue): Promise<JsonValue> {
  return (await invoke(lambda, functionName, input)).payload;
}

function invokeThrough(lambda: Lambda) {
  return async (input: JsonValue): Promise<JsonValue> => {
    const { FunctionName: name, Payload: payload = {} } = isObject(input) ? input : {};
    const outcome = await invoke(lambda, String(name), payload);
    return {
      ExecutedVersion: '$LATEST',
      Payload: outcome.payload,
      ...sdkMetadata(outcome.requestId),
      StatusCode: 200,
    };
  };
}

function publishThrough(sns: Sns) {
  return async (input: JsonValue): Promise<JsonValue> => {
    const {
      TopicArn: topicArn,
      Message: message = '',
      Subject: subject,
      MessageAttributes,
    } = isObject(input) ? input : {};
    const attributes = isObject(MessageAttributes) ? MessageAttributes : {};
    try {
      const messageId = sns.publish({
        topicArn: String(topicArn),
        message: typeof message === 'string' ? message : JSON.stringify(message),
        subject: subject === undefined ? undefined : String(subject),
        attributes,
      });
      return { MessageId: messageId, ...sdkMetadata(messageId) };
    } catch (error) {
      throw serviceFailure('Sns', error);
    }
  };
}

function sdkMetadata(requestId: string) {
  return { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: requestId } };
}

/** Invokes a function. If it throws, the task fails with the function's error type. */
async function invoke(lambda: Lambda, name: string, payload: JsonValue) {
  const outcome = await lambda.invoke(name, payload).catch((error: unknown) => {
    throw serviceFailure('Lambda', error);
  });
  if ('payload' in outcome) return outcome;
  throw taskFailure(outcome.functionError.errorType, JSON.stringify(outcome.functionError));
}

function serviceFailure(service: string, error: unknown): Error {
  if (!(error instanceof AwsError)) throw error;
  return taskFailure(
    `${service}.${error.code}`,
    `${error.message} (Service: ${service}; Status Code: ${error.status})`,
  );
}
