import { Refusal } from '../callback/errors.ts';
import type { CompleteTask } from '../callback/outcome.ts';
import type { Log } from '../log.ts';
import type { GetHistory } from './history.ts';
import { LateError } from './in-time.ts';
import type { ListExecutions, ListStateMachines, StartExecution, StopExecution } from './ports.ts';

/** The ports with which a surface reads and changes executions. */
export interface WorkflowPorts {
  readonly completeTask: CompleteTask;
  readonly getHistory: GetHistory;
  readonly startExecution: StartExecution;
  readonly listStateMachines: ListStateMachines;
  readonly listExecutions: ListExecutions;
  readonly stopExecution: StopExecution;
  readonly log: Log;
}

/** How far the one change of a delivery has come: a decision, a start or a cancellation. */
export interface ChangeProgress {
  /** The call to AWS that has begun. Without `done`, its result is unknown. */
  begun?: 'completeTask' | 'startExecution' | 'stopExecution';
  done?: boolean;
}

/** @throws {LateError} after the deadline */
export function assertInTime(deadline: AbortSignal): void {
  if (deadline.aborted) throw new LateError('The deadline has passed.');
}

/**
 * Wraps the ports so that no call to AWS starts after the deadline of a delivery. At the deadline, the person gets an answer.
 * Lambda freezes the function after its answer, so a later call could run with the next delivery, perhaps hours later.
 *
 * @param progress updated by the calls that change something
 */
export function untilDeadline(
  ports: WorkflowPorts,
  { deadline, progress }: { deadline: AbortSignal; progress: ChangeProgress },
): WorkflowPorts {
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
  };
}
