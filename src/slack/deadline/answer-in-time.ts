import { answerInTime as answer, type Delivery } from '../../approval/answer-in-time.ts';
import { wordingFor } from '../../wording/index.ts';
import type { EndpointPorts, SlackPorts } from '../ports.ts';
import { lateText } from './deadline.ts';
import { portsUntilDeadline } from './ports-until-deadline.ts';

/**
 * Does the work of a delivery, and answers at its deadline at the latest.
 *
 * @param late makes the answer at the deadline, from the text for the user; no text means that the change was made, and
 *   only showing it takes longer
 * @returns the result of the work, or of `late`
 */
export function answerInTime<T>(
  delivery: Delivery,
  ports: EndpointPorts,
  work: (ports: SlackPorts) => Promise<T>,
  late: (text: string | undefined) => T | undefined | Promise<T | undefined>,
): Promise<T | undefined> {
  const { deadline } = delivery;
  const { log, now, locale, command } = ports;
  return answer<T | undefined>(
    delivery,
    { log, now, lateEvent: 'slack_late' },
    (note, progress) => work(portsUntilDeadline(ports, { deadline, note, progress })),
    (progress) => late(lateText(progress, wordingFor(locale), command)),
  );
}
