import { UncertainError } from './repeatable.ts';
import type { Surface } from './surface.ts';

/** Waits for this many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** After this time, a surface counts as failed: Lambda ends the function after 60 seconds. */
const PATIENCE_MS = 20_000;

/** Gives the answer, or fails if it does not come in time. */
export type Patiently = <T>(answer: Promise<T>) => Promise<T>;

/** Starts one time limit for all promises that are passed to the returned function. */
export function startPatience(wait: Wait, milliseconds = PATIENCE_MS): Patiently {
  const end = wait(milliseconds);
  const giveUp = async (): Promise<never> => {
    await end;
    throw new UncertainError(`There was no answer within ${milliseconds} ms.`);
  };
  return (answer) => Promise.race([answer, giveUp()]);
}

/** A surface where no message was sent, and why. */
export interface Failed {
  readonly surface: Surface;
  readonly error: unknown;
}
