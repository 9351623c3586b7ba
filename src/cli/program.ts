import type { Environment } from './deployment.ts';
import { EXIT_OF_SIGNAL } from './exit-codes.ts';

/** What the command uses of its process. */
export interface Program {
  readonly env: Environment;
  /** Prints lines for programs: the result alone. */
  readonly out: (lines: string) => void;
  /** Prints lines for people. */
  readonly err: (lines: string) => void;
  /** The text of a file; `-` is standard input. @throws {Misuse} */
  readonly readText: (file: string) => Promise<string>;
  /** Writes a file, and the folders above it. @throws {Misuse} */
  readonly writeBytes: (file: string, bytes: Uint8Array) => Promise<void>;
  /** Resolves after this time, or when the signal aborts. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborts at the first Ctrl-C or SIGTERM. The reason is the name of the signal. */
  readonly interrupted: AbortSignal;
}

/** @returns what the call gives; undefined if it failed after the program was interrupted */
export async function unlessInterrupted<Value>(
  call: Promise<Value>,
  interrupted: AbortSignal,
): Promise<Value | undefined> {
  try {
    return await call;
  } catch (error) {
    if (interrupted.aborted) return undefined;
    throw error;
  }
}

/** The exit code of a program that was interrupted. */
export function exitOfSignal({ interrupted }: Program): number {
  return interrupted.reason === 'SIGTERM' ? EXIT_OF_SIGNAL.SIGTERM : EXIT_OF_SIGNAL.SIGINT;
}
