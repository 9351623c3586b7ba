import { assertInTime, type ChangeProgress, untilDeadline } from '../../approval/until-deadline.ts';
import type { Note } from '../../invocation-log.ts';
import type { EndpointPorts, SlackPorts } from '../ports.ts';

/**
 * Wraps the ports so that no AWS or Slack call starts after the deadline.
 *
 * @param progress updated by the calls that change something
 */
export function portsUntilDeadline(
  ports: EndpointPorts,
  { deadline, note, progress }: { deadline: AbortSignal; note: Note; progress: ChangeProgress },
): SlackPorts {
  return {
    ...ports,
    ...untilDeadline(ports, { deadline, progress }),
    note,
    deadline,
    async respond(responseUrl, answer) {
      assertInTime(deadline);
      await ports.respond(responseUrl, answer);
    },
    async client() {
      const slack = await ports.client();
      assertInTime(deadline);
      return slack;
    },
  };
}
