import type { JsonValue } from '../../json.ts';
import type { Clock } from '../clock.ts';
import type { TaskRequest } from './definition.ts';
import { executionEnded, fatalFailure } from './state-error.ts';
import type { RunningTask } from './task.ts';

/** Waits on our clock as a Wait state does. Resolves to the state's input. */
export function startWait(request: TaskRequest, clock: Clock): RunningTask {
  const { promise: result, resolve, reject } = Promise.withResolvers<JsonValue>();
  const cancel = clock.setTimer(Math.max(0, waitMilliseconds(request, clock.now())), () =>
    resolve(request.input),
  );
  const abandon = () => {
    cancel();
    reject(executionEnded());
  };
  return { result, abandon };
}

function waitMilliseconds({ waitSeconds: seconds, waitUntil: until }: TaskRequest, now: Date): number {
  if (typeof seconds === 'number' && seconds >= 0) return seconds * 1000;
  const time = typeof until === 'string' ? Date.parse(until) : Number.NaN;
  if (!Number.isNaN(time)) return time - now.getTime();
  throw fatalFailure('States.Runtime', 'A Wait state needs a number of seconds or a timestamp');
}
