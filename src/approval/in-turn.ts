import { startPatience, type Wait } from './patience.ts';
import type { Surface } from './surface.ts';

/** How long a surface has to answer before the next one is asked too, in milliseconds. Opening a mail takes longer. */
export const HEAD_START_MS = 3_000;

/** A surface where no message was sent, and why. */
export interface Failed {
  readonly surface: Surface;
  readonly error: unknown;
}

/** What came of showing. */
export interface Shown {
  /** Where the messages are, by surface. */
  readonly messages: Readonly<Record<string, unknown>>;
  readonly failed: readonly Failed[];
}

/** Waits for surfaces in turn: one that is slow or fails does not stop the next. */
export interface Turns {
  /** Waits until a surface has shown its message, or its head start is over. */
  take(surface: Surface, showing: Promise<unknown>): Promise<void>;
  /** Waits for all of them: what came of it, in the order of the turns. */
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
