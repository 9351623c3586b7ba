import type { InputBlock, ModalView } from '@slack/types';
import { MAX_APPROVERS } from '../../approval/approvers.ts';
import { MAX_NAME } from '../../approval/limits.ts';
import { EVERY_APPROVER, FIELD, POLICY } from '../../approval/request-form.ts';
import type { Wording } from '../../wording/index.ts';
import { optionOf } from './input-fields.ts';

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
      required(FIELD.name, text.name, {
        type: 'plain_text_input',
        max_length: MAX_NAME,
        placeholder: { type: 'plain_text', text: text.namePlaceholder },
      }),
      optional(FIELD.details, text.details, text.detailsHint, {
        type: 'plain_text_input',
        multiline: true,
        max_length: MAX_INPUT,
      }),
      optional(FIELD.approvers, text.approvers, text.approversHint, {
        type: 'multi_users_select',
        max_selected_items: MAX_APPROVERS,
      }),
      optional(FIELD.others, text.others, text.othersHint, {
        type: 'plain_text_input',
        max_length: MAX_INPUT,
      }),
      optional(FIELD.approvals, text.approvals, text.approvalsHint, {
        type: 'static_select',
        options: [
          optionOf(text.everyApprover, EVERY_APPROVER),
          ...NUMBERS.map((number) => optionOf(number, number)),
        ],
      }),
      optional(FIELD.channel, text.channel, text.channelHint, {
        type: 'conversations_select',
        filter: { include: ['public', 'private'], exclude_bot_users: true },
      }),
      optional(FIELD.policy, text.policy, undefined, {
        type: 'checkboxes',
        options: [
          optionOf(text.notSelf, POLICY.notSelf),
          optionOf(text.confirm, POLICY.confirm),
          optionOf(text.comment, POLICY.comment),
        ],
      }),
    ],
  };
}

type Element = InputBlock['element'];

function required(id: string, label: string, element: Element): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: { type: 'plain_text', text: label },
    element: { ...element, action_id: id },
  };
}

function optional(id: string, label: string, hint: string | undefined, element: Element): InputBlock {
  return {
    ...required(id, label, element),
    optional: true,
    ...(hint !== undefined && { hint: { type: 'plain_text', text: hint } }),
  };
}
