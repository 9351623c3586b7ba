import type { ActionsBlock, Button, ConfirmationDialog, Overflow } from '@slack/types';
import { outcomeOfAnswer, REJECT } from '../../approval/actions.ts';
import type { Button as SealedButton } from '../../approval/surface.ts';
import { cut } from '../../approval/text.ts';
import { actionLabel, type Wording } from '../../wording/index.ts';

/** The block id of the buttons. A decision removes the block. */
export const ACTIONS_BLOCK = 'decide';
/** The action id of a button is this prefix and the name of the action. */
export const DECIDE_PREFIX = 'decide:';
/** The action id of the Reject button. */
export const REJECT_BUTTON = `${DECIDE_PREFIX}${REJECT}`;

/**
 * The longest value of a button, in characters (Block Kit reference). A payload that was sealed for Slack and fits into
 * a value is accepted from a button only, and refused as a link: a link does not tell who uses it.
 */
export const MAX_BUTTON_VALUE = 2_000;
/** Other limits of the Block Kit reference, in characters. */
const MAX_URL = 3_000;
const MAX_CONFIRM_TEXT = 300;
const MAX_CONFIRM_BUTTON = 30;

/** How to decide: by buttons, and by links in texts. */
export interface WaysToDecide {
  readonly buttons: readonly Button[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/**
 * Makes a button or a link for each action. A payload of up to 2,000 characters is the value of a button, and Slack
 * tells who presses. A longer payload becomes a button that links to the page. If the URL is too long for a button, it
 * becomes a link for a text.
 *
 * @param confirm the title to show in a confirmation dialog; undefined for no dialog
 */
export function waysToDecide(
  sealed: readonly SealedButton[],
  wording: Wording,
  confirm?: string,
): WaysToDecide {
  const buttons: Button[] = [];
  const links: { label: string; url: string }[] = [];
  for (const one of sealed) {
    const button = buttonOf(one, wording, confirm);
    if (button) buttons.push(button);
    else links.push({ label: wording.slack.openLink(labelOf(one, wording)), url: one.url });
  }
  return { buttons, links };
}

/** @param blockId must be unique in its message or view */
export function decideBlock(elements: readonly (Button | Overflow)[], blockId = ACTIONS_BLOCK): ActionsBlock {
  return { type: 'actions', block_id: blockId, elements: [...elements] };
}

function buttonOf(sealed: SealedButton, wording: Wording, confirm: string | undefined): Button | undefined {
  const { action, sealed: value, url, style } = sealed;
  const label = labelOf(sealed, wording);
  const asksFirst = confirm !== undefined && outcomeOfAnswer(sealed) === 'approve';
  const button = {
    type: 'button' as const,
    action_id: `${DECIDE_PREFIX}${action}`,
    ...(style && { style }),
  };
  if (value.length <= MAX_BUTTON_VALUE) {
    return {
      ...button,
      text: { type: 'plain_text', text: label },
      value,
      ...(asksFirst && { confirm: confirmDialog(confirm, sealed.label, wording) }),
    };
  }
  if (url.length > MAX_URL) return undefined;
  return { ...button, text: { type: 'plain_text', text: wording.slack.openLink(label) }, url };
}

function labelOf({ action, label }: Pick<SealedButton, 'action' | 'label'>, wording: Wording): string {
  return label ?? actionLabel(action, wording);
}

/** @param label what the button says, if the request has actions of its own */
function confirmDialog(title: string, label: string | undefined, { chat }: Wording): ConfirmationDialog {
  const { title: question, text, yes, no } = chat.confirmApprove;
  return {
    title: { type: 'plain_text', text: label ?? question },
    text: { type: 'plain_text', text: cut(text(title), MAX_CONFIRM_TEXT) },
    confirm: { type: 'plain_text', text: cut(label ?? yes, MAX_CONFIRM_BUTTON) },
    deny: { type: 'plain_text', text: no },
    style: 'primary',
  };
}
