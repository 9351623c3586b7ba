import { isThrottlingError, StandardRetryStrategy } from '@smithy/core/retry';

/** The error codes of Node for a connection that was not established. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * Options for the client of SNS Publish. A second call would send an e-mail twice. So a call that may have arrived is not
 * repeated, and its answer may take its time: the caller limits its own waiting time (src/approval/patience.ts).
 *
 * Each call opens a connection. A kept one can be closed while the function is frozen, and the error would then not tell
 * whether the call arrived.
 */
export const onlyOnce = () => ({
  retryStrategy: new RetryIfNotSent(3),
  requestHandler: {
    connectionTimeout: 2_000,
    httpAgent: { keepAlive: false },
    httpsAgent: { keepAlive: false },
  },
});

/** Retries as the SDK does, but only calls that certainly did nothing. */
class RetryIfNotSent extends StandardRetryStrategy {
  override async refreshRetryTokenForRetry(
    ...[token, info]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    if (!wasNotSent(info.error)) throw info.error;
    return super.refreshRetryTokenForRetry(token, info);
  }
}

/** Whether AWS did nothing: there was no connection, or the call was throttled. After other errors this is not known. */
function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (NOT_CONNECTED.has((error as NodeJS.ErrnoException).code ?? '')) return true;
  // The SDK has no code for it (set-connection-timeout.js of @smithy/node-http-handler).
  if (error.name === 'TimeoutError' && error.message.includes('did not establish a connection')) return true;
  return '$metadata' in error && isThrottlingError(error as Parameters<typeof isThrottlingError>[0]);
}
