/** Waits for so many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** After this a surface counts as failed: Lambda ends the function after 30 seconds. */
const PATIENCE_MS = 20_000;

/** Gives the answer, or fails where it does not come in time. */
export type Patiently = <T>(answer: Promise<T>) => Promise<T>;

/** Patience begins now, and has one end for all that is waited for with it. */
export function startPatience(wait: Wait, milliseconds = PATIENCE_MS): Patiently {
  const end = wait(milliseconds);
  const giveUp = async (): Promise<never> => {
    await end;
    throw new Error(`There was no answer within ${milliseconds} ms.`);
  };
  return (answer) => Promise.race([answer, giveUp()]);
}
