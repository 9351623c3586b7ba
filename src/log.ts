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

/** One JSON object a line on standard output, where Lambda collects it. */
export const jsonLog: Log = (line) => {
  // biome-ignore lint/suspicious/noConsole: this is the place where lines leave the process
  console.log(formatLine(line, new Date()));
};

export function formatLine({ level = 'info', event, error, ...facts }: LogLine, at: Date): string {
  return JSON.stringify({
    timestamp: at.toISOString(),
    level,
    event,
    ...facts,
    ...(error !== undefined && { error: describe(error) }),
  });
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
