import { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { boltLogger } from './bolt-logger.ts';

/**
 * How long a call may take. Slack waits 3 seconds for the answer to a press, and everything counts against them;
 * who sends a message has the time of a Lambda function.
 */
const PATIENCE = {
  interactive: { timeout: 1_200, retryConfig: { retries: 0 } },
  background: { timeout: 8_000, retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 } },
};

/** A Web API client that gives up in time, and queues nothing behind a rate limit. */
export function createWebClient(
  botToken: string,
  { apiUrl, patience, log }: { apiUrl: string | undefined; patience: keyof typeof PATIENCE; log: Log },
): WebClient {
  return new WebClient(botToken, {
    ...PATIENCE[patience],
    logger: boltLogger(log),
    rejectRateLimitedCalls: true,
    ...(apiUrl && { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
  });
}
