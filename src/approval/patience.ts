import type { Surface } from './surface.ts';

/** Waits for this many milliseconds. */
export type Wait = (milliseconds: number) => Promise<void>;

/** After this time, a surface counts as failed: Lambda ends the function after 30 seconds. */
const PATIENCE_MS = 20_000;

/** Gives the answer, or fails if it does not come in time. */
export type Patiently = <T>(answer: Promise<T>) => Promise<T>;

/** Starts one time limit for all promises that are passed to the returned function. */
export function startPatience(wait: Wait, milliseconds = PATIENCE_MS): Patiently {
  const end = wait(milliseconds);
  const giveUp = async (): Promise<never> => {
    await end;
    throw new Error(`There was no answer within ${milliseconds} ms.`);
  };
  return (answer) => Promise.race([answer, giveUp()]);
}

/** A slow surface delays the next one by at most this, in milliseconds. A person needs longer to open an e-mail. */
export const HEAD_START_MS = 3_000;

/** A surface where no message was sent, and why. */
export interface Failed {
  readonly surface: Surface;
  readonly error: unknown;
}

/** The messages that were shown, and the surfaces that failed. */
export interface Shown {
  /** Where the messages are, by surface. */
  readonly messages: Readonly<Record<string, unknown>>;
  readonly failed: readonly Failed[];
}

/** Waits for surfaces one after the other. A surface that is slow or fails does not stop the next. */
export interface Turns {
  /** Waits until a surface has shown its message, or its head start is over. */
  take(surface: Surface, showing: Promise<unknown>): Promise<void>;
  /** Waits for all surfaces; the result is in the order of the turns. */
  end(): Promise<Shown>;
}

export function startTurns(wait: Wait): Turns {
  const patiently = startPatience(wait);
  const answers: Promise<{ readonly surface: Surface; readonly ref?: unknown; readonly error?: unknown }>[] =
    [];
  return {
    async take(surface, showing) {
      const answer = patiently(showing).then(
        (ref) => ({ surface, ref }),
        (error: unknown) => ({ surface, error }),
      );
      answers.push(answer);
      await Promise.race([answer, wait(HEAD_START_MS)]);
    },
    async end() {
      const all = await Promise.all(answers);
      return {
        messages: Object.fromEntries(
          all.flatMap((one) => ('error' in one ? [] : [[one.surface.name, one.ref]])),
        ),
        failed: all.flatMap((one) => ('error' in one ? [{ surface: one.surface, error: one.error }] : [])),
      };
    },
  };
}
