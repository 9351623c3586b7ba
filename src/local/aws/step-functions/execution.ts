import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StateMachine as Interpreter } from 'aws-local-stepfunctions';
import type { JsonValue } from '../../json.ts';
import type { Clock } from '../clock.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { contextObject, type ExecutionStart } from './context-object.ts';
import type { CompiledDefinition, TaskRequest } from './definition.ts';
import {
  type Branch,
  createHistory,
  type EventDetails,
  type HistoryEvent,
  inputDetails,
  outputDetails,
  startBranch,
} from './history.ts';
import { describeFailure, executionEnded, fatalFailure, type TimeoutErrors } from './state-error.ts';
import { createStateEvents } from './state-events.ts';
import { type RunningTask, startTask } from './task.ts';
import type { TaskResource } from './task-resource.ts';
import type { TaskTokens } from './task-token.ts';
import { startWait } from './wait.ts';

export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** An execution. Its members change while it runs. */
export interface Execution {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: Date;
  /** The JSON text of StartExecution. */
  readonly input: string;
  readonly status: ExecutionStatus;
  readonly stopDate: Date | undefined;
  /** JSON text. */
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly redriveCount: number;
  readonly redriveDate: Date | undefined;
  readonly history: readonly HistoryEvent[];
}

export interface RunningExecution {
  readonly execution: Execution;
  /** Ends the execution with ABORTED. Does nothing if it has ended already. */
  readonly stop: (error: string | undefined, cause: string | undefined) => void;
  /**
   * Goes on with the state that did not succeed.
   *
   * @throws {AwsError} ExecutionNotRedrivable
   */
  readonly redrive: () => void;
  /** Cancels timers and tasks without an event in the history, because the endpoint closes. */
  readonly abandon: () => void;
}

export interface ExecutionHost {
  readonly clock: Clock;
  readonly tokens: TaskTokens;
  readonly timeoutErrors: TimeoutErrors;
  readonly resourceOf: (arn: string) => TaskResource;
  readonly onChange: () => void;
  readonly onStatusChange: (execution: Execution) => void;
  readonly onError: (error: unknown) => void;
}

