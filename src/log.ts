/** Writes one line for machines: what happened, and its facts. Never a token, a payload, a signature or a key. */
export type Log = (line: LogLine) => void;

export interface LogLine {
  readonly level?: 'info' | 'warn' | 'error';
  /** What happened, in snake case. */
  readonly event: string;
  /** Logged by name and message, with its causes. */
  readonly error?: unknown;
  readonly [fact: string]: unknown;
}

/** A line as one JSON object. */
export function formatLine({ level = 'info', event, error, ...facts }: LogLine, at: Date): string {
  return JSON.stringify({
    timestamp: at.toISOString(),
    level,
    event,
    ...facts,
    ...(error !== undefined && { error: describe(error) }),
  });
}

/** An error by name and message, with its causes: a stack says nothing more in a bundle. */
export function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
