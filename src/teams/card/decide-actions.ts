import { APPROVE, REJECT } from '../../approval/actions.ts';
import type { ApprovalRequest } from '../../approval/approval.ts';
import type { Button } from '../../approval/surface.ts';
import { MAX_COMMENT } from '../../approval/vote.ts';
import { actionLabel, type Wording } from '../../wording/index.ts';
import { type Action, type Element, type ExecuteAction, textBlock } from './elements.ts';
import { escapeMarkdown } from './markdown.ts';

/** The verb of each button that decides. */
export const DECIDE = 'decide';

/** The data of a pressed button. */
export interface DecideData {
  /** The sealed payload. */
  readonly payload: string;
}

/** The id of the comment for an action. The ids of all inputs of a card differ. */
export function commentId(action: string): string {
  return `comment:${action}`;
}

/**
 * Makes a button for each action. One that needs a comment or a confirmation opens a part of the card, which asks for it.
 * Each rejection is asked for a reason.
 */
export function decideActions(
  buttons: readonly Button[],
  request: ApprovalRequest,
  wording: Wording,
): readonly Action[] {
  return buttons.map((button) => {
    const { action } = button;
    const asks = questionsBefore(action, request, wording);
    const title = actionLabel(action, wording);
    if (asks.length === 0) return executeAction(button, title, 'none');
    const { style, ...execute } = executeAction(button, title, 'auto');
    const card = {
      type: 'AdaptiveCard' as const,
      body: asks,
      actions: [{ ...execute, ...(style && { style }) }],
    };
    return { type: 'Action.ShowCard', title: `${title} …`, ...(style && { style }), card };
  });
}

function executeAction(
  { action, sealed }: Button,
  title: string,
  associatedInputs: 'auto' | 'none',
): ExecuteAction {
  const data: DecideData = { payload: sealed };
  return {
    type: 'Action.Execute',
    title,
    verb: DECIDE,
    data: { ...data },
    associatedInputs,
    ...(action === APPROVE && { style: 'positive' as const }),
    ...(action === REJECT && { style: 'destructive' as const }),
  };
}

function questionsBefore(
  action: string,
  { title, confirm, policy: { comment } }: ApprovalRequest,
  { chat, page }: Wording,
): readonly Element[] {
  const confirms = confirm && action === APPROVE;
  const comments = comment !== undefined || action === REJECT;
  const { reason, placeholder } = action === REJECT ? chat.rejectModal : chat.approveModal;
  return [
    ...(confirms ? [textBlock(escapeMarkdown(chat.confirmApprove.text(title)))] : []),
    ...(comments
      ? [
          {
            type: 'Input.Text' as const,
            id: commentId(action),
            label: reason,
            placeholder,
            isMultiline: true,
            maxLength: MAX_COMMENT,
            ...(comment === 'required' && { isRequired: true, errorMessage: page.reasons.CommentRequired }),
          },
        ]
      : []),
  ];
}
