import { once } from 'node:events';
import { inOneLine, type Note } from '../wide-line.ts';
import type { SlackPorts } from './ports.ts';

/** Slack waits 3 seconds for an answer, and the way there and back is a part of them. */
export const ANSWER_WITHIN_MS = 2_500;

const LATE = Symbol('late');

/**
 * Does what Slack waits for. What is not done when the time of this request is up goes on, but is not waited for: a
 * line of its own tells what came of it.
 *
 * @param late what is answered then
 */
export async function inTime<T>(
  ports: SlackPorts,
  work: (ports: SlackPorts) => Promise<T>,
  late?: T,
): Promise<T | undefined> {
  let note: Note = ports.note;
  const names: Record<string, unknown> = {};
  const working = work({
    ...ports,
    note(facts) {
      const { execution, transaction_id } = facts;
      Object.assign(names, execution && { execution }, transaction_id && { transaction_id });
      note(facts);
    },
  });
  const answer = await unlessLate(working, ports.deadline);
  if (answer !== LATE) return answer;
  ports.note({ level: 'warn', late: true });
  const rest = inOneLine('slack_late', ports, (noteRest) => {
    note = noteRest;
    note(names);
    return working;
  });
  // Its line has told the error.
  rest.catch(() => undefined);
  return late;
}

/** What some work gives; undefined where the limit comes first, and the work goes on for nobody. */
export async function within<T>(limit: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const result = await unlessLate(work, limit);
  return result === LATE ? undefined : result;
}

async function unlessLate<T>(work: Promise<T>, limit: AbortSignal): Promise<T | typeof LATE> {
  const late = limit.aborted ? Promise.resolve() : once(limit, 'abort');
  return Promise.race([work, late.then((): typeof LATE => LATE)]);
}
