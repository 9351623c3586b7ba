import { setTimeout as sleep } from 'node:timers/promises';
import { WebClient } from '@slack/web-api';
import { wasRefused } from '../connection.ts';
import type { Log } from '../log.ts';
import { boltLogger } from './request-log.ts';

/**
 * `attempt` is how long one attempt may take, and `maxWait` how long all waits for rate limits together, in milliseconds.
 *
 * `interactive`: Slack waits 3 seconds for the answer to a press, so a slow call is given up. If that call was to
 * update the message, ApprovalOutcome updates it later.
 *
 * `background`: all attempts together end before the next surface is asked (src/approval/ask.ts).
 *
 * `telling`: no other surface waits. Two calls, one after the other, end within the 60 seconds of the function.
 */
const PATIENCE = {
  interactive: { attempt: 1_200, attempts: 1, maxWait: 0 },
  background: { attempt: 4_000, attempts: 2, maxWait: 8_000 },
  telling: { attempt: 4_000, attempts: 2, maxWait: 20_000 },
};
/** A second attempt comes after this time, in milliseconds. */
const PAUSE_MS = 300;

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
  const limits = { ...PATIENCE[patience], wait, log };
  return new WebClient(botToken, {
    // Our fetch has its own limits. The client would also repeat a message whose answer was lost.
    retryConfig: { retries: 0 },
    logger: boltLogger(log),
    rejectRateLimitedCalls: true,
    fetch: repeating(honouringRetryAfter(limits), limits),
    ...(apiUrl && { slackApiUrl: apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/` }),
  });
}

interface Limits {
  readonly attempt: number;
  readonly attempts: number;
  readonly maxWait: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
}

/** Repeats a request without an answer, except one that may have posted a message. */
function repeating(send: typeof fetch, { attempts, wait }: Limits): typeof fetch {
  return async (input, init) => {
    for (let left = attempts - 1; left > 0; left -= 1) {
      try {
        const response = await send(input, init);
        if (response.status < 500 || isPost(input)) return response;
      } catch (error) {
        if (isPost(input) && !wasRefused(error)) throw error;
      }
      await wait(PAUSE_MS);
    }
    return send(input, init);
  };
}

/**
 * Repeats a rate-limited request after the seconds in Retry-After, as long as the waits together do not exceed
 * `maxWait`.
 */
function honouringRetryAfter({ attempt, maxWait, wait, log }: Limits): typeof fetch {
  return async (input, init) => {
    let left = maxWait;
    for (;;) {
      const response = await fetch(input, { ...init, signal: AbortSignal.timeout(attempt) });
      const delay = Number(response.headers.get('retry-after')) * 1000;
      if (response.status !== 429 || !(delay > 0) || delay > left) return response;
      log({ level: 'warn', event: 'rate_limited', wait_ms: delay });
      left -= delay;
      await wait(delay);
    }
  };
}

function isPost(input: Parameters<typeof fetch>[0]): boolean {
  return String(input).endsWith('/chat.postMessage');
}
