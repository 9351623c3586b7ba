/**
 * The same call may be made again: it is known that nothing was sent, or a second message does no harm. Adapters and
 * surfaces throw it for an error that passes, such as a refused connection. After any other error, a message may have been
 * sent, and a repetition could send it twice.
 */
export class RepeatableError extends Error {
  /** The service asked to wait, so it takes the message later. */
  readonly isQueued: boolean;

  constructor(message: string, { cause, isQueued = false }: { cause: unknown; isQueued?: boolean }) {
    super(message, { cause });
    this.name = 'RepeatableError';
    this.isQueued = isQueued;
  }
}
