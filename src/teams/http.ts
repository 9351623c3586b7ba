import { setTimeout as sleep } from 'node:timers/promises';
import { RepeatableError, UncertainError } from '../approval/repeatable.ts';
import { parseJson } from '../callback/json.ts';
import { wasRefused } from '../connection.ts';
import type { Log } from '../log.ts';
import { ConnectorError, codeIn } from './connector-error.ts';

/**
 * `attempt` is how long one attempt may take, and `maxWait` how long all waits together, in milliseconds.
 *
 * `interactive`: a person waits for the answer to a press. If the call was to update a message, ApprovalOutcome updates it
 * later.
 *
 * `background`: all attempts of a call, and of the token before it, end before the next surface is asked
 * (src/approval/ask.ts).
 */
const PATIENCE = {
  interactive: { attempt: 1_200, attempts: 1, maxWait: 0 },
  background: { attempt: 3_000, attempts: 2, maxWait: 6_000 },
};
/** A second attempt comes after this time, in milliseconds, if Teams does not name a time. */
const PAUSE_MS = 300;

export interface HttpOptions {
  readonly patience: keyof typeof PATIENCE;
  readonly log: Log;
  /** Replaced in tests. */
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** One call. */
export interface Call {
  /** For errors and logs, such as `Teams, POST conversations`. */
  readonly what: string;
  readonly url: string;
  readonly init: RequestInit;
  /** false: the call must not be made again if it may have been received, such as a reply. */
  readonly harmlessTwice: boolean;
  /** By default, the answer must be JSON, or empty: a proxy or a captive portal can answer in place of Teams. */
  readonly anyAnswer?: boolean;
}

/**
 * Teams did not do what was asked, and asks to come again (Teams: "Status codes from bot conversational APIs"). 412 is a
 * conflict with another change of the same conversation.
 */
const NOT_DONE: ReadonlySet<number> = new Set([412, 429]);

/**
 * Makes a call, again if that may help and does no harm, and gives the JSON of its answer. Here and only here, errors of
 * HTTP are translated.
 *
 * @throws {ConnectorError} if the call will not succeed later
 * @throws {RepeatableError} if it may, and does no harm
 * @throws {UncertainError} if it may have been received, and must not be made twice
 */
export async function callTeams(call: Call, { patience, log, wait = sleep }: HttpOptions): Promise<unknown> {
  const { attempt, attempts, maxWait } = PATIENCE[patience];
  let waitLeft = maxWait;
  for (let left = attempts - 1; ; left -= 1) {
    const { result, failure, delay = PAUSE_MS } = await tryOnce(call, attempt);
    if (!failure) return result;
    const mayRepeat = failure instanceof RepeatableError && delay <= waitLeft && (failure.isBusy || left > 0);
    if (!mayRepeat) throw failure;
    log({ level: 'warn', event: 'teams_repeated', what: call.what, wait_ms: delay });
    waitLeft -= delay;
    await wait(delay);
  }
}

interface Tried {
  readonly result?: unknown;
  readonly failure?: Error;
  /** How long Teams asks to wait, in milliseconds. */
  readonly delay?: number | undefined;
}

async function tryOnce(call: Call, within: number): Promise<Tried> {
  try {
    const response = await fetch(call.url, {
      ...call.init,
      redirect: 'error',
      signal: AbortSignal.timeout(within),
    });
    const text = await response.text();
    const body = parseJson(text);
    if (!response.ok) return failed(response, body, call);
    if (text && body === undefined && !call.anyAnswer)
      throw new SyntaxError(`${call.what}: the answer is no JSON.`);
    return { result: body };
  } catch (error) {
    return { failure: withoutAnswer(error, call, wasRefused(error)) };
  }
}

function failed({ status, headers }: Response, body: unknown, call: Call): Tried {
  const error = new ConnectorError(call.what, status, codeIn(body));
  const delay = delayIn(headers);
  if (NOT_DONE.has(status)) {
    const isBusy = status === 429;
    return { failure: new RepeatableError('Teams is busy.', { cause: error, isBusy }), delay };
  }
  if (status < 500) return { failure: error };
  return { failure: withoutAnswer(error, call, false), delay };
}

/** @param isUnsent it is known that the call was not received */
function withoutAnswer(cause: unknown, { harmlessTwice }: Call, isUnsent: boolean): Error {
  if (isUnsent || harmlessTwice) return new RepeatableError('Teams did not answer.', { cause });
  return new UncertainError('Teams did not answer, and may have done what was asked.', { cause });
}

/** The seconds in Retry-After, in milliseconds. */
function delayIn(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? seconds * 1000 : undefined;
}
