import type { ModalView } from '@slack/types';
import type { Wording } from '../../wording/index.ts';

export const REQUEST_MODAL = 'request';
/** Block and action ids of the fields. */
export const FIELD = {
  name: 'name',
  details: 'details',
  approvers: 'approvers',
  others: 'others',
  policy: 'policy',
} as const;
/** Values of what can be ticked. */
export const POLICY = { notSelf: 'not_self', confirm: 'confirm' } as const;

/** Limits of what is asked (see parseRequest); longer ones would be cut. */
const MAX_NAME = 256;
const MAX_DETAILS = 3_000;
const MAX_APPROVERS = 20;
const MAX_OTHERS = 3_000;

/**
 * Asks for what `/approval start` takes.
 *
 * @param triggerId travels along: delivered twice, what was filled in starts one execution
 */
export function requestModal(triggerId: string, { slack }: Wording): ModalView {
  const text = slack.requestModal;
  return {
    type: 'modal',
    callback_id: REQUEST_MODAL,
    private_metadata: triggerId,
    title: { type: 'plain_text', text: text.title },
    submit: { type: 'plain_text', text: text.submit },
    close: { type: 'plain_text', text: text.close },
    blocks: [
      {
        type: 'input',
        block_id: FIELD.name,
        label: { type: 'plain_text', text: text.name },
        element: {
          type: 'plain_text_input',
          action_id: FIELD.name,
          max_length: MAX_NAME,
          placeholder: { type: 'plain_text', text: text.namePlaceholder },
        },
      },
      {
        type: 'input',
        block_id: FIELD.details,
        optional: true,
        label: { type: 'plain_text', text: text.details },
        hint: { type: 'plain_text', text: text.detailsHint },
        element: {
          type: 'plain_text_input',
          action_id: FIELD.details,
          multiline: true,
          max_length: MAX_DETAILS,
        },
      },
      {
        type: 'input',
        block_id: FIELD.approvers,
        optional: true,
        label: { type: 'plain_text', text: text.approvers },
        hint: { type: 'plain_text', text: text.approversHint },
        element: {
          type: 'multi_users_select',
          action_id: FIELD.approvers,
          max_selected_items: MAX_APPROVERS,
        },
      },
      {
        type: 'input',
        block_id: FIELD.others,
        optional: true,
        label: { type: 'plain_text', text: text.others },
        hint: { type: 'plain_text', text: text.othersHint },
        element: { type: 'plain_text_input', action_id: FIELD.others, max_length: MAX_OTHERS },
      },
      {
        type: 'input',
        block_id: FIELD.policy,
        optional: true,
        label: { type: 'plain_text', text: text.policy },
        element: {
          type: 'checkboxes',
          action_id: FIELD.policy,
          options: [
            { text: { type: 'plain_text', text: text.notSelf }, value: POLICY.notSelf },
            { text: { type: 'plain_text', text: text.confirm }, value: POLICY.confirm },
          ],
        },
      },
    ],
  };
}
