import { Refusal } from './callback/errors.ts';
import type { Log } from './log.ts';

/** Adds facts to the log line of an invocation. */
export type Note = (facts: Readonly<Record<string, unknown>>) => void;

/**
 * Logs exactly one line for an invocation, even if it fails. The line has the noted facts and the duration.
 *
 * @param event the name of the event in the log line
 * @throws the error of the work, after the line is logged
 */
export async function inOneLine<T>(
  event: string,
  { log, now }: { log: Log; now: () => number },
  work: (note: Note) => Promise<T>,
): Promise<T> {
  const startedAt = now();
  const facts: Record<string, unknown> = {};
  const note: Note = (more) => void Object.assign(facts, more);
  try {
    return await work(note);
  } catch (error) {
    note(failure(error));
    throw error;
  } finally {
    log({ event, duration_ms: now() - startedAt, ...facts });
  }
}

/** The facts of a failed invocation, for its log line. An invocation that is tried again has not failed yet. */
export function failure(error: unknown) {
  const outcome = error instanceof Refusal ? error.code : 'ServiceError';
  const isTriedAgain = outcome === 'Countersign.TryAgain' || outcome === 'Countersign.LookAgain';
  return { level: isTriedAgain ? 'warn' : 'error', outcome, error } as const;
}
