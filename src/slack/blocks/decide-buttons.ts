import type { ActionsBlock, Button, ConfirmationDialog } from '@slack/types';
import type { Button as SealedButton } from '../../approval/surface.ts';
import { APPROVE, REJECT } from '../../approval/tally.ts';
import { cut } from '../../approval/text.ts';
import { actionLabel, type Wording } from '../../wording/index.ts';
import { LONGEST_BUTTON } from '../names.ts';

/** The block that goes away when a decision is made. */
export const ACTIONS_BLOCK = 'decide';
/** Action ids of the buttons: this and the action's name. */
export const DECIDE_PREFIX = 'decide:';
/** Rejecting asks for a reason first. */
export const REJECT_BUTTON = `${DECIDE_PREFIX}${REJECT}`;

/** Limits of the Block Kit reference. */
const MAX_URL = 3_000;
const MAX_CONFIRM_TEXT = 300;

/** A way to decide: a button, or a link where the sealed payload is too long even for the URL of one. */
export interface Ways {
  readonly buttons: readonly Button[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/**
 * One way for each action. A payload that fits is the value of a button, and Slack says who presses; a longer one
 * becomes a link to the page, on a button or, longer still, in a text.
 *
 * @param confirm the title of a request where approving asks once more
 */
export function waysToDecide(sealed: readonly SealedButton[], wording: Wording, confirm?: string): Ways {
  const buttons: Button[] = [];
  const links: { label: string; url: string }[] = [];
  for (const one of sealed) {
    const button = buttonOf(one, wording, confirm);
    if (button) buttons.push(button);
    else links.push({ label: wording.slack.openLink(actionLabel(one.action, wording)), url: one.url });
  }
  return { buttons, links };
}

/** @param blockId unique in its message or view */
export function decideBlock(buttons: readonly Button[], blockId = ACTIONS_BLOCK): ActionsBlock {
  return { type: 'actions', block_id: blockId, elements: [...buttons] };
}

function buttonOf(
  { action, sealed: value, url }: SealedButton,
  wording: Wording,
  confirm: string | undefined,
): Button | undefined {
  const label = actionLabel(action, wording);
  const button = {
    type: 'button' as const,
    action_id: `${DECIDE_PREFIX}${action}`,
    ...(action === APPROVE && { style: 'primary' as const }),
    ...(action === REJECT && { style: 'danger' as const }),
  };
  if (value.length <= LONGEST_BUTTON) {
    return {
      ...button,
      text: { type: 'plain_text', text: label },
      value,
      ...(action === APPROVE && confirm !== undefined && { confirm: confirmDialog(confirm, wording) }),
    };
  }
  if (url.length > MAX_URL) return undefined;
  return { ...button, text: { type: 'plain_text', text: wording.slack.openLink(label) }, url };
}

function confirmDialog(title: string, { slack }: Wording): ConfirmationDialog {
  const { title: question, text, yes, no } = slack.confirmApprove;
  return {
    title: { type: 'plain_text', text: question },
    text: { type: 'plain_text', text: cut(text(title), MAX_CONFIRM_TEXT) },
    confirm: { type: 'plain_text', text: yes },
    deny: { type: 'plain_text', text: no },
    style: 'primary',
  };
}
