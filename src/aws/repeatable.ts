import { RepeatableError } from '../approval/repeatable.ts';
import { wasRefused } from '../connection.ts';

/** What an error of the AWS SDK, of Node.js, or a wrapper around one may have. */
interface CallError {
  readonly name?: string;
  /** A code of Node.js. */
  readonly code?: string;
  readonly cause?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded/i;
/** A connection that broke, or an answer that did not come in time. */
const LOST = /^(?:ECONN|EPIPE$|ETIMEDOUT$)/;

/** Runs a call that changes nothing. An error that passes becomes a RepeatableError. */
export function repeatable<T>(service: string, call: () => Promise<T>): Promise<T> {
  return orRepeatable(service, call, passes);
}

/** Runs a call that sends something. It may be repeated only if AWS did not receive it, or refused it for now. */
export function repeatableIfUnsent<T>(service: string, call: () => Promise<T>): Promise<T> {
  return orRepeatable(service, call, (error) => wasRefused(error) || isThrottled(error));
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
    const options = { cause: error, isQueued: isThrottled(error) };
    throw new RepeatableError(`${service} did not answer, or was busy.`, options);
  }
}

function passes(error: unknown): boolean {
  return wasRefused(error) || isThrottled(error) || chainOf(error).some(isOutage);
}

function isOutage({ name, code = '', $metadata }: CallError): boolean {
  return LOST.test(code) || name === 'TimeoutError' || ($metadata?.httpStatusCode ?? 0) >= 500;
}

function isThrottled(error: unknown): boolean {
  return chainOf(error).some(
    ({ name = '', $metadata, $retryable }) =>
      THROTTLED.test(name) || $metadata?.httpStatusCode === 429 || $retryable?.throttling === true,
  );
}

/** An error and its causes. */
function chainOf(error: unknown): CallError[] {
  return error instanceof Error ? [error as CallError, ...chainOf(error.cause)] : [];
}
