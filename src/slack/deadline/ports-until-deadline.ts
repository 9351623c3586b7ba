import { LateError } from '../../approval/in-time.ts';
import { Refusal } from '../../callback/errors.ts';
import type { Note } from '../../invocation-log.ts';
import type { EndpointPorts, SlackPorts } from '../ports.ts';
import { assertInTime, type ChangeProgress } from './deadline.ts';

/**
 * Wraps the ports so that no AWS or Slack call starts after the deadline. At the deadline, the user gets an answer.
 * Lambda freezes the function after its answer, so a later call could run with the next delivery, perhaps hours later.
 *
 * @param progress updated by the calls that change something
 */
export function portsUntilDeadline(
  ports: EndpointPorts,
  { deadline, note, progress }: { deadline: AbortSignal; note: Note; progress: ChangeProgress },
): SlackPorts {
  async function change(
    name: NonNullable<ChangeProgress['begun']>,
    begin: () => Promise<void>,
  ): Promise<void> {
    assertInTime(deadline);
    progress.begun = name;
    try {
      await begin();
    } catch (error) {
      // A refusal proves that nothing was changed.
      if (error instanceof Refusal) delete progress.begun;
      throw error;
    }
    progress.done = true;
  }

  /** While the result of a change is unknown, histories are still read after the deadline, to find it out. */
  const read =
    <Given extends unknown[], T>(ask: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      if (!progress.begun || progress.done) assertInTime(deadline);
      return ask(...given);
    };

  return {
    ...ports,
    note,
    deadline,
    getHistory: read(ports.getHistory),
    listStateMachines: read(ports.listStateMachines),
    listExecutions: read(ports.listExecutions),
    // A call that did not start because of the deadline is no error.
    log: (line) => (line.error instanceof LateError ? undefined : ports.log(line)),
    completeTask: (task, outcome) =>
      change('completeTask', () => ports.completeTask(task, outcome, deadline)),
    startExecution: (name, input) =>
      change('startExecution', () => ports.startExecution(name, input, deadline)),
    stopExecution: (execution, cause) =>
      change('stopExecution', () => ports.stopExecution(execution, cause, deadline)),
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
