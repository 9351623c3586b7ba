import type { ModalView } from '@slack/types';
import type { Approval } from '../../approval/approval.ts';
import { executionName } from '../../approval/execution.ts';
import { MAX_COMMENT } from '../../approval/vote.ts';
import { isObject } from '../../callback/json.ts';
import type { Wording } from '../../wording/index.ts';
import { escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';

export const REJECT_MODAL = 'reject';
/** Block and action id of the reason. */
export const REASON = 'reason';

/** What a reject modal carries from the press to its submission. */
export interface RejectMetadata {
  readonly sealed: string;
  /** The message that was pressed; missing on the home tab. */
  readonly channel?: string;
  readonly ts?: string;
}

/** Asks for an optional reason. The sealed payload travels along: `private_metadata` has 3,000 characters. */
export function rejectModal(metadata: RejectMetadata, { slack }: Wording): ModalView {
  const { title, submit, close, reason, placeholder } = slack.rejectModal;
  return {
    type: 'modal',
    callback_id: REJECT_MODAL,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: close },
    blocks: [
      {
        type: 'input',
        block_id: REASON,
        optional: true,
        label: { type: 'plain_text', text: reason },
        element: {
          type: 'plain_text_input',
          action_id: REASON,
          multiline: true,
          max_length: MAX_COMMENT,
          placeholder: { type: 'plain_text', text: placeholder },
        },
      },
    ],
  };
}

/** Metadata that we did not write holds nothing that opens, and is refused like any other payload that does not. */
export function readRejectMetadata(privateMetadata: string): RejectMetadata {
  try {
    const metadata: unknown = JSON.parse(privateMetadata);
    if (isObject(metadata) && typeof metadata.sealed === 'string')
      return metadata as unknown as RejectMetadata;
  } catch {
    // No JSON: not ours either.
  }
  return { sealed: '' };
}

export const CANCEL_MODAL = 'cancel';

/** Asks whether to cancel a request. `private_metadata` is the execution's name: what it may do is checked again. */
export function cancelModal({ request, execution }: Approval, { slack }: Wording): ModalView {
  const { title, submit, close, text } = slack.cancelModal;
  return {
    type: 'modal',
    callback_id: CANCEL_MODAL,
    private_metadata: executionName(execution),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: close },
    blocks: [{ type: 'section', text: mrkdwnText(escapeMrkdwn(text(request.title))) }],
  };
}

/** Tells somebody something where there is no channel to tell it in. `text` is mrkdwn. */
export function noticeModal(text: string, { slack }: Wording): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: slack.notice.title },
    close: { type: 'plain_text', text: slack.notice.close },
    blocks: [{ type: 'section', text: mrkdwnText(text) }],
  };
}
