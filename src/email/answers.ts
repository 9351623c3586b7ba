import type { Button } from '../approval/surface.ts';
import { actionLabel, type Wording } from '../wording/index.ts';
import { plainName } from './quote.ts';

/**
 * What the link of an answer is called in a text. The label of an own answer is quoted: its words are not ours. Where it might look
 * like another link, the name of the answer stands for it, which has only letters, digits and `_`.
 */
export function answerName({ action, label }: Button, wording: Wording): string {
  if (label === undefined) return actionLabel(action, wording);
  return wording.quoted(plainName(label) ?? action);
}

/** What its button says, in HTML: a label makes no link there. */
export function answerLabel({ action, label }: Button, wording: Wording): string {
  return label ?? actionLabel(action, wording);
}

/** The names of the answers that ask for inputs; empty if none does. */
export function answersWithInputs(buttons: readonly Button[], wording: Wording): readonly string[] {
  return buttons.filter(({ asks }) => asks).map((button) => answerName(button, wording));
}
