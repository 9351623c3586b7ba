import type { ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Approval } from '../../approval/approval.ts';
import { executionReference } from '../../approval/execution.ts';
import { titlesOf } from '../../approval/find-to-cancel.ts';
import { objectIn, parseJson } from '../../callback/json.ts';
import type { Wording } from '../../wording/index.ts';
import { cutEscaped, escapeMrkdwn, mrkdwnText } from '../mrkdwn.ts';
import { MAX_SECTION_TEXT } from './approval-summary.ts';

/** The parts of a submitted modal (a `view_submission` payload) that the listeners read. */
export type Submission = Pick<ViewSubmitAction, 'user' | 'team' | 'view' | 'trigger_id'>;

/** What the modal of a press keeps until its submission. */
export interface PressMetadata {
  readonly sealed: string;
  /** The message that was pressed; missing on the home tab. */
  readonly channel?: string;
  readonly ts?: string;
  /** Takes the answers to the press; see PressOrigin. */
  readonly responseUrl?: string;
}

/**
 * Returns an empty payload for metadata of another form. Opening it then fails, as for each payload that is not ours.
 */
export function readPressMetadata(privateMetadata: string): PressMetadata {
  const metadata = objectIn(parseJson(privateMetadata));
  return isPressMetadata(metadata) ? metadata : { sealed: '' };
}

function isPressMetadata(
  metadata: Readonly<Record<string, unknown>>,
): metadata is PressMetadata & Readonly<Record<string, unknown>> {
  const { sealed, channel = '', ts = '', responseUrl = '' } = metadata;
  return [sealed, channel, ts, responseUrl].every((member) => typeof member === 'string');
}

export const CANCEL_MODAL = 'cancel';

/** What the cancel modal keeps from the command until its submission, which checks again whether the user may cancel. */
export interface CancelMetadata {
  /** `STATE_MACHINE:EXECUTION` */
  readonly execution: string;
  /** The channel where the command was typed. */
  readonly channel?: string | undefined;
}

/** Asks whether to cancel the requests of an execution. */
export function cancelModal(
  waiting: readonly [Approval, ...Approval[]],
  channel: string | undefined,
  { chat }: Wording,
): ModalView {
  const { title, submit, close, text } = chat.cancelModal;
  const metadata: CancelMetadata = { execution: executionReference(waiting[0].execution), channel };
  return {
    type: 'modal',
    callback_id: CANCEL_MODAL,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: close },
    blocks: [
      {
        type: 'section',
        text: mrkdwnText(cutEscaped(escapeMrkdwn(text(titlesOf(waiting))), MAX_SECTION_TEXT)),
      },
    ],
  };
}

/** Returns an empty name for metadata of another form: no execution has it. */
export function readCancelMetadata(privateMetadata: string): CancelMetadata {
  const { execution, channel } = objectIn(parseJson(privateMetadata));
  return {
    execution: typeof execution === 'string' ? execution : '',
    ...(typeof channel === 'string' && { channel }),
  };
}

/**
 * Shows a text where no channel is known for a message.
 *
 * @param text mrkdwn
 */
export function noticeModal(text: string, { slack }: Wording): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: slack.notice.title },
    close: { type: 'plain_text', text: slack.notice.close },
    blocks: [{ type: 'section', text: mrkdwnText(text) }],
  };
}
