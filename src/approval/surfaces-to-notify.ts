import { type Approval, lastRound } from './approval.ts';
import { shownOn } from './shown-on.ts';
import type { Surface } from './surface.ts';

/** The surfaces where the people of an approval get notices. A chat that has no message of it has no thread either. */
export function surfacesToNotify(
  approval: Approval,
  { surfaces }: { readonly surfaces: readonly Surface[] },
): readonly Surface[] {
  const { shown } = lastRound(approval);
  return shownOn(approval.request, surfaces).filter(
    (surface) => surface.notify && (!surface.inPlace || Object.hasOwn(shown, surface.name)),
  );
}
