import { Refusal } from './callback/errors.ts';
import type { Log } from './log.ts';

/** Adds what is now known of an invocation to its one line. */
export type Note = (facts: Readonly<Record<string, unknown>>) => void;

/**
 * Logs one line for an invocation, whatever comes of it: what was noted meanwhile, and how long it took.
 *
 * @throws what the work throws, after its line
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

/** What an invocation that failed adds to its line. */
export function failure(error: unknown) {
  return { level: 'error', outcome: error instanceof Refusal ? error.code : 'ServiceError', error } as const;
}
