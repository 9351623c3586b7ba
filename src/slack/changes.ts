import { Refusal } from '../callback/errors.ts';
import type { SlackPorts } from './ports.ts';

/** What a request has changed so far. Where its time is up, this is what is known. */
export interface Changes {
  /** Nobody knows what becomes of it, until it is done. */
  begun?: 'completeTask' | 'startExecution' | 'stopExecution';
  done?: boolean;
}

/**
 * The ports of a request that begins nothing more, in AWS or Slack, once its time is up: whoever waited was told what
 * was known then, and Lambda would go on with the rest at the next request, perhaps hours later.
 *
 * @param changes is kept up to date
 * @param stop called instead of going on: what it gives never settles, and the work ends where it stands
 */
export function changingInTime(ports: SlackPorts, changes: Changes, stop: () => Promise<never>): SlackPorts {
  const { deadline, note } = ports;

  async function change(name: NonNullable<Changes['begun']>, begin: () => Promise<void>): Promise<void> {
    if (deadline.aborted) {
      note({ outcome: 'late' });
      return stop();
    }
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

  return {
    ...ports,
    completeTask: (task, outcome) =>
      change('completeTask', () => ports.completeTask(task, outcome, deadline)),
    startExecution: (name, input) =>
      change('startExecution', () => ports.startExecution(name, input, deadline)),
    stopExecution: (execution, cause) =>
      change('stopExecution', () => ports.stopExecution(execution, cause, deadline)),
    async client() {
      const slack = await ports.client();
      return deadline.aborted ? stop() : slack;
    },
  };
}
