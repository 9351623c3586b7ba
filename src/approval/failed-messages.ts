import type { Log, LogLine } from '../log.ts';
import { LookFirstError, RepeatableError, UncertainError } from './repeatable.ts';

/** One of several messages that was not sent, as the line of the log that counts it (src/metrics.ts). */
export interface FailedMessage extends LogLine {
  readonly error: unknown;
}

/**
 * Logs each failure once. If no message was sent, it throws one of the errors in place of logging it: the caller logs it. An error
 * after which all of it is tried again is no failure yet, and then nothing is logged.
 *
 * @throws {RepeatableError} if no message was sent, and all of them may be sent later
 * @throws another error if no message is known to be sent
 */
export function throwOrLog(
  failures: readonly FailedMessage[],
  { isOneSent, log }: { readonly isOneSent: boolean; readonly log: Log },
): void {
  const leading = leadingError(failures.map(({ error }) => error));
  const thrown = isOneSent ? undefined : failures.find(({ error }) => error === leading);
  if (thrown?.error instanceof RepeatableError) throw thrown.error;
  for (const failure of failures) {
    if (failure !== thrown) log(failure);
  }
  if (thrown) throw thrown.error;
}

/**
 * The error that says what follows where none of several messages is known to be sent: they may be sent again unless one of them
 * may have been sent.
 */
export function leadingError(errors: readonly unknown[]): unknown {
  const first = (kind: typeof UncertainError | typeof RepeatableError) =>
    errors.find((error) => error instanceof kind);
  return first(UncertainError) ?? first(LookFirstError) ?? first(RepeatableError) ?? errors[0];
}
