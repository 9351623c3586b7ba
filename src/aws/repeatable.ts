import { isThrottlingError } from '@smithy/core/retry';
import { RepeatableError, UncertainError } from '../approval/repeatable.ts';
import { wasRefused } from '../connection.ts';

/** What an error of the AWS SDK, of Node.js, or a wrapper around one may have. */
interface CallError extends Error {
  /** A code of Node.js. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A connection that broke, or an answer that did not come in time. */
const LOST = /^(?:ECONN|EPIPE$|ETIMEDOUT$)/;
const OUTAGES: ReadonlySet<string> = new Set(['TimeoutError', 'SyntaxError']);

/** Runs a call that changes nothing. An error that passes becomes a RepeatableError. */
export function repeatable<T>(service: string, call: () => Promise<T>): Promise<T> {
  return orRepeatable(service, call, passes);
}

/**
 * Runs a call that sends something. It may be repeated only if AWS did not receive it, or refused it for now.
 *
 * @throws {UncertainError} if AWS may have received it, but its answer was lost
 */
export async function repeatableIfUnsent<T>(service: string, call: () => Promise<T>): Promise<T> {
  try {
    return await orRepeatable(service, call, wasNotSent);
  } catch (error) {
    if (error instanceof RepeatableError || !chainOf(error).some(isOutage)) throw error;
    throw new UncertainError(`${service} did not answer. The message may have been sent.`, { cause: error });
  }
}

async function orRepeatable<T>(
  service: string,
  call: () => Promise<T>,
  isRepeatable: (error: unknown) => boolean,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isRepeatable(error)) throw error;
    const options = { cause: error, isBusy: isThrottled(error) };
    throw new RepeatableError(`${service} did not answer, or was busy.`, options);
  }
}

/** Whether AWS did nothing: there was no connection, or there were too many calls. After other errors this is not known. */
export function wasNotSent(error: unknown): boolean {
  return wasRefused(error) || isThrottled(error) || chainOf(error).some(isNotConnected);
}

function passes(error: unknown): boolean {
  return wasNotSent(error) || chainOf(error).some(isOutage);
}

/** The SDK has no code for it (set-connection-timeout.js of @smithy/node-http-handler). */
function isNotConnected({ name, message }: CallError): boolean {
  return name === 'TimeoutError' && message.includes('did not establish a connection');
}

function isOutage({ name, code = '', $metadata }: CallError): boolean {
  // SyntaxError: the answer is not JSON, such as the web page of a proxy.
  return LOST.test(code) || OUTAGES.has(name) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

function isThrottled(error: unknown): boolean {
  return chainOf(error).some((one) => isThrottlingError(one as Parameters<typeof isThrottlingError>[0]));
}

/** An error and its causes. */
function chainOf(error: unknown): CallError[] {
  return error instanceof Error ? [error, ...chainOf(error.cause)] : [];
}
