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
 * Of all buttons with their parts of the card, in characters of JSON. A message has 40,000: the others are for the texts, above all
 * for the details.
 */
const MAX_BUTTONS = 22_000;

/**
 * Makes a button for each action. One that needs inputs, a comment or a confirmation opens a part of the card, which asks for it.
 * If all of these would be too long together, a button with inputs asks the bot for its form.
 */
export function decideActions(
  buttons: readonly Button[],
  request: ApprovalRequest,
  wording: Wording,
): readonly Action[] {
  const inCard = buttons.map((button) => actionOf(button, request, wording));
  if (JSON.stringify(inCard).length <= MAX_BUTTONS) return inCard;
  return buttons.map((button) => {
    if (!button.asks) return actionOf(button, request, wording);
    const title = `${titleOf(button, wording)} …`;
    return executeAction(ASK, button, title, { payload: button.sealed }, 'none');
  });
}

function actionOf(button: Button, request: ApprovalRequest, wording: Wording): Action {
  const title = titleOf(button, wording);
  const body = questionsBefore(button, request, wording);
  const data = { payload: button.sealed };
  if (body.length === 0) return executeAction(DECIDE, button, title, data, 'none');
  const card = { type: 'AdaptiveCard' as const, body, actions: [executeAction(DECIDE, button, title, data)] };
  return { type: 'Action.ShowCard', title: `${title} …`, ...styleOf(button), card };
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
