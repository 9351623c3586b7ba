import type { InputBlock, ModalView } from '@slack/types';
import type { Wording } from '../../wording/index.ts';
import type { PressMetadata } from './modals.ts';

export const DELEGATE_MODAL = 'delegate';
/** The block ids and the action ids of the fields. */
export const DELEGATE_TO = { person: 'delegate_to', address: 'delegate_to_address' } as const;

/** An e-mail address has at most 254 characters (RFC 5321, erratum 1690). */
const MAX_ADDRESS = 254;

/** Asks who is to decide in the approver's place. Keeps the sealed payload, as the form of an answer does. */
export function delegateModal(
  metadata: PressMetadata,
  withAddress: boolean,
  { delegation, slack }: Wording,
): ModalView {
  const { title, submit } = delegation;
  return {
    type: 'modal',
    callback_id: DELEGATE_MODAL,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: slack.notice.close },
    blocks: [personField(withAddress, delegation), ...(withAddress ? [addressField(delegation)] : [])],
  };
}

/** @param isOptional another field can name the person instead */
function personField(isOptional: boolean, { person }: Wording['delegation']): InputBlock {
  return {
    type: 'input',
    block_id: DELEGATE_TO.person,
    optional: isOptional,
    label: { type: 'plain_text', text: person },
    element: { type: 'users_select', action_id: DELEGATE_TO.person },
  };
}

function addressField({ orAddress }: Wording['delegation']): InputBlock {
  return {
    type: 'input',
    block_id: DELEGATE_TO.address,
    optional: true,
    label: { type: 'plain_text', text: orAddress },
    element: { type: 'plain_text_input', action_id: DELEGATE_TO.address, max_length: MAX_ADDRESS },
  };
}
