import { inTime, LateError } from '../../approval/in-time.ts';
import { failure, inOneLine, type Note } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import type { EndpointPorts, SlackPorts } from '../ports.ts';
import type { Delivery } from '../request-log.ts';
import { type ChangeProgress, lateText } from './deadline.ts';
import { portsUntilDeadline } from './ports-until-deadline.ts';

/**
 * Does the work of a delivery, and answers at its deadline at the latest. After the deadline, the work goes on, but it
 * starts no new call. How it ended is logged in a line of its own (`slack_late`).
 *
 * @param late makes the answer at the deadline, from the text for the user; no text means that the change was made, and
 *   only showing it takes longer
 * @returns the result of the work, or of `late`
 */
export async function answerInTime<T>(
  delivery: Delivery,
  ports: EndpointPorts,
  work: (ports: SlackPorts) => Promise<T>,
  late: (text: string | undefined) => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const { deadline } = delivery;
  const progress: ChangeProgress = {};
  const ids: Record<string, unknown> = {};
  let line = delivery.note;
  const note: Note = (facts) => {
    const { execution, transaction_id } = facts;
    Object.assign(ids, execution && { execution }, transaction_id && { transaction_id });
    line(deadline.aborted ? asLate(facts) : facts);
  };
  const working = work(portsUntilDeadline(ports, { deadline, note, progress }));
  try {
    return await inTime(deadline, working);
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
  }
  delivery.note({ level: 'warn', late: true });
  void inOneLine('slack_late', ports, async (lateNote) => {
    line = lateNote;
    line(ids);
    await working.catch((error) => note(failure(error)));
  });
  return late(lateText(progress, wordingFor(ports.locale), ports.command));
}

type Facts = Parameters<Note>[0];

/**
 * Turns errors into warnings: after the deadline, a call can fail because Lambda froze the function and the connection
 * was closed. The user already has an answer.
 */
function asLate(facts: Facts): Facts {
  if (facts.error instanceof LateError) return { outcome: 'late' };
  return facts.level === 'error' ? { ...facts, level: 'warn', outcome: 'late' } : facts;
}
