import { failure, inOneLine, type Note } from '../../invocation-log.ts';
import { wordingFor } from '../../wording/index.ts';
import type { EndpointPorts, SlackPorts } from '../ports.ts';
import { type Changes, inTime, LateError, lateText } from './deadline.ts';
import { portsOfDelivery } from './delivery.ts';

type Facts = Parameters<Note>[0];

/**
 * Does what Slack waits for. When the time is up, it is not waited for any more, and begins nothing more: a line of its own
 * tells what came of what it had begun.
 *
 * @param delivery when its answer is due, and its line in the log
 * @param late what is answered then, by the text for the person: undefined where it was done, and only is not shown yet
 */
export async function answerInTime<T>(
  delivery: { readonly deadline: AbortSignal; readonly note: Note },
  ports: EndpointPorts,
  work: (ports: SlackPorts) => Promise<T>,
  late: (text: string | undefined) => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const { deadline } = delivery;
  const changes: Changes = {};
  const names: Record<string, unknown> = {};
  let line = delivery.note;
  const note: Note = (facts) => {
    const { execution, transaction_id } = facts;
    Object.assign(names, execution && { execution }, transaction_id && { transaction_id });
    line(deadline.aborted ? asLate(facts) : facts);
  };
  const working = work(portsOfDelivery(ports, { deadline, note, changes }));
  try {
    return await inTime(deadline, working);
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
  }
  delivery.note({ level: 'warn', late: true });
  void inOneLine('slack_late', ports, async (noteRest) => {
    line = noteRest;
    line(names);
    await working.catch((error) => note(failure(error)));
  });
  return late(lateText(changes, wordingFor(ports.locale)));
}

/** What fails then was told as late before: a connection, say, that was cut while Lambda slept. */
function asLate(facts: Facts): Facts {
  if (facts.error instanceof LateError) return { outcome: 'late' };
  return facts.level === 'error' ? { ...facts, level: 'warn', outcome: 'late' } : facts;
}
