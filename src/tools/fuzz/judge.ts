import { inTime } from '../../approval/in-time.ts';
import { Refusal } from '../../callback/errors.ts';
import { isObject } from '../../callback/json.ts';

/**
 * What no event may do: the handler throws, does not end, answers 5xx, shows a secret, or completes a task with a tampered
 * payload.
 */
export type Fault = 'throw' | 'late' | '5xx' | 'leak' | 'accepted';

/** Longer than a handler takes on a busy machine: check-sender asks SES again for 20 seconds. */
const ENDS_WITHIN_MS = 30_000;

/**
 * How a function may fail.
 * - `answers`: it answers each event, because a person or a service waits for an answer
 * - `refuses`: it throws a Refusal, whose code a state machine can catch
 * - `fails`: it throws any error, because its caller repeats it
 */
export type Contract = 'answers' | 'refuses' | 'fails';

/** One call of a handler, and what must be true after it. */
export interface Trial {
  readonly call: () => Promise<unknown>;
  readonly contract: Contract;
  /** What no answer and no log line may show: tokens, signatures, keys, opened payloads. Read after the call. */
  readonly secrets: () => readonly string[];
  /** The log lines and metrics of the call, as text. */
  readonly takeLog: () => string;
  /** How many tasks were completed so far that this call may not complete. */
  readonly completed: () => number;
}

export interface Verdict {
  /** None if the handler did what it should. */
  readonly faults: readonly Fault[];
  /** What the handler answered or threw, and what it logged. */
  readonly shown: string;
}

/** Calls the handler, and says what it did wrong. */
export async function judge(
  { call, contract, secrets, takeLog, completed }: Trial,
  endsWithinMs = ENDS_WITHIN_MS,
): Promise<Verdict> {
  const faults: Fault[] = [];
  const before = completed();
  takeLog();
  const limit = AbortSignal.timeout(endsWithinMs);
  let shown = '';
  try {
    const answer = await inTime(limit, call());
    shown = JSON.stringify(answer) ?? '';
    if (isObject(answer) && isServerError(answer)) faults.push('5xx');
  } catch (error) {
    shown = describe(error);
    if (limit.aborted) faults.push('late');
    else if (!mayThrow(error, contract)) faults.push('throw');
  }
  const log = takeLog();
  if (contract !== 'fails' && BUG.test(log) && !faults.includes('throw')) faults.push('throw');
  shown += `\n${log}`;
  if (secrets().some((secret) => shown.includes(secret) || shown.includes(inJson(secret))))
    faults.push('leak');
  if (completed() > before) faults.push('accepted');
  return { faults, shown };
}

/** An error of our own code in a log line: the handler caught what it had thrown. */
const BUG =
  /"error":\{"name":"(TypeError|RangeError|ReferenceError|SyntaxError|URIError)","message":"(?!fetch failed|Failed to parse URL)/;

/**
 * Whether an HTTP answer, or that of create-urls to Lambda, says that something went wrong on our side. A bot answers 501 to an
 * invoke that it does not know (Bot Framework: "Activity schema").
 */
function isServerError({ statusCode, error }: Readonly<Record<string, unknown>>): boolean {
  return (Number(statusCode) >= 500 && statusCode !== 501) || error === 'ServiceError';
}

function mayThrow(error: unknown, contract: Contract): boolean {
  return contract === 'fails' || (contract === 'refuses' && error instanceof Refusal);
}

/** Lambda logs the error, its stack and its causes, and gives its message to the caller. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack} ${error.cause === undefined ? '' : describe(error.cause)}`;
}

/** A secret as a part of a JSON text. */
function inJson(secret: string): string {
  return JSON.stringify(secret).slice(1, -1);
}
