import { Refusal } from '../../callback/errors.ts';
import type { Note } from '../../invocation-log.ts';
import type { EndpointPorts, SlackPorts } from '../ports.ts';
import { assertInTime, type Changes, LateError } from './deadline.ts';

/**
 * The ports of one delivery of Slack. Once its deadline is over, they change nothing more in AWS, send nothing more to
 * Slack and read no more histories: the person was told then what was known, and Lambda would go on with the rest at the
 * next request, perhaps hours later.
 *
 * @param changes is kept up to date
 */
export function portsOfDelivery(
  ports: EndpointPorts,
  { deadline, note, changes }: { deadline: AbortSignal; note: Note; changes: Changes },
): SlackPorts {
  async function change(name: NonNullable<Changes['begun']>, begin: () => Promise<void>): Promise<void> {
    assertInTime(deadline);
    changes.begun = name;
    try {
      await begin();
    } catch (error) {
      // It is known not to have been done.
      if (error instanceof Refusal) delete changes.begun;
      throw error;
    }
    changes.done = true;
  }

  /** What has begun, and may have been done, is still looked up. */
  const read =
    <Given extends unknown[], T>(ask: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      if (!changes.begun || changes.done) assertInTime(deadline);
      return ask(...given);
    };

  return {
    ...ports,
    note,
    deadline,
    getHistory: read(ports.getHistory),
    listExecutions: read(ports.listExecutions),
    // What was not begun is no failure.
    log: (line) => (line.error instanceof LateError ? undefined : ports.log(line)),
    completeTask: (task, outcome) =>
      change('completeTask', () => ports.completeTask(task, outcome, deadline)),
    startExecution: (name, input) =>
      change('startExecution', () => ports.startExecution(name, input, deadline)),
    stopExecution: (execution, cause) =>
      change('stopExecution', () => ports.stopExecution(execution, cause, deadline)),
    async client() {
      const slack = await ports.client();
      assertInTime(deadline);
      return slack;
    },
  };
}
