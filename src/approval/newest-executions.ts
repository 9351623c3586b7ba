import { stateMachineName } from './execution.ts';
import type { ListedExecution } from './ports.ts';
import type { WorkflowPorts } from './until-deadline.ts';

/**
 * How much a list reads at most. Each history is one call. Step Functions accepts 400 GetExecutionHistory calls at once
 * and then 20 a second, per account and Region (Step Functions quotas).
 */
export const MAX_MACHINES = 5;
export const MAX_EXECUTIONS = 20;

/** What a list does not show, although it may exist. */
export interface LeftOut {
  /** Older executions than the newest ones of each state machine. */
  readonly older: boolean;
  /** State machines after the first ones. */
  readonly machines: boolean;
  /** The names of the state machines that could not be read. */
  readonly unread: readonly string[];
  /** How many executions could not be read. */
  readonly failed: number;
  /** How many requests may have the person as an approver; the surface does not tell. */
  readonly unchecked: number;
  /** Requests of channels of which it is not known whether the person is a member. */
  readonly hidden: boolean;
}

/**
 * The newest executions of the state machines whose requests the deployment serves, newest first.
 *
 * @param which `max`: of each state machine; `running`: only executions that run
 * @throws if no state machine can be read
 */
export async function newestExecutions(
  which: { running?: true; max: number },
  ports: Pick<WorkflowPorts, 'listStateMachines' | 'listExecutions' | 'log'>,
): Promise<{ readonly executions: readonly ListedExecution[]; readonly leftOut: LeftOut }> {
  const machines = await ports.listStateMachines();
  const read = machines.slice(0, MAX_MACHINES);
  const results = await Promise.allSettled(
    read.map((stateMachineArn) => ports.listExecutions({ stateMachineArn, ...which })),
  );
  const lists = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected'
      ? [{ machine: stateMachineName(read[index] ?? ''), error: result.reason }]
      : [],
  );
  if (lists.length === 0 && failures[0]) throw failures[0].error;
  for (const { machine, error } of failures) {
    ports.log({ level: 'warn', event: 'list_failed', state_machine: machine, error });
  }
  return {
    executions: lists.flat().sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime()),
    leftOut: {
      older: lists.some(({ length }) => length >= which.max),
      machines: machines.length > read.length,
      unread: failures.map(({ machine }) => machine),
      failed: 0,
      unchecked: 0,
      hidden: false,
    },
  };
}
