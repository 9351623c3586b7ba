import type { Patiently, Wait } from './patience.ts';
import type { Surface } from './surface.ts';

/**
 * How long a surface has to answer before the next one is asked too, in milliseconds. Nobody decides by a mail in less.
 */
export const HEAD_START_MS = 3_000;

/** A surface where people were asked, and where the message is. */
export interface Sent {
  readonly surface: Surface;
  readonly reference: unknown;
}

/** A surface where nobody was asked, and why. */
export interface Failed {
  readonly surface: Surface;
  readonly error: unknown;
}

/**
 * Asks on one surface after the other, so that a message which can be brought up to date is there before a link is out.
 * One that is slow or fails does not stop the next.
 *
 * @param surfaces in the order in which they are asked
 */
export async function askInTurn(
  surfaces: readonly Surface[],
  ask: (surface: Surface) => Promise<unknown>,
  { wait, patiently }: { readonly wait: Wait; readonly patiently: Patiently },
): Promise<{ readonly sent: readonly Sent[]; readonly failed: readonly Failed[] }> {
  const answers: Promise<Sent | Failed>[] = [];
  for (const surface of surfaces) {
    const answer = patiently(ask(surface)).then(
      (reference) => ({ surface, reference }),
      (error: unknown) => ({ surface, error }),
    );
    answers.push(answer);
    await Promise.race([answer, wait(HEAD_START_MS)]);
  }
  const asked = await Promise.all(answers);
  return {
    sent: asked.filter((one) => 'reference' in one),
    failed: asked.filter((one) => 'error' in one),
  };
}
