import type { Json } from './json.ts';
import type { DirectAction, Task } from './payload.ts';

/** What is sent to Step Functions: SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat. */
export type Outcome =
  | { readonly type: 'success'; readonly output: Json }
  | { readonly type: 'failure'; readonly error?: string; readonly cause?: string }
  | { readonly type: 'heartbeat' };

/**
 * Completes (or keeps alive) what waits. The first completion wins.
 *
 * @param signal aborts when it is too late to try again
 * @throws {Refusal} StepFunctionsError with the reason, when it is not taken
 */
export type CompleteTask<T extends Task = Task> = (
  task: T,
  outcome: Outcome,
  signal?: AbortSignal,
) => Promise<void>;

/** The outcome that an action stands for. */
export function outcomeOf(action: DirectAction): Outcome {
  if (action.type === 'success') return { type: 'success', output: action.output };
  if (action.type === 'heartbeat') return { type: 'heartbeat' };
  return {
    type: 'failure',
    ...(action.error !== undefined && { error: action.error }),
    ...(action.cause !== undefined && { cause: action.cause }),
  };
}
