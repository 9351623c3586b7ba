import type { InputBlock, ModalView } from '@slack/types';
import { outcomeOfPayload } from '../../approval/actions.ts';
import type { RequestInput } from '../../approval/inputs.ts';
import { cut } from '../../approval/text.ts';
import { MAX_COMMENT } from '../../approval/vote.ts';
import type { Payload } from '../../callback/payload.ts';
import type { Wording } from '../../wording/index.ts';
import { inputField, inputsIn } from './input-fields.ts';
import type { PressMetadata, Submission } from './modals.ts';

export const ANSWER_MODAL = 'comment';
/** The block id and the action id of the comment. */
export const COMMENT = 'comment';

/** The longest title of a modal, and the longest text of its buttons (Views reference). */
const MAX_TITLE = 24;

/** Whether a button opens a form first: for inputs, for a comment, and for the reason of each rejection. */
export function opensForm(payload: Payload): boolean {
  return payload.context?.inputs === true || asksForComment(payload);
}

function asksForComment(payload: Payload): boolean {
  return outcomeOfPayload(payload) === 'reject' || payload.context?.comment !== undefined;
}

/**
 * Asks for what an answer needs: its inputs, and the reason of a rejection or the comment of another answer. Keeps the sealed
 * payload in `private_metadata`, which may have 3,000 characters.
 */
export function answerModal(
  payload: Payload,
  inputs: readonly RequestInput[],
  metadata: PressMetadata,
  wording: Wording,
): ModalView {
  const { title, submit, close } = textsFor(payload, wording);
  const label = payload.context?.label;
  return {
    type: 'modal',
    callback_id: ANSWER_MODAL,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: cut(label ?? title, MAX_TITLE) },
    submit: { type: 'plain_text', text: cut(label ?? submit, MAX_TITLE) },
    close: { type: 'plain_text', text: close },
    blocks: [
      ...inputs.map((input) => inputField(input, wording)),
      ...(asksForComment(payload) ? [commentField(payload, wording)] : []),
    ],
  };
}

/** What a person typed and chose in the form. */
export function answerIn({ view }: Submission) {
  const { values } = view.state;
  const comment = values[COMMENT]?.[COMMENT]?.value;
  const inputs = inputsIn(values);
  return { ...(comment && { comment }), ...(inputs && { inputs }) };
}

function commentField(payload: Payload, wording: Wording): InputBlock {
  const { reason, placeholder } = textsFor(payload, wording);
  return {
    type: 'input',
    block_id: COMMENT,
    optional: payload.context?.comment !== 'required',
    label: { type: 'plain_text', text: reason },
    element: {
      type: 'plain_text_input',
      action_id: COMMENT,
      multiline: true,
      max_length: MAX_COMMENT,
      // It asks why a person approves or rejects.
      ...(outcomeOfPayload(payload) !== 'other' && {
        placeholder: { type: 'plain_text', text: placeholder },
      }),
    },
  };
}

function textsFor(payload: Payload, { chat }: Wording): Wording['chat']['approveModal'] {
  return outcomeOfPayload(payload) === 'reject' ? chat.rejectModal : chat.approveModal;
}
