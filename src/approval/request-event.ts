import { Refusal } from '../callback/errors.ts';
import { isObject } from '../callback/json.ts';
import type { Task } from '../callback/payload.ts';

/** One attempt of a state that asks, or one callback of a durable function. */
export interface RequestEvent {
  readonly task: Task;
  /** The ARN of the execution. */
  readonly execution: string;
  /** What is asked. */
  readonly input: unknown;
  /** The state's TimeoutSeconds, or the timeout of the callback. */
  readonly seconds: number | undefined;
}

/**
 * Reads the event of request-approval.
 *
 * @throws {Refusal} InvalidRequest
 */
export function parseRequestEvent(event: unknown): RequestEvent {
  if (!isObject(event)) throw new Refusal('InvalidRequest', 'The event is not an object.');
  const { execution, request: input, timeout_seconds: seconds } = event;
  const task = parseTask(event);
  if (typeof execution !== 'string') throw new Refusal('InvalidRequest', 'The event names no execution.');
  if (seconds !== undefined && !isDuration(seconds)) {
    throw new Refusal('InvalidRequest', 'timeout_seconds is not a number of seconds, such as 604800.');
  }
  return { task, execution, input, seconds };
}

function parseTask({ token, callback_id: callbackId }: Record<string, unknown>): Task {
  if (token !== undefined && callbackId !== undefined) {
    throw new Refusal('InvalidRequest', 'The event has a task token and a callback_id. Remove one of them.');
  }
  if (typeof token === 'string' && token !== '') return { token };
  if (typeof callbackId === 'string' && callbackId !== '') return { callbackId };
  throw new Refusal('InvalidRequest', 'The event has no task token and no callback_id.');
}

/** The longest TimeoutSeconds of a state (Amazon States Language). */
const MAX_SECONDS = 99_999_999;

function isDuration(seconds: unknown): seconds is number {
  return typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS;
}
