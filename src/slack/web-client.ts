import { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { boltLogger } from './bolt-logger.ts';

/** Slack waits 3 seconds for an answer, and everything counts against them. */
const TIMEOUT_MS = 2_500;

/** A Web API client that gives up in time: one retry, and no queue behind a rate limit. */
export function createWebClient(botToken: string, apiUrl: string | undefined, log: Log): WebClient {
  return new WebClient(botToken, {
    logger: boltLogger(log),
    timeout: TIMEOUT_MS,
    retryConfig: { retries: 1, minTimeout: 100, maxTimeout: 200 },
    rejectRateLimitedCalls: true,
    ...(apiUrl && { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
  });
}
