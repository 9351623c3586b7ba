import type { Json } from './json.ts';
import type { DirectAction, Task } from './payload.ts';

/** The data of a call to Step Functions: SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. */
export type Outcome =
  | { readonly type: 'success'; readonly output: Json }
  | { readonly type: 'failure'; readonly error?: string; readonly cause?: string }
  | { readonly type: 'heartbeat' };

/**
 * Completes a waiting task, or sends its heartbeat. The first completion wins.
 *
 * @param signal aborts the call and its retries
 * @throws {Refusal} StepFunctionsError with its reason, when Step Functions or Lambda rejects the call
 */
export type CompleteTask<T extends Task = Task> = (
  task: T,
  outcome: Outcome,
  signal?: AbortSignal,
) => Promise<void>;

/** Returns the outcome of an action, without its name, its response and its other members. */
export function outcomeOf(action: DirectAction): Outcome {
  if (action.type === 'success') return { type: 'success', output: action.output };
  if (action.type === 'heartbeat') return { type: 'heartbeat' };
  return {
    type: 'failure',
    ...(action.error !== undefined && { error: action.error }),
    ...(action.cause !== undefined && { cause: action.cause }),
  };
}
