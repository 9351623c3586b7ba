import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { boltLogger } from './request-log.ts';

/**
 * How long a try may take, and how much of that it may wait, in milliseconds, when Slack says that it is asked too often.
 * Slack waits 3 seconds for the answer to a press, and everything counts against them: there the call is given up, and
 * announce-decision brings the message up to date. Who sends a message has the time of a Lambda function; but
 * both tries together have to end well before its surface is given up (src/approval/patience.ts): a message that is posted
 * after that has buttons that work, and nobody brings it up to date.
 */
const PATIENCE = {
  interactive: { timeout: 1_200, retryConfig: { retries: 0 }, maxWait: 0 },
  background: {
    timeout: 8_000,
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    maxWait: 6_000,
  },
};

export interface WebClientOptions {
  readonly apiUrl: string | undefined;
  readonly patience: keyof typeof PATIENCE;
  readonly log: Log;
  /** For tests; milliseconds */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** A Web API client that gives up in time. Each call waits for a rate limit of its own: none queues behind another. */
export function createWebClient(botToken: string, options: WebClientOptions): WebClient {
  const { apiUrl, patience, log, wait = sleep } = options;
  const { maxWait, ...limits } = PATIENCE[patience];
  return new WebClient(botToken, {
    ...limits,
    logger: boltLogger(log),
    rejectRateLimitedCalls: true,
    fetch: honouringRetryAfter({ maxWait, wait, log }),
    ...(apiUrl && { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
  });
}

/** Repeats a request that came too soon, when Slack says (Retry-After, in seconds), as long as that is soon enough. */
function honouringRetryAfter(limits: {
  maxWait: number;
  wait: (milliseconds: number) => Promise<void>;
  log: Log;
}): typeof fetch {
  return async (input, init) => {
    let left = limits.maxWait;
    for (;;) {
      const response = await fetch(input, init);
      const delay = Number(response.headers.get('retry-after')) * 1000;
      if (response.status !== 429 || !(delay > 0) || delay > left) return response;
      limits.log({ level: 'warn', event: 'rate_limited', wait_ms: delay });
      left -= delay;
      await limits.wait(delay);
    }
  };
}
