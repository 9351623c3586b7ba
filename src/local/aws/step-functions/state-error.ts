import { StateMachine } from 'aws-local-stepfunctions';

/** An error for the interpreter. For Retry and Catch, `name` is the Error and `message` is the Cause. */
export type StateError = Error & { readonly isRetryable?: boolean; readonly isCatchable?: boolean };

/** The failure of a task. Retry and Catch can handle it. */
export function taskFailure(error: string, cause: string): StateError {
  return Object.assign(new Error(cause), { name: error, isRetryable: true, isCatchable: true });
}

/** A failure that ends the execution. Neither Retry nor Catch can handle it. */
export function fatalFailure(error: string, cause: string): StateError {
  return Object.assign(new Error(cause), { name: error, isRetryable: false, isCatchable: false });
}

/** Rejects an abandoned task. Only the interpreter sees this error. */
export function executionEnded(): StateError {
  return fatalFailure('States.Runtime', 'The execution has ended');
}

/** Creates the errors States.Timeout and States.HeartbeatTimeout. */
export type TimeoutErrors = (name: 'States.Timeout' | 'States.HeartbeatTimeout') => StateError;

/**
 * In the interpreter `States.TaskFailed` matches every error except instances of its timeout class, which it does not
 * export. This runs a task that times out after a millisecond, and takes the class from its error.
 */
export async function captureTimeoutErrors(): Promise<TimeoutErrors> {
  const task = { Type: 'Task', Resource: '', TimeoutSeconds: 0.001, End: true } as const;
  const machine = new StateMachine(
    { StartAt: 'Wait', States: { Wait: task } },
    { validationOptions: { noValidate: true } },
  );
  const forever = () => new Promise<never>(() => {});
  const { result } = machine.run(null, { overrides: { taskResourceLocalHandlers: { Wait: forever } } });
  const failure: unknown = await result.catch((error: unknown) => error);
  const timeout = failure instanceof Error ? failure.cause : undefined;
  if (!(timeout instanceof Error) || timeout.name !== 'States.Timeout') {
    throw new TypeError('aws-local-stepfunctions does not time out as version 3.0.0 does', {
      cause: failure,
    });
  }
  const TimeoutError = timeout.constructor as new () => StateError;
  return (name) => Object.assign(new TimeoutError(), { name, message: '' });
}

/**
 * The error and cause of ExecutionFailed. State errors have the member `isRetryable`. Any other error, such as a parse
 * error in an intrinsic function, is States.Runtime in Step Functions.
 */
export function describeFailure(error: unknown): { error: string; cause?: string } {
  if (!(error instanceof Error)) return { error: 'States.Runtime', cause: String(error) };
  const name = 'isRetryable' in error ? error.name : 'States.Runtime';
  return { error: name, ...(error.message === '' ? {} : { cause: error.message }) };
}
