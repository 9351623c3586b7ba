import { StateMachine } from 'aws-local-stepfunctions';

/** An error as the interpreter handles it: `name` is the Error and `message` the Cause that Retry and Catch see. */
export type StateError = Error & { readonly isRetryable?: boolean; readonly isCatchable?: boolean };

/** A task's failure with an error name of the task's own. */
export function taskFailure(error: string, cause: string): StateError {
  return Object.assign(new Error(cause), { name: error, isRetryable: true, isCatchable: true });
}

/** A failure that ends the execution: neither Retry nor Catch may have it. */
export function fatalFailure(error: string, cause: string): StateError {
  return Object.assign(new Error(cause), { name: error, isRetryable: false, isCatchable: false });
}

/** What a task gets that is let go of; nobody sees it but the interpreter. */
export function executionEnded(): StateError {
  return fatalFailure('States.Runtime', 'The execution has ended');
}

/** Makes States.Timeout and States.HeartbeatTimeout errors. */
export type TimeoutErrors = (name: 'States.Timeout' | 'States.HeartbeatTimeout') => StateError;

/**
 * The interpreter lets `States.TaskFailed` match every error but instances of its own timeout class, which it does not
 * export. A task that times out after a millisecond yields one, and with it the class.
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
 * What ExecutionFailed reports. State errors, ours and the interpreter's, are told by `isRetryable`; an error of
 * JavaScript's own (an intrinsic function could not parse its argument) is States.Runtime to Step Functions.
 */
export function describeFailure(error: unknown): { error: string; cause?: string } {
  if (!(error instanceof Error)) return { error: 'States.Runtime', cause: String(error) };
  const name = 'isRetryable' in error ? error.name : 'States.Runtime';
  return { error: name, ...(error.message === '' ? {} : { cause: error.message }) };
}
