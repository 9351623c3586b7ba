import { once } from 'node:events';
import { failure, inOneLine, type Note } from '../wide-line.ts';
import { type Changes, changingInTime } from './changes.ts';
import type { SlackPorts } from './ports.ts';

/** Slack waits 3 seconds for an answer, and the way there and back is a part of them. */
export const ANSWER_WITHIN_MS = 2_500;
/** The answer to a press says nothing: that it is late is told in a call of its own, which takes the rest of the time. */
export const PRESS_WITHIN_MS = 1_800;

const LATE = Symbol('late');

type Facts = Parameters<Note>[0];

/**
 * Does what Slack waits for. When the time of this request is up, it is waited for no more, and begins nothing more: a
 * line of its own tells what came of what it had begun.
 *
 * @param late what is answered then, by what is known
 */
export async function inTime<T>(
  ports: SlackPorts,
  work: (ports: SlackPorts) => Promise<T>,
  late?: (changes: Changes) => T | Promise<T>,
): Promise<T | undefined> {
  let note: Note = ports.note;
  const names: Record<string, unknown> = {};
  const noting: SlackPorts = {
    ...ports,
    note(facts) {
      const { execution, transaction_id } = facts;
      Object.assign(names, execution && { execution }, transaction_id && { transaction_id });
      note(ports.deadline.aborted ? asLate(facts) : facts);
    },
  };
  const changes: Changes = {};
  const stopped = Promise.withResolvers<undefined>();
  const stop = () => {
    stopped.resolve(undefined);
    return new Promise<never>(() => undefined);
  };
  const working = work(changingInTime(noting, changes, stop));
  const answer = await unlessLate(working, ports.deadline);
  if (answer !== LATE) return answer;
  ports.note({ level: 'warn', late: true });
  void inOneLine('slack_late', ports, (noteRest) => {
    note = noteRest;
    note(names);
    return Promise.race([working.catch((error) => noting.note(failure(error))), stopped.promise]);
  });
  return late?.({ ...changes });
}

/** What fails then was told as late before: a connection, say, that was cut while Lambda slept. */
function asLate(facts: Facts): Facts {
  return facts.level === 'error' ? { ...facts, level: 'warn', outcome: 'late' } : facts;
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
