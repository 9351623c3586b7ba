import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type GetExecutionHistoryCommandOutput,
  type HistoryEvent,
  InvalidArn,
  ListExecutionsCommand,
  type ListStateMachinesCommandOutput,
  paginateGetExecutionHistory,
  paginateListStateMachines,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionReference, matchesAny } from '../approval/execution.ts';
import { type HistoryOptions, HistoryTooLong } from '../approval/history.ts';
import type {
  ListExecutions,
  ListedExecution,
  ListStateMachines,
  StartExecution,
  StopExecution,
} from '../approval/ports.ts';
import { type KeyReason, Refusal, type StepFunctionsReason } from '../callback/errors.ts';
import type { CompleteTask, Outcome } from '../callback/outcome.ts';
import type { TokenTask } from '../callback/payload.ts';
import { until, whetherOurs } from './retries-and-timeouts.ts';

const REASONS: Readonly<Record<StepFunctionsReason, string>> = {
  InvalidOutput: 'Step Functions does not accept this output.',
  InvalidToken: 'Step Functions does not accept this task token.',
  TaskDoesNotExist: 'The task does not exist, or it has ended.',
  TaskTimedOut: 'The task was already completed, or it timed out.',
};

/**
 * The errors that mean that an administrator must change the deployment, without the end `Exception`. `what` was not
 * permitted.
 */
const FORBIDDEN: Readonly<Record<KeyReason | 'AccessDenied', (what: string) => string>> = {
  AccessDenied: (what) => `This deployment may not ${what} of this state machine. Add it to stateMachines.`,
  KmsAccessDenied: () =>
    'This deployment may not use the KMS key of this state machine. Add it to stateMachineKeys.',
  KmsInvalidState: () => 'The KMS key of this state machine is disabled or deleted. Enable it.',
};

/**
 * @returns a function that completes tasks, and refuses with StepFunctionsError and the reason of Step Functions, or with
 *   NotPermitted if the role of the function does not allow it, or does not allow the use of the state machine's key
 */
export function createCompleteTask(client: SFNClient): CompleteTask<TokenTask> {
  return async ({ token: taskToken }, outcome, signal) => {
    try {
      await send(client, taskToken, outcome, until(signal));
    } catch (error) {
      throw error instanceof SFNServiceException ? translate(error) : error;
    }
  };
}

function translate(error: SFNServiceException): Error {
  if (Object.hasOwn(REASONS, error.name)) {
    const reason = error.name as StepFunctionsReason;
    return whetherOurs(error, new Refusal('StepFunctionsError', REASONS[reason], { reason, cause: error }));
  }
  if (error.name === 'ValidationException') {
    // Without the cause, because AWS quotes the rejected value.
    return invalidMember(error);
  }
  return forbidden(error) ?? error;
}

/**
 * The members of a call that AWS checks before Step Functions sees them, with what they are called here. AWS names the member:
 * "1 validation error detected: Value at 'taskToken' failed to satisfy constraint: …".
 */
const MEMBERS: Readonly<Record<string, string>> = {
  taskToken: 'task token',
  output: 'output',
  error: 'error',
  cause: 'cause',
};

function invalidMember({ message }: Error): Refusal {
  // The rejected value may contain the same words, and comes before them.
  const [, member = ''] = [...message.matchAll(/at '(\w+)' failed to satisfy constraint/g)].at(-1) ?? [];
  const name = Object.hasOwn(MEMBERS, member) ? `this ${MEMBERS[member]}` : 'this call';
  const reason = member === 'taskToken' ? 'InvalidToken' : 'InvalidOutput';
  return new Refusal('StepFunctionsError', `Step Functions does not accept ${name}.`, {
    ...(Object.hasOwn(MEMBERS, member) && { reason }),
  });
}

/** Without such an error, Step Functions may have done what was asked. */
function refusedIfForbidden(error: unknown, what: string): unknown {
  return (error instanceof SFNServiceException && forbidden(error, what)) || error;
}

function forbidden(error: SFNServiceException, what = 'complete tasks'): Refusal | undefined {
  const name = error.name.replace(/Exception$/, '') as keyof typeof FORBIDDEN;
  if (!Object.hasOwn(FORBIDDEN, name)) return undefined;
  const reason = name === 'AccessDenied' ? undefined : name;
  return new Refusal('NotPermitted', FORBIDDEN[name](what), { ...(reason && { reason }), cause: error });
}

/** For the events since a certain one. An account can read 20 pages a second. */
const MAX_PAGES = 5;

/**
 * @param resolveArn returns the ARN of an execution
 * @returns a function that reads the events of an execution, all or the newest that are needed, oldest first. It refuses with
 *   InvalidRequest when the execution does not exist, and with NotPermitted when the key of its state machine cannot be used. It
 *   throws HistoryTooLong if 5,000 events are not enough.
 */
export function createGetHistory(client: SFNClient, resolveArn: (execution: string) => string) {
  return async (execution: string, { since, isEnough }: HistoryOptions = {}): Promise<HistoryEvent[]> => {
    const executionArn = resolveArn(execution);
    try {
      if (isEnough) return await newestEvents(client, executionArn, isEnough);
      return since === undefined
        ? await allEvents(client, executionArn)
        : await eventsSince(client, executionArn, since);
    } catch (error) {
      if (isUnknownExecution(error)) throw unknownExecution();
      throw (isAboutKey(error) && forbidden(error)) || error;
    }
  };
}

