import type { ModalView } from '@slack/types';
import { MAX_APPROVERS } from '../../approval/approvers.ts';
import { MAX_NAME } from '../../approval/limits.ts';
import { EVERY_APPROVER, FIELD, POLICY } from '../../approval/request-form.ts';
import type { Wording } from '../../wording/index.ts';

export const REQUEST_MODAL = 'request';

/** The longest text that an input can take (Block Kit reference). */
const MAX_INPUT = 3_000;
/** How many approvals can be chosen. A select has at most 100 options (Block Kit reference). */
const NUMBERS = Array.from({ length: MAX_APPROVERS }, (_, index) => String(index + 1));

/**
 * Asks for the values that `/approval start` takes. The ids of the fields are block ids and action ids.
 *
 * @param triggerId kept in `private_metadata`, so that a submission that Slack delivers twice starts one execution
 */
export function requestModal(triggerId: string, { chat, slack }: Wording): ModalView {
  const text = { ...chat.requestForm, ...slack.requestModal };
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
          max_length: MAX_INPUT,
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
        element: { type: 'plain_text_input', action_id: FIELD.others, max_length: MAX_INPUT },
      },
      {
        type: 'input',
        block_id: FIELD.approvals,
        optional: true,
        label: { type: 'plain_text', text: text.approvals },
        hint: { type: 'plain_text', text: text.approvalsHint },
        element: {
          type: 'static_select',
          action_id: FIELD.approvals,
          options: [
            { text: { type: 'plain_text', text: text.everyApprover }, value: EVERY_APPROVER },
            ...NUMBERS.map((number) => ({
              text: { type: 'plain_text' as const, text: number },
              value: number,
            })),
          ],
        },
      },
      {
        type: 'input',
        block_id: FIELD.channel,
        optional: true,
        label: { type: 'plain_text', text: text.channel },
        hint: { type: 'plain_text', text: text.channelHint },
        element: {
          type: 'conversations_select',
          action_id: FIELD.channel,
          filter: { include: ['public', 'private'], exclude_bot_users: true },
        },
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
            { text: { type: 'plain_text', text: text.comment }, value: POLICY.comment },
          ],
        },
      },
    ],
  };
}
