import { UncertainError } from './repeatable.ts';

/** Waits for this many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** After this time, a surface counts as failed: Lambda ends the function after 60 seconds. */
const PATIENCE_MS = 20_000;
/**
 * A surface that sends several messages returns their places by then. A direct message that is given up may still arrive, and
 * would then keep its buttons for good. So each gets all of the time.
 */
export const SHOW_WITHIN_MS = 18_000;

/** One time limit for several answers. */
export interface Patience {
  /** Gives the answer, or fails if it does not come in time. */
  readonly patiently: <T>(answer: Promise<T>) => Promise<T>;
  /** Whether the time is over. Then the function answers without what still goes on. */
  readonly isOver: () => boolean;
}

export function startPatience(wait: Wait, milliseconds = PATIENCE_MS): Patience {
  let isOver = false;
  const end = wait(milliseconds).then(() => {
    isOver = true;
  });
  const giveUp = async (): Promise<never> => {
    await end;
    throw new UncertainError(`There was no answer within ${milliseconds} ms.`);
  };
  return { patiently: (answer) => Promise.race([answer, giveUp()]), isOver: () => isOver };
}