async function allEvents(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of historyPages(client, executionArn, false)) events.push(...(page.events ?? []));
  return events;
}

async function eventsSince(client: SFNClient, executionArn: string, since: number): Promise<HistoryEvent[]> {
  const hasFirst = (events: readonly HistoryEvent[]) => events.some(({ id = 0 }) => id <= since);
  return (await newestEvents(client, executionArn, hasFirst)).filter(({ id = 0 }) => id >= since);
}

/** Reads the newest events first: a link is used soon after its task began, but the execution may have thousands before. */
async function newestEvents(
  client: SFNClient,
  executionArn: string,
  isEnough: (events: readonly HistoryEvent[]) => boolean,
): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let pages = 0;
  for await (const page of historyPages(client, executionArn, true)) {
    events.push(...(page.events ?? []));
    pages += 1;
    if (isEnough(events) || page.nextToken === undefined) break;
    if (pages === MAX_PAGES) throw new HistoryTooLong(`More than ${MAX_PAGES} pages of events follow.`);
  }
  return events.toReversed();
}

function historyPages(
  client: SFNClient,
  executionArn: string,
  reverseOrder: boolean,
): AsyncIterable<GetExecutionHistoryCommandOutput> {
  return paginateGetExecutionHistory(
    { client, pageSize: 1000 },
    { executionArn, includeExecutionData: true, ...(reverseOrder && { reverseOrder }) },
  );
}

function isUnknownExecution(error: unknown): boolean {
  return error instanceof ExecutionDoesNotExist || error instanceof InvalidArn;
}

function isAboutKey(error: unknown): error is SFNServiceException {
  return error instanceof SFNServiceException && error.name.startsWith('Kms');
}

function unknownExecution(): Refusal {
  return new Refusal('InvalidRequest', 'This execution does not exist.');
}

/** @returns a function that lists the newest executions of a state machine */
export function createListExecutions(client: SFNClient): ListExecutions {
  return async ({ stateMachineArn, running, max }) => {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({
        stateMachineArn,
        maxResults: max,
        ...(running && { statusFilter: 'RUNNING' }),
      }),
    );
    return executions.map(toListed);
  };
}

function toListed({
  executionArn = '',
  status,
  startDate = new Date(0),
}: ExecutionListItem): ListedExecution {
  return {
    execution: executionReference(executionArn),
    running: status === 'RUNNING',
    startedAt: startDate,
  };
}

/**
 * @param patterns ARNs of state machines, with `*` for any text. ARNs of other resources, such as activities, are ignored
 * @returns a function that lists the state machines, first those that are named without a `*`. Without a pattern, it calls
 *   nothing. It leaves out express workflows that a pattern matches: Step Functions does not list their executions.
 */
export function createListStateMachines(client: SFNClient, patterns: readonly string[]): ListStateMachines {
  const machines = patterns.filter((pattern) => pattern.includes(':stateMachine:'));
  const named = machines.filter((pattern) => !pattern.includes('*'));
  if (named.length === machines.length) return async () => [...new Set(named)];
  return async () => {
    const found: string[] = [];
    const pages: AsyncIterable<ListStateMachinesCommandOutput> = paginateListStateMachines(
      { client, pageSize: 1000 },
      {},
    );
    for await (const { stateMachines = [] } of pages) {
      for (const { stateMachineArn = '', type } of stateMachines) {
        if (type !== 'EXPRESS' && matchesAny(stateMachineArn, machines)) found.push(stateMachineArn);
      }
    }
    return [...new Set([...named, ...found])];
  };
}

/**
 * @param resolveArn returns the ARN of an execution
 * @returns a function that stops an execution and adds a cause to its history. An execution that has ended does not
 *   change. It refuses with NotPermitted if the role of the function does not allow it, or does not allow the use of the
 *   state machine's key.
 */
export function createStopExecution(
  client: SFNClient,
  resolveArn: (execution: string) => string,
): StopExecution {
  return async (execution, cause, signal) => {
    try {
      await client.send(
        new StopExecutionCommand({ executionArn: resolveArn(execution), error: 'cancelled', cause }),
        until(signal),
      );
    } catch (error) {
      throw refusedIfForbidden(error, 'stop executions');
    }
  };
}

/**
 * @param stateMachineArn the state machine of the new execution
 * @returns a function that starts an execution with a name. A second call with the same name does nothing. It refuses
 *   with NotPermitted, as {@link createStopExecution} does.
 */
export function createStartExecution(client: SFNClient, stateMachineArn: string): StartExecution {
  return async (name, input, signal) => {
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
        until(signal),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw refusedIfForbidden(error, 'start executions');
    }
  };
}

function send(
  client: SFNClient,
  taskToken: string,
  outcome: Outcome,
  options: ReturnType<typeof until>,
): Promise<unknown> {
  switch (outcome.type) {
    case 'success':
      return client.send(
        new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(outcome.output) }),
        options,
      );
    case 'failure':
      return client.send(
        new SendTaskFailureCommand({ taskToken, error: outcome.error, cause: outcome.cause }),
        options,
      );
    case 'heartbeat':
      return client.send(new SendTaskHeartbeatCommand({ taskToken }), options);
  }
}
