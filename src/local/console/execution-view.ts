import { isObject } from '../../callback/json.ts';
import type { Execution } from '../aws/step-functions/execution.ts';
import type { HistoryEvent } from '../aws/step-functions/history.ts';

/** A state that an execution entered. */
export interface StateView {
  readonly name: string;
  readonly enteredAt: Date;
  /** `waiting` is for its task token to come back; `caught` went on after a failure. */
  readonly status: 'waiting' | 'running' | 'done' | 'caught' | 'failed';
  /** What it failed with, such as `rejected`. */
  readonly error: string | undefined;
}

export interface EventView {
  readonly id: number;
  readonly type: string;
  readonly at: Date;
  readonly state: string | undefined;
  /** Error and cause, of an event that has them. */
  readonly error: string | undefined;
}

/** The states in the order in which they were entered. */
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
      // A failed attempt that is retried is no failure yet.
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

/** The failure that a state's last attempt ended with. */
function failureOf(own: readonly HistoryEvent[]): HistoryEvent | undefined {
  const end = own.findLast(({ type }) => /(Succeeded|Failed|TimedOut)$/.test(type));
  return end?.type.endsWith('Succeeded') ? undefined : end;
}

/** The event with which the state of an event was entered: itself, or the nearest before it in its branch. */
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

/** A cause in the shape of Lambda's errors is JSON: its sentence is enough for a line. */
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
