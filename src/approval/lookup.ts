import type { Log } from '../log.ts';
import { inTime } from './in-time.ts';

/** After this time, a message is sent without what its surface knows of people. */
const LOOK_UP_WITHIN_MS = 2_000;

/**
 * How a surface is asked about people before a message is sent: the question must not delay the e-mail that is sent after it, and an
 * error must not stop the request.
 */
export interface Lookup {
  /** Aborts when the answer is no longer waited for. */
  readonly deadline: AbortSignal;
  readonly log: Log;
}

/** Starts the time for all questions before one message. */
export function startLookup(log: Log): Lookup {
  return { deadline: AbortSignal.timeout(LOOK_UP_WITHIN_MS), log };
}

/** The answer, if it comes in time and without an error. */
export async function answerTo<T>(question: Promise<T>, { deadline, log }: Lookup): Promise<T | 'no answer'> {
  try {
    return await inTime(deadline, question);
  } catch (error) {
    log({ level: 'warn', event: 'person_unknown', error });
    return 'no answer';
  }
}
