/** Writes one log line. A line must never contain a task token, a payload, a signature or a key. */
export type Log = (line: LogLine) => void;

export interface LogLine {
  readonly level?: 'info' | 'warn' | 'error';
  /** The name of the event, in snake case. */
  readonly event: string;
  /** The log has its name, its message and its causes. */
  readonly error?: unknown;
  /** Not a fact: in the log of Lambda, this member is the event. Use `text`. */
  readonly message?: never;
  readonly [fact: string]: unknown;
}

/** Formats a line as one JSON object. */
export function formatLine({ level = 'info', event, error, ...facts }: LogLine, at: Date): string {
  return JSON.stringify({
    timestamp: at.toISOString(),
    level,
    event,
    ...facts,
    ...(error !== undefined && { error: describe(error) }),
  });
}

/** Converts an error to its name, message and causes. Without the stack, which is useless in a minified bundle. */
export function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
