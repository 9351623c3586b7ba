import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import type { Log } from '../log.ts';
import { boltLogger } from './request-log.ts';

/**
 * `timeout` is how long one attempt may take, in milliseconds. `maxWait` is how much of that time may be waiting for rate
 * limits.
 *
 * `interactive`: Slack waits 3 seconds for the answer to a press, so a slow call is given up. If that call was to
 * update the message, announce-decision updates it later.
 *
 * `background`: all attempts together must end well before request-approval gives up the surface
 * (src/approval/patience.ts). A message that is posted after that has working buttons, but no later step updates it.
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
  /** Replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** A Web API client with limited waiting. A call that is rate-limited does not delay other calls. */
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

/**
 * Repeats a rate-limited request after the seconds in Retry-After, as long as the waits together do not exceed
 * `maxWait`.
 */
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
