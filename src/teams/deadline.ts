import { assertInTime, type ChangeProgress, untilDeadline } from '../approval/until-deadline.ts';
import type { Note } from '../invocation-log.ts';
import type { Wording } from '../wording/index.ts';
import type { Connector } from './connector.ts';
import type { EndpointPorts, TeamsPorts } from './ports.ts';

/** A person sees an error if a press is not answered; the time is not documented. The network needs a part of it. */
export const PRESS_WITHIN_MS = 3_500;
/** Teams gives up the delivery of a message after 15 seconds. */
export const ANSWER_WITHIN_MS = 8_000;

/**
 * Wraps the ports so that no call to AWS or Teams starts after the deadline.
 *
 * @param progress updated by the calls that change something
 */
export function portsUntilDeadline(
  ports: EndpointPorts,
  { deadline, note, progress }: { deadline: AbortSignal; note: Note; progress: ChangeProgress },
): TeamsPorts {
  return {
    ...ports,
    ...untilDeadline(ports, { deadline, progress }),
    connector: connectorUntil(deadline, ports.connector),
    async followUp(work) {
      assertInTime(deadline);
      await ports.followUp(work);
    },
    note,
    deadline,
  };
}

function connectorUntil(deadline: AbortSignal, connector: Connector): Connector {
  const inTime =
    <Given extends unknown[], T>(call: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      assertInTime(deadline);
      return call(...given);
    };
  return {
    post: inTime(connector.post),
    chatWith: inTime(connector.chatWith),
    send: inTime(connector.send),
    update: inTime(connector.update),
    remove: inTime(connector.remove),
    member: inTime(connector.member),
    members: inTime(connector.members),
    channels: inTime(connector.channels),
    assertVisible: inTime(connector.assertVisible),
  };
}

/** What to tell a person at the deadline. */
export function lateText({ begun, done }: ChangeProgress, { chat, page }: Wording, command: string): string {
  if (done) return page.accepted;
  if (!begun) return chat.tookLong;
  return begun === 'startExecution' ? chat.unsureStarted(command) : chat.unsure(command);
}
