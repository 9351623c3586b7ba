import { REGION } from '../arn.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { isJsonObject, type JsonValue } from '../protocol/json.ts';
import type { Sns } from '../sns/sns.ts';
import { LAMBDA_CALLBACK, SNS_PUBLISH } from './definition-support.ts';
import type { EventDetails } from './history.ts';
import { taskFailure } from './state-error.ts';

/** How a Task's resource is called, and how the history speaks of it. */
export interface TaskResource {
  readonly waitsForTaskToken: boolean;
  /** Calls it with the task's Parameters; throws the task's failure. */
  readonly call: (input: JsonValue) => Promise<JsonValue>;
  readonly events: TaskEvents;
}

/** The history's types and details for one kind of resource; a stage without a type is not in the history. */
export interface TaskEvents {
  readonly type: (stage: TaskStage) => string | undefined;
  readonly scheduled: (input: JsonValue) => EventDetails;
  /** What the details of all later events begin with. */
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
    scheduled: (input) => ({ resource, input: JSON.stringify(input), inputDetails: { truncated: false } }),
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
    const { FunctionName: name, Payload: payload = {} } = isJsonObject(input) ? input : {};
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
    } = isJsonObject(input) ? input : {};
    const attributes = isJsonObject(MessageAttributes) ? MessageAttributes : {};
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

/** What a function throws fails the task with the function's own error type. */
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
