import type { Execution } from '../aws/step-functions/execution.ts';
import type { HistoryEvent } from '../aws/step-functions/history.ts';
import { isObject } from '../json.ts';

/**
 * An execution as JSON for programs: the members of DescribeExecution (`input` and `output` are JSON text, dates are
 * ISO 8601), `waitingStates` (the names of the states that wait for their task token) and `history` (the events of
 * GetExecutionHistory, oldest first).
 */
export function executionDocument(execution: Execution) {
  return {
    ...execution,
    waitingStates: waitingStates(execution),
    history: execution.history.map((event) => ({ ...event, timestamp: dateOf(event) })),
  };
}

/** A state that an execution entered. */
export interface StateView {
  readonly name: string;
  readonly enteredAt: Date;
  /** `waiting`: the task waits for its task token. `caught`: the state failed and a Catch took the error. */
  readonly status: 'waiting' | 'running' | 'done' | 'caught' | 'failed';
  /** The error name, such as `rejected`. */
  readonly error: string | undefined;
}

export interface EventView {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly state: string | undefined;
  /** Error and cause, if the event has them. */
  readonly error: string | undefined;
}

/** The states, in the order of their entry. */
export function statesOf({ history, status }: Execution): StateView[] {
  const byId = index(history);
  const entered = history.filter((event) => event.stateEnteredEventDetails !== undefined);
  return entered.map((event) => {
    const own = history.filter((other) => enteredEvent(other, byId) === event);
    const failure = failureOf(own);
    const state = stateStatus(own, failure, status);
    return {
      name: nameOf(event) ?? '',
      enteredAt: dateOf(event),
      status: state,
      // While an attempt is retried, its state has not failed yet.
      error: failure && (state === 'caught' || state === 'failed') ? detailsOf(failure).error : undefined,
    };
  });
}

/** The names of the states that wait for their task token. */
export function waitingStates(execution: Execution): string[] {
  return statesOf(execution).flatMap(({ name, status }) => (status === 'waiting' ? [name] : []));
}

export function eventsOf({ history }: Execution): EventView[] {
  const byId = index(history);
  return history.map((event) => {
    const entered = enteredEvent(event, byId);
    const state = entered && nameOf(entered);
    return { id: event.id, type: event.type, at: dateOf(event), state, error: errorOf(event) };
  });
}

function stateStatus(
  own: readonly HistoryEvent[],
  failure: HistoryEvent | undefined,
  status: Execution['status'],
): StateView['status'] {
  const last = own.at(-1)?.type ?? '';
  if (last.endsWith('StateExited')) return failure ? 'caught' : 'done';
  if (status !== 'RUNNING') return 'failed';
  return last === 'TaskSubmitted' ? 'waiting' : 'running';
}

/** The failure of a state's last attempt, or undefined if the attempt did not fail. */
function failureOf(own: readonly HistoryEvent[]): HistoryEvent | undefined {
  const end = own.findLast(({ type }) => /(Succeeded|Failed|TimedOut)$/.test(type));
  return end?.type.endsWith('Succeeded') ? undefined : end;
}

/** The entry of the state that an event belongs to: the event itself or the nearest entry before it in its branch. */
function enteredEvent(event: HistoryEvent, byId: Map<number, HistoryEvent>): HistoryEvent | undefined {
  if (event.type.startsWith('Execution')) return undefined;
  let current: HistoryEvent | undefined = event;
  while (current && current.stateEnteredEventDetails === undefined)
    current = byId.get(current.previousEventId);
  return current;
}

function nameOf({ stateEnteredEventDetails: details }: HistoryEvent): string | undefined {
  return isObject(details) ? String(details.name) : undefined;
}

function errorOf(event: HistoryEvent): string | undefined {
  const { error, cause } = detailsOf(event);
  return error && [error, sentenceIn(cause)].filter(Boolean).join(': ');
}

/** The message of a cause in the JSON format of Lambda's errors. Any other cause as it is. */
function sentenceIn(cause: string | undefined): string | undefined {
  try {
    const written: unknown = JSON.parse(cause ?? '');
    return isObject(written) && typeof written.errorMessage === 'string' ? written.errorMessage : cause;
  } catch {
    return cause;
  }
}

function detailsOf(event: HistoryEvent): { error?: string; cause?: string } {
  return Object.values(event).find((value) => isObject(value) && 'error' in value) ?? {};
}

function dateOf({ timestamp }: HistoryEvent): Date {
  return new Date(timestamp * 1000);
}

function index(history: readonly HistoryEvent[]): Map<number, HistoryEvent> {
  return new Map(history.map((event) => [event.id, event]));
}
