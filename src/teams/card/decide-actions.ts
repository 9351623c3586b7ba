import type { ApprovalRequest } from '../../approval/approval.ts';
import type { Button } from '../../approval/surface.ts';
import type { Wording } from '../../wording/index.ts';
import { type Answer, styleOf, titleOf } from './answer.ts';
import type { Action, ExecuteAction } from './elements.ts';
import { questionsBefore } from './questions.ts';

/** The verb of each button that decides. */
export const DECIDE = 'decide';

/** The verb of each button that asks for the form of an answer. */
export const ASK = 'ask';

/** The data of a pressed button. */
export interface DecideData {
  /** The sealed payload. */
  readonly payload: string;
}

/**
 * In characters of JSON. The forms of all answers together leave most of a message to the details: a message has 40,000, and up to
 * five payloads need 2,000 each.
 */
const MAX_FORMS = 12_000;

/**
 * Makes a button for each action. One that needs inputs, a comment or a confirmation opens a part of the card, which asks for it.
 * If these parts would be too long together, a button with inputs asks the bot for its form.
 */
export function decideActions(
  buttons: readonly Button[],
  request: ApprovalRequest,
  wording: Wording,
): readonly Action[] {
  const forms = buttons.map((button) => questionsBefore(button, request, wording));
  const isTooLong = JSON.stringify(forms).length > MAX_FORMS;
  return buttons.map((button, index) => {
    const title = titleOf(button, wording);
    const body = forms[index] ?? [];
    if (body.length === 0) return executeAction(DECIDE, button, title, { payload: button.sealed }, 'none');
    if (isTooLong && button.asks) {
      return executeAction(ASK, button, `${title} …`, { payload: button.sealed }, 'none');
    }
    const actions = [executeAction(DECIDE, button, title, { payload: button.sealed })];
    const card = { type: 'AdaptiveCard' as const, body, actions };
    return { type: 'Action.ShowCard', title: `${title} …`, ...styleOf(button), card };
  });
}

/** @param associatedInputs `none`: what is filled in is neither checked nor sent */
export function executeAction(
  verb: string,
  answer: Answer,
  title: string,
  data: DecideData & Readonly<Record<string, unknown>>,
  associatedInputs: 'auto' | 'none' = 'auto',
): ExecuteAction {
  return { type: 'Action.Execute', title, verb, data, associatedInputs, ...styleOf(answer) };
}
