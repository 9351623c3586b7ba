import { failure, inOneLine, type Note } from '../invocation-log.ts';
import type { Log } from '../log.ts';
import { inTime, LateError } from './in-time.ts';
import type { ChangeProgress } from './until-deadline.ts';

/** One delivery of a surface: when its answer is due, and its line in the log. */
export interface Delivery {
  readonly deadline: AbortSignal;
  readonly note: Note;
}

/**
 * Does the work of a delivery, and answers at its deadline at the latest. After the deadline, the work goes on, but it must
 * start no new call. How it ended is logged in a line of its own.
 *
 * @param lateEvent the name of that line
 * @param late makes the answer at the deadline, from how far the change has come
 * @returns the result of the work, or of `late`
 */
export async function answerInTime<T>(
  delivery: Delivery,
  { log, now, lateEvent }: { readonly log: Log; readonly now: () => number; readonly lateEvent: string },
  work: (note: Note, progress: ChangeProgress) => Promise<T>,
  late: (progress: ChangeProgress) => T | Promise<T>,
): Promise<T> {
  const { deadline } = delivery;
  const progress: ChangeProgress = {};
  const ids: Record<string, unknown> = {};
  let line = delivery.note;
  const note: Note = (facts) => {
    const { execution, transaction_id } = facts;
    Object.assign(ids, execution && { execution }, transaction_id && { transaction_id });
    line(deadline.aborted ? asLate(facts) : facts);
  };
  const working = work(note, progress);
  try {
    return await inTime(deadline, working);
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
  }
  delivery.note({ level: 'warn', late: true });
  void inOneLine(lateEvent, { log, now }, async (lateNote) => {
    line = lateNote;
    line(ids);
    await working.catch((error) => note(failure(error)));
  });
  return late(progress);
}

type Facts = Parameters<Note>[0];

/**
 * Turns errors into warnings: after the deadline, a call can fail because Lambda froze the function and the connection
 * was closed. The person already has an answer.
 */
function asLate(facts: Facts): Facts {
  if (facts.error instanceof LateError) return { outcome: 'late' };
  return facts.level === 'error' ? { ...facts, level: 'warn', outcome: 'late' } : facts;
}
