import { isObject, parseJson } from '../../json.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { HttpReply, HttpRequest } from '../protocol/http.ts';

/** How a callback of a durable function is completed. A heartbeat only keeps it open. */
export type Completion =
  | { readonly type: 'success'; readonly result: string }
  | { readonly type: 'failure'; readonly error: Readonly<Record<string, unknown>> }
  | { readonly type: 'heartbeat' };

/**
 * Passes a completion to the program that runs the durable function: the embedded Lambda runs none.
 *
 * @returns false if the callback was completed before, or has timed out
 */
export type CompleteCallback = (callbackId: string, completion: Completion) => Promise<boolean>;

const CALLBACKS = /^\/2025-12-01\/durable-execution-callbacks\/([^/]+)\/(succeed|fail|heartbeat)$/;

/** Whether the request completes a callback of a durable function. */
export function isCallbackRequest({ path }: HttpRequest): boolean {
  return CALLBACKS.test(path);
}

/** Answers SendDurableExecutionCallbackSuccess, …Failure and …Heartbeat. */
export async function answerCallback(
  complete: CompleteCallback,
  { path, body }: HttpRequest,
): Promise<HttpReply> {
  const [, id = '', what] = CALLBACKS.exec(path) ?? [];
  const isOpen = await complete(decodeURIComponent(id), completionOf(what, body.toString()));
  if (!isOpen) {
    throw new AwsError('CallbackTimeoutException', 'The callback was completed, or it timed out.');
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
}

function completionOf(what: string | undefined, body: string): Completion {
  if (what === 'heartbeat') return { type: 'heartbeat' };
  if (what === 'succeed') return { type: 'success', result: body };
  const error = parseJson(body || '{}');
  if (isObject(error)) return { type: 'failure', error };
  throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json.');
}
