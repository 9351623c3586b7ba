import type { JsonValue } from '../../json.ts';
import type { Clock } from '../clock.ts';
import { type EventDetails, outputDetails } from './history.ts';
import {
  executionEnded,
  fatalFailure,
  type StateError,
  type TimeoutErrors,
  taskFailure,
} from './state-error.ts';
import type { TaskResource, TaskStage } from './task-resource.ts';
import type { TaskTokens } from './task-token.ts';

/** One attempt at a Task state, with all paths resolved. */
export interface TaskAttempt {
  readonly input: JsonValue;
  readonly resource: TaskResource;
  readonly token: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

export interface TaskHost {
  readonly clock: Clock;
  readonly tokens: TaskTokens;
  readonly timeoutErrors: TimeoutErrors;
  readonly record: (type: string, details: EventDetails) => void;
  /** Gets the error of a function whose task has ended already, for example by a callback. */
  readonly onLateError: (error: unknown) => void;
}

export interface RunningTask {
  /** Resolves with the task's output, or rejects with a StateError. */
  readonly result: Promise<JsonValue>;
  /** Ends the task without an event in the history, because its execution or its branch has ended. */
  readonly abandon: () => void;
}

/** Step Functions' limit for the input or output of a task or an execution, in bytes. */
export const LONGEST_DATA = 262_144;

/** Starts an attempt. The first result, callback, timeout or call of `abandon` ends it. */
export function startTask(attempt: TaskAttempt, host: TaskHost): RunningTask {
  const { input, resource, token, timeoutSeconds, heartbeatSeconds } = attempt;
  const { promise: result, resolve, reject } = Promise.withResolvers<JsonValue>();
  const timers = new Map<string, () => void>();
  let settled = false;

  function record(stage: TaskStage, details: EventDetails): void {
    const type = resource.events.type(stage);
    if (type !== undefined) host.record(type, details);
  }

  function settle(conclude: () => void): void {
    if (settled) return;
    settled = true;
    for (const cancel of timers.values()) cancel();
    if (token !== undefined) host.tokens.retire(token);
    conclude();
  }

  function succeed(output: JsonValue): void {
    const details = outputDetails(output);
    if (Buffer.byteLength(details.output) > LONGEST_DATA) {
      fail(tooMuchData());
      return;
    }
    settle(() => {
      record('Succeeded', { ...resource.events.common, ...details });
      resolve(output);
    });
  }

  function fail(error: StateError): void {
    settle(() => {
      record('Failed', { ...resource.events.common, error: error.name, cause: error.message });
      reject(error);
    });
  }

  function expireIn(seconds: number | undefined, name: Parameters<TimeoutErrors>[0]): void {
    if (seconds === undefined) return;
    timers.get(name)?.();
    const expire = () =>
      settle(() => {
        record('TimedOut', { ...resource.events.common, error: name });
        reject(host.timeoutErrors(name));
      });
    timers.set(name, host.clock.setTimer(seconds * 1000, expire));
  }

  const beat = () => expireIn(heartbeatSeconds, 'States.HeartbeatTimeout');

  async function call(): Promise<void> {
    try {
      const output = await resource.call(input);
      if (settled) return;
      if (!resource.waitsForTaskToken) return succeed(output);
      record('Submitted', { ...resource.events.common, ...outputDetails(output) });
    } catch (error) {
      if (settled) return host.onLateError(error);
      fail(error as StateError);
    }
  }

  record('Scheduled', {
    ...resource.events.scheduled(input),
    ...(timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
  });
  record('Started', resource.events.common);
  expireIn(timeoutSeconds, 'States.Timeout');
  beat();
  if (token !== undefined) {
    host.tokens.issue(token, {
      succeed,
      fail: (error, cause) => fail(taskFailure(error, cause)),
      heartbeat: beat,
    });
  }
  void call();
  return { result, abandon: () => settle(() => reject(executionEnded())) };
}

/** Step Functions does not let States.ALL catch this error. Here no Catch can catch it. */
function tooMuchData(): StateError {
  const cause = `The task returned a result with a size exceeding the maximum of ${LONGEST_DATA} bytes.`;
  return fatalFailure('States.DataLimitExceeded', cause);
}