interface Outcome {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** Starts an execution in the interpreter, and records its history until it ends or is stopped. */
export function startExecution(start: ExecutionStart, host: ExecutionHost): RunningExecution {
  const { clock } = host;
  const { definition } = start.stateMachine;
  const history = createHistory(clock.now, host.onChange);
  const execution: { -readonly [Member in keyof Execution]: Execution[Member] } = {
    executionArn: start.executionArn,
    stateMachineArn: start.stateMachine.arn,
    name: start.name,
    startDate: clock.now(),
    input: start.input,
    status: 'RUNNING',
    stopDate: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    redriveCount: 0,
    redriveDate: undefined,
    history: history.events,
  };
  /** The running tasks and waits, with the names of their states. */
  const running = new Map<RunningTask, string>();
  const events = createStateEvents(history, definition.states, abandonInside);
  let abandoned = false;
  let cancelTimeout = () => {};
  let run: ReturnType<Interpreter['run']>;
  let nextToken: string | undefined;

  const hasEnded = () => abandoned || execution.status !== 'RUNNING';

  function end(outcome: Outcome, type: string, details: EventDetails, branch = startBranch()): void {
    if (hasEnded()) return;
    history.record(branch, type, details);
    Object.assign(execution, outcome, { stopDate: clock.now() });
    release();
    host.onStatusChange(execution);
    host.onChange();
  }

  function release(): void {
    cancelTimeout();
    run.abort();
    for (const task of running.keys()) task.abandon();
  }

  /** If a Parallel or Map state fails, its other branches end too. */
  function abandonInside(stateName: string): void {
    for (const [task, name] of running) {
      if (isInside(name, stateName)) task.abandon();
    }
  }

  function isInside(name: string, stateName: string): boolean {
    const parent = definition.states.get(name)?.parent;
    return parent !== undefined && (parent.stateName === stateName || isInside(parent.stateName, stateName));
  }

  /** Runs a Task or Wait state. The interpreter calls this synchronously after it has resolved the Parameters. */
  async function handle(request: TaskRequest): Promise<JsonValue> {
    const token = nextToken;
    nextToken = undefined;
    // The interpreter reports events asynchronously. After one turn of the event loop, the history has StateEntered.
    await nextTurn();
    if (hasEnded()) throw executionEnded();
    const { stateName, resource } = request;
    if (resource === undefined) return track(startWait(request, clock), stateName);
    const { branch, delaySeconds } = events.claimAttempt(stateName);
    const delay = { stateName, input: null, waitSeconds: delaySeconds };
    if (delaySeconds > 0) await track(startWait(delay, clock), stateName);
    return track(startAttempt(request, resource, token, branch), stateName);
  }

  function track(task: RunningTask, stateName: string): Promise<JsonValue> {
    running.set(task, stateName);
    return task.result.finally(() => running.delete(task));
  }

  function startAttempt(
    request: TaskRequest,
    resourceArn: string,
    token: string | undefined,
    branch: Branch,
  ): RunningTask {
    const resource = host.resourceOf(resourceArn);
    const attempt = {
      input: request.input,
      resource,
      token: resource.waitsForTaskToken ? token : undefined,
      timeoutSeconds: positiveInteger('TimeoutSeconds', request.timeoutSeconds),
      heartbeatSeconds: positiveInteger('HeartbeatSeconds', request.heartbeatSeconds),
    };
    const record = (type: string, details: EventDetails) => history.record(branch, type, details);
    return startTask(attempt, { ...host, record, onLateError: host.onError });
  }

  async function follow(followed: typeof run): Promise<void> {
    const outcome = followed.result.then(succeeded, failed);
    const isOver = () => hasEnded() || run !== followed;
    for await (const event of followed.eventLogs) {
      if (!isOver()) events.observe(event);
    }
    const { type, details, ...members } = await outcome;
    if (!isOver()) end(members, type, details, events.root);
  }

  function launch(interpreter: Interpreter, input: JsonValue): void {
    run = interpreter.run(input, {
      overrides: overridesFor(definition, handle),
      context: contextObject(start, {
        startDate: execution.startDate,
        now: clock.now,
        currentToken: () => {
          nextToken ??= host.tokens.mint();
          return nextToken;
        },
      }),
    });
    if (definition.timeoutSeconds !== undefined) {
      const timeout = { error: 'States.Timeout' };
      const expire = () => end({ status: 'TIMED_OUT', ...timeout }, 'ExecutionTimedOut', timeout);
      cancelTimeout = clock.setTimer(definition.timeoutSeconds * 1000, expire);
    }
    host.onStatusChange(execution);
    follow(run).catch(host.onError);
  }

  history.record(startBranch(), 'ExecutionStarted', {
    ...inputDetails(JSON.parse(start.input)),
    roleArn: start.stateMachine.roleArn,
  });
  launch(definition.interpreter, JSON.parse(start.input));

  return {
    execution,
    stop: (error, cause) => end({ status: 'ABORTED', error, cause }, 'ExecutionAborted', { error, cause }),
    redrive() {
      const { name, input } = stateToRedrive(execution, definition);
      Object.assign(execution, {
        status: 'RUNNING',
        stopDate: undefined,
        error: undefined,
        cause: undefined,
        redriveCount: execution.redriveCount + 1,
        redriveDate: clock.now(),
      });
      history.record(events.root, 'ExecutionRedriven', { redriveCount: execution.redriveCount });
      events.resume();
      launch(definition.interpreterFrom(name), input);
    },
    abandon() {
      abandoned = true;
      release();
    },
  };
}

/**
 * The state that was entered last, with its input (Step Functions: "Redriving executions").
 *
 * @throws {AwsError} ExecutionNotRedrivable, also for a state inside a Parallel or Map state, which AWS can redrive
 */
function stateToRedrive(
  { status, history }: Execution,
  { states }: CompiledDefinition,
): { readonly name: string; readonly input: JsonValue } {
  if (status === 'RUNNING' || status === 'SUCCEEDED') {
    throw notRedrivable(`Execution is ${status} and can't be redriven`);
  }
  const last = history.findLast(({ type }) => type.endsWith('StateEntered'));
  const { name, input } = (last?.stateEnteredEventDetails ?? {}) as { name?: string; input?: string };
  if (name === undefined || input === undefined) throw notRedrivable('The execution has entered no state');
  if (states.get(name)?.parent) {
    throw notRedrivable('The embedded Step Functions cannot redrive a state inside a Parallel or Map state');
  }
  return { name, input: JSON.parse(input) };
}

function notRedrivable(message: string): AwsError {
  return new AwsError('ExecutionNotRedrivable', message);
}

/** Our handler runs every Task and Wait state, and also waits before retries. The interpreter must not wait as well. */
function overridesFor({ states }: CompiledDefinition, handle: (request: TaskRequest) => Promise<JsonValue>) {
  const names = [...states.keys()];
  const tasks = names.filter((name) => states.get(name)?.type === 'Task');
  const handler = handle as (input: unknown) => Promise<JsonValue>;
  return {
    taskResourceLocalHandlers: Object.fromEntries(names.map((name) => [name, handler])),
    retryIntervalOverrides: Object.fromEntries(tasks.map((name) => [name, 0])),
  };
}

function succeeded(output: JsonValue) {
  const details = outputDetails(output);
  return {
    type: 'ExecutionSucceeded',
    details,
    status: 'SUCCEEDED',
    output: JSON.stringify(output),
  } as const;
}

/** The interpreter wraps the error of a state in its own error, as the cause. */
function failed(error: unknown) {
  const failure = describeFailure(error instanceof Error ? error.cause : error);
  return { type: 'ExecutionFailed', details: failure, status: 'FAILED', ...failure } as const;
}

function positiveInteger(field: string, value: JsonValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw fatalFailure('States.Runtime', `${field} must be a positive integer`);
}
