/**
 * The same call may be made again: it is known that nothing was sent, or a second message does no harm. Adapters and
 * surfaces throw it for an error that passes, such as a refused connection.
 */
export class RepeatableError extends Error {
  /** The service asked to wait, so it takes the message later. */
  readonly isBusy: boolean;

  constructor(message: string, { cause, isBusy = false }: { cause: unknown; isBusy?: boolean }) {
    super(message, { cause });
    this.name = 'RepeatableError';
    this.isBusy = isBusy;
  }
}

/** The same call may be made again if it first looks for the message: the earlier one may have sent it. */
export class LookFirstError extends RepeatableError {}

/** A message may have been sent, because the answer did not come. To send it again could send it twice. */
export class UncertainError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'UncertainError';
  }
}
