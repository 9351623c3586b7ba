import { StandardRetryStrategy } from '@smithy/core/retry';
import { wasNotSent } from './repeatable.ts';

/**
 * Options for the client of SNS Publish and SES SendEmail. A second call would send an e-mail twice. So a call that may have
 * arrived is not repeated, and its answer may take its time: the caller limits its own waiting time (src/approval/patience.ts).
 *
 * Each call opens a connection. A kept one can be closed while the function is frozen, and the error would then not tell
 * whether the call arrived.
 */
export const onlyOnce = (maxAttempts = 3) => ({
  retryStrategy: new RetryIfNotSent(maxAttempts),
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
