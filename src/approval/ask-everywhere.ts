import { askInTurn, type Failed, type Sent } from './ask-in-turn.ts';
import { startPatience, type Wait } from './patience.ts';
import type { ApprovalRequest } from './request.ts';
import type { Surface } from './surface.ts';

/** A surface where nobody could decide, and why, for people. */
export interface Undecidable {
  readonly surface: Surface;
  readonly sentence: string;
}

/** What came of asking. */
export interface Asked {
  readonly sent: readonly Sent[];
  readonly failed: readonly Failed[];
  /** Where nobody was asked, because nobody was reached where they could decide. */
  readonly undecidable: readonly Undecidable[];
}

/**
 * Asks where somebody can decide, and then tells of the request where nobody can: not before somebody was asked, as
 * that is what these messages say.
 */
export async function askEverywhere(
  request: ApprovalRequest,
  surfaces: readonly Surface[],
  ask: (surface: Surface) => Promise<unknown>,
  wait: Wait,
): Promise<Asked> {
  const { decidable, undecidable } = await whereToDecide(request, surfaces);
  const waiting = { wait, patiently: startPatience(wait) };
  const asked = await askInTurn(decidable, ask, waiting);
  if (asked.sent.length === 0) return { ...asked, undecidable };
  const told = await askInTurn(
    undecidable.map(({ surface }) => surface),
    ask,
    waiting,
  );
  return {
    sent: [...asked.sent, ...told.sent],
    failed: [...asked.failed, ...told.failed],
    undecidable: [],
  };
}

async function whereToDecide(request: ApprovalRequest, surfaces: readonly Surface[]) {
  const decidable: Surface[] = [];
  const undecidable: Undecidable[] = [];
  for (const surface of surfaces) {
    const sentence = await surface.undecidable?.(request);
    if (sentence === undefined) decidable.push(surface);
    else undecidable.push({ surface, sentence });
  }
  return { decidable, undecidable };
}
