import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createListeners } from '../listeners.ts';
import { openLoopbackPort } from '../loopback-server.ts';
import { KEPT } from '../newest.ts';
import { type SetTimer, systemTimer } from './clock.ts';
import { type CloudFormation, createCloudFormation } from './cloudformation/cloudformation.ts';
import { createEventBridge, type EventBridge } from './eventbridge/eventbridge.ts';
import { createKms } from './kms/kms.ts';
import { answerCallback, type CompleteCallback, isCallbackRequest } from './lambda/callbacks.ts';
import { answerLambda, isLambdaRequest } from './lambda/invoke.ts';
import { createLambda, type LambdaFunction } from './lambda/lambda.ts';
import { AwsError } from './protocol/aws-error.ts';
import { answerJson, jsonError } from './protocol/aws-json.ts';
import { answerQuery, isQueryRequest, queryError } from './protocol/aws-query.ts';
import { type HttpReply, type HttpRequest, readRequest } from './protocol/http.ts';
import { answerSes, isSesRequest } from './ses/answer-ses.ts';
import { createSes, type Ses } from './ses/ses.ts';
import { createSns, type Sns } from './sns/sns.ts';
import { snsOperations } from './sns/sns-operations.ts';
import { captureTimeoutErrors } from './step-functions/state-error.ts';
import { type ExecutionStatusChange, statusChange } from './step-functions/status-change.ts';
import { createStepFunctions, type StepFunctions } from './step-functions/step-functions.ts';
import { taskResource } from './step-functions/task-resource.ts';
import { createTaskTokens } from './step-functions/task-token.ts';

export interface AwsEndpointOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** By name. Looked up at each invocation, so functions can be added after the start. */
  readonly functions: Record<string, LambdaFunction>;
  /** Gets the errors that no caller sees: of an `Event` invocation, of a listener, or a defect in the embedded AWS. */
  readonly onError: (error: unknown) => void;
  /** Completes callbacks of durable functions. Missing: the endpoint refuses them. */
  readonly completeCallback?: CompleteCallback | undefined;
  /** Called at the start and the end of each execution, with the detail of EventBridge's event. */
  readonly onExecutionStatusChange?: (detail: ExecutionStatusChange) => void | Promise<void>;
  /** Called with each event of SES, as EventBridge gets it. */
  readonly onMailEvent?: (event: object) => void | Promise<void>;
  /** How many ended executions, used task tokens and e-mails stay. By default KEPT. */
  readonly keep?: number;
  readonly now?: () => Date;
  readonly setTimer?: SetTimer;
  readonly randomBytes?: (size: number) => Buffer;
  readonly newId?: () => string;
}

export interface AwsEndpoint {
  /** The value for AWS_ENDPOINT_URL, such as http://127.0.0.1:4566. */
  readonly url: string;
  readonly kmsKeyArn: string;
  readonly cloudFormation: CloudFormation;
  readonly stepFunctions: StepFunctions;
  readonly sns: Sns;
  readonly ses: Ses;
  readonly eventBridge: EventBridge;
  /** Calls `listener` after every change in Step Functions, SNS, SES or EventBridge. The returned function removes the listener. */
  readonly onChange: (listener: () => void) => () => void;
  /** Stops all timers and closes all connections. Running functions are not interrupted. */
  readonly close: () => Promise<void>;
}

/**
 * Serves Step Functions, KMS, SNS, SES, EventBridge, Lambda, and the outputs of CloudFormation stacks on one loopback port, for
 * any AWS SDK and the AWS CLI, with any credentials. Rejects with Node's error if the port is taken.
 */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const {
    keep = KEPT,
    now = () => new Date(),
    setTimer = systemTimer,
    newId = randomUUID,
    onError,
  } = options;
  const { notify: onChange, add: addListener } = createListeners();
  const random = options.randomBytes ?? randomBytes;
  const lambda = createLambda(options.functions, newId);
  const kms = createKms({ newId, randomBytes: random, now });
  const sns = createSns({ newId, now, onChange, keep });
  const eventBridge = createEventBridge({ newId, now, onChange, keep });
  const ses = createSes({
    newId,
    now,
    onChange,
    keep,
    onEvent: (event) => void Promise.resolve(event).then(options.onMailEvent).catch(onError),
  });
  const stepFunctions = createStepFunctions({
    clock: { now, setTimer },
    newId,
    tokens: createTaskTokens(random, keep),
    keep,
    timeoutErrors: await captureTimeoutErrors(),
    resourceOf: (arn) => taskResource(arn, lambda, sns),
    onChange,
    onError,
    onStatusChange(execution) {
      const detail = statusChange(execution);
      Promise.resolve(detail).then(options.onExecutionStatusChange).catch(onError);
    },
  });
  const jsonServices = {
    AWSStepFunctions: stepFunctions.operations,
    TrentService: kms.operations,
    AWSEvents: eventBridge.operations,
  };
  const cloudFormation = createCloudFormation({ now });
  const queryServices = { SNS: snsOperations(sns), CloudFormation: cloudFormation.operations };

  async function answer(request: HttpRequest, requestId: string): Promise<HttpReply> {
    requireSignature(request);
    if (request.headers['x-amz-target'] !== undefined) return answerJson(jsonServices, request);
    if (isQueryRequest(request)) return answerQuery(queryServices, request, requestId);
    if (isSesRequest(request)) return answerSes(ses, request);
    if (isLambdaRequest(request)) return answerLambda(lambda, request, onError);
    if (options.completeCallback && isCallbackRequest(request)) {
      return answerCallback(options.completeCallback, request);
    }
    throw new AwsError(
      'UnknownOperationException',
      `The embedded stack does not support ${request.method} ${request.path}.`,
    );
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newId();
    let request: HttpRequest | undefined;
    let reply: HttpReply;
    try {
      request = await readRequest(message);
      reply = await answer(request, requestId);
    } catch (error) {
      const refusal = error instanceof AwsError ? error : internalFailure(error, onError);
      reply =
        request && isQueryRequest(request)
          ? queryError(request, refusal, requestId)
          : jsonError(request, refusal);
    }
    response.writeHead(reply.status, { ...reply.headers, 'x-amzn-requestid': requestId });
    response.end(reply.body);
  }

  const server = await openLoopbackPort(options.port, onError);
  server.serve(serve);

  return {
    url: server.url,
    kmsKeyArn: kms.keyArn,
    cloudFormation,
    stepFunctions,
    sns,
    ses,
    eventBridge,
    onChange: addListener,
    async close() {
      stepFunctions.close();
      await server.close();
    },
  };
}

/** Requires a signature, but does not verify it. SDKs always send one. */
function requireSignature({ headers }: HttpRequest): void {
  if (headers.authorization?.startsWith('AWS4-')) return;
  throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
}

function internalFailure(error: unknown, onError: (error: unknown) => void): AwsError {
  onError(error);
  return new AwsError('InternalFailure', 'The embedded stack failed. Its log shows the error.', 500);
}
