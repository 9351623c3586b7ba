import { parseJson } from '../../json.ts';
import { AwsError, unsupported } from '../protocol/aws-error.ts';
import type { HttpReply, HttpRequest } from '../protocol/http.ts';
import { type Lambda, LONGEST_PAYLOAD } from './lambda.ts';

const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Headers of Invoke that would change its behaviour or its result. */
const unsupportedHeaders = ['x-amz-client-context', 'x-amz-durable-execution-name', 'x-amz-tenant-id'];

/** Whether the request is for Lambda's REST API. */
export function isLambdaRequest({ path }: HttpRequest): boolean {
  return /^\/20\d\d-\d\d-\d\d\/functions(\/|$)/.test(path);
}

/**
 * Answers `POST /2015-03-31/functions/{name}/invocations`. The body is the event. An `Event` invocation is answered at
 * once, and an error of its function goes to `onError`.
 */
export async function answerLambda(
  lambda: Lambda,
  request: HttpRequest,
  onError: (error: unknown) => void,
): Promise<HttpReply> {
  const { method, path, query, headers, body } = request;
  const name = INVOCATIONS.exec(path)?.[1];
  if (method !== 'POST' || name === undefined) throw unsupported(`Lambda's ${method} ${path}`);
  const refused = unsupportedHeaders.find((header) => headers[header] !== undefined);
  if (refused !== undefined) throw unsupported(`the header ${refused} of Lambda's Invoke`);
  if ((headers['x-amz-log-type'] ?? 'None') !== 'None') throw unsupported('the LogType Tail of Invoke');

  const functionName = decodeName(name);
  const qualifier = query.get('Qualifier') ?? undefined;
  const event = readEvent(body);
  lambda.requireFunction(functionName, qualifier);

  switch (headers['x-amz-invocation-type'] ?? 'RequestResponse') {
    case 'DryRun':
      return { status: 204, headers: {}, body: '' };
    case 'Event':
      runInBackground(lambda, functionName, event, qualifier, onError);
      return { status: 202, headers: {}, body: '' };
    case 'RequestResponse':
      return respond(await lambda.invoke(functionName, event, qualifier));
    default:
      throw new AwsError(
        'InvalidParameterValueException',
        'InvocationType must be RequestResponse, Event or DryRun.',
      );
  }
}

function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new AwsError('InvalidParameterValueException', 'The function name is not URL-encoded.');
  }
}

function readEvent(body: Buffer) {
  if (body.length > LONGEST_PAYLOAD) {
    const message = `Request must be smaller than ${LONGEST_PAYLOAD} bytes for the InvokeFunction operation`;
    throw new AwsError('RequestTooLargeException', message, 413);
  }
  const event = body.length === 0 ? {} : parseJson(body.toString());
  if (event === undefined) {
    throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
  }
  return event;
}

type Outcome = Awaited<ReturnType<Lambda['invoke']>>;

function respond(outcome: Outcome): HttpReply {
  const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' };
  if ('payload' in outcome) return { status: 200, headers, body: JSON.stringify(outcome.payload) };
  const failed = { ...headers, 'x-amz-function-error': 'Unhandled' };
  return { status: 200, headers: failed, body: JSON.stringify(outcome.functionError) };
}

function runInBackground(
  lambda: Lambda,
  name: string,
  event: Parameters<Lambda['invoke']>[1],
  qualifier: string | undefined,
  onError: (error: unknown) => void,
): void {
  lambda.invoke(name, event, qualifier).then((outcome) => {
    if ('payload' in outcome) return;
    const { errorType, errorMessage } = outcome.functionError;
    onError(new Error(`The Event invocation of ${name} failed with ${errorType}: ${errorMessage}`));
  }, onError);
}
